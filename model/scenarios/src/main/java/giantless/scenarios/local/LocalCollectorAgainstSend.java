package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.scenarios.fixture.Machine;
import giantless.stack.local.UnpLocking;

/**
 * The collector looks as a descriptor is sent and closed. Until the message lies in a buffer, where
 * the collector finds it, the sender has a reference to the file beside that of the message.
 */
final class LocalCollectorAgainstSend {
  private LocalCollectorAgainstSend() {}

  abstract static class Race {

    private final Passing p;

    Race(Setup setup, UnpLocking.Kind kind) {
      p = new Passing(setup, kind);
      Machine.must(p.send(p.way[0]));
    }

    @Actor
    void send() {
      Machine.must(p.send(p.passed));
      p.close(p.passed);
    }

    @Actor(cpu = 1)
    void collect() {
      p.collect();
    }

    @Invariant
    boolean arrived_alive() {
      return p.receive() >= 0 && p.isAlive(p.receive());
    }
  }

  @Scenario(
      value = "The collector leaves alone what is just being sent, under the one mutex",
      gate = "100",
      sampled = "some thousand executions would be all")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      value = "The collector leaves alone what is just being sent, with a lock in each block",
      gate = "100",
      sampled = "6,064 executions would be all")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }

  /** The wrong twin: a collector by counts, and a sender that has no reference of its own. */
  @Scenario(
      value = "A file all of whose references are those of a message is garbage before it is sent",
      fails = FailureKind.ASSERTION)
  static final class OnlyTheMessageCounts {
    private final Mtx lock;

    @GuardedBy("lock")
    private int refs = 1;

    @GuardedBy("lock")
    private int messages;

    @GuardedBy("lock")
    private boolean buffered;

    @GuardedBy("lock")
    private boolean flushed;

    OnlyTheMessageCounts(Setup setup) {
      lock = setup.runtime().mtx(Locks.UNP);
    }

    @Actor
    void send() {
      lock.lock();
      refs++;
      messages++;
      lock.unlock();
      lock.lock();
      buffered = true;
      lock.unlock();
    }

    @Actor(cpu = 1)
    void close() {
      lock.lock();
      refs--;
      lock.unlock();
    }

    @Actor(cpu = 1)
    void collect() {
      lock.lock();
      flushed = messages > 0 && refs == messages && !buffered;
      lock.unlock();
    }

    @Invariant
    boolean was_left_alone() {
      lock.lock();
      boolean gone = flushed;
      lock.unlock();
      return !gone;
    }
  }
}
