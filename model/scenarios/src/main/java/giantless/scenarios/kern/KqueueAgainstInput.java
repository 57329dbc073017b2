package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.SysException;

/**
 * A thread waits on a kqueue as the datagram comes: the note is activated under the buffer's lock.
 */
@Scenario("Who waits on a kqueue for a datagram is told, whenever it comes")
final class KqueueAgainstInput {
  private final Bound b;
  private final int kq;
  private int events;

  KqueueAgainstInput(Setup setup) throws SysException {
    b = new Bound(setup, true);
    kq = b.sys.kqueue();
    KEvent add = new KEvent(b.fd, KEvent.EVFILT_READ, KEvent.EV_ADD, 0, 0, null);
    b.sys.kevent(kq, new KEvent[] {add}, null, 0);
  }

  @Actor
  void wait_for_it() throws SysException {
    events = b.sys.kevent(kq, null, new KEvent[] {new KEvent()}, -1);
  }

  @Actor(cpu = 1)
  void input() {
    b.datagram();
  }

  @Invariant
  boolean was_told() {
    return events == 1 && b.hasOne();
  }
}
