package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.SysException;

/**
 * A thread polls and finds nothing; the datagram comes before it sleeps. It has said before the
 * scan that it selects (TDF_SELECT), and sleeps only if nobody has taken that back.
 */
@Scenario("Who polls for a datagram sees it, whenever it comes")
final class PollAgainstInput {
  private final Bound b;
  private int ready;

  PollAgainstInput(Setup setup) {
    b = new Bound(setup, true);
  }

  @Actor
  void poll() throws SysException {
    ready = b.sys.poll(new PollFd[] {new PollFd(b.fd, Poll.POLLIN)}, -1);
  }

  @Actor(cpu = 1)
  void input() {
    b.datagram();
  }

  @Invariant
  boolean was_told() {
    return ready == 1 && b.hasOne();
  }
}
