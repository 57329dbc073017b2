package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.local.UnpLocking;

/**
 * The collector looks as the only way to a socket, a message, is received: the reader has a
 * reference to the file from before the message leaves the buffer until it has a descriptor.
 */
final class LocalCollectorAgainstReceive {
  private LocalCollectorAgainstReceive() {}

  abstract static class Race {

    private final Passing p;
    private int received;

    Race(Setup setup, UnpLocking.Kind kind) {
      p = new Passing(setup, kind);
      Machine.must(p.send(p.passed));
      p.close(p.passed);
    }

    @Actor
    void receive() {
      received = p.receive();
    }

    @Actor(cpu = 1)
    void collect() {
      p.collect();
    }

    @Invariant
    boolean arrived_alive() {
      return p.isAlive(received);
    }
  }

  @Scenario(
      value = "The collector leaves alone what is just being received, under the one mutex",
      gate = "100",
      sampled = "1,650 executions would be all")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      value = "The collector leaves alone what is just being received, with a lock in each block",
      gate = "100",
      sampled = "4,440 executions would be all")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
