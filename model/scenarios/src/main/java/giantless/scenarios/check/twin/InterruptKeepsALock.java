package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.scenarios.fixture.Machine;

/** For Witness, which sees it when the handler returns: the thread does not end. */
@Scenario(value = "An interrupt thread waits for work with a lock held", fails = FailureKind.LEAK)
final class InterruptKeepsALock {
  private final Machine machine;
  private final Mtx lock;

  InterruptKeepsALock(Setup setup) {
    machine = Machine.of(setup);
    lock = machine.rt.mtx(Locks.SOFTC);
  }

  @Actor
  void interrupt() {
    machine.host.kernel().ithread("irq: bad", Priority.INTR_NET, 0, true, lock::lock).schedule();
  }

  @Actor(cpu = 1)
  void other() {
    machine.rt.yieldCpu();
  }
}
