package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.scenarios.fixture.Machine;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/** For {@link giantless.scenarios.check.MbufLeak}. */
@Scenario(value = "Who gets an mbuf last forgets it", fails = FailureKind.LEAK)
final class LosesAnMbuf {
  private final Machine machine;
  private final AtomicInt turns;

  LosesAnMbuf(Setup setup) {
    machine = Machine.of(setup);
    turns = machine.rt.atomicInt(0);
  }

  private void use(int turn) {
    Mbuf m = machine.host.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA);
    if (turns.fetchAdd(1) != turn) {
      return; // Not as it thought: and the mbuf is forgotten.
    }
    machine.host.mbufs().free(m);
  }

  @Actor
  void first() {
    use(0);
  }

  @Actor(cpu = 1)
  void second() {
    use(1);
  }
}
