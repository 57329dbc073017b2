package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.SysException;
import java.util.BitSet;

/** The time of select(2) is up as the datagram comes: it says so, and the datagram stays. */
@Scenario(value = "select(2) tells of a datagram or of the time-out, and loses nothing", timers = 1)
final class SelectTimeoutAgainstInput {
  private final Bound b;
  private final BitSet in = new BitSet();
  private int ready;

  SelectTimeoutAgainstInput(Setup setup) {
    b = new Bound(setup, true);
    in.set(b.fd);
  }

  @Actor
  void select() throws SysException {
    ready = b.sys.select(b.fd + 1, in, null, null, 1_000_000);
  }

  @Actor(cpu = 1)
  void input() {
    b.datagram();
  }

  @Invariant
  boolean answer_and_set_agree() {
    return ready == 1 == in.get(b.fd) && b.hasOne();
  }
}
