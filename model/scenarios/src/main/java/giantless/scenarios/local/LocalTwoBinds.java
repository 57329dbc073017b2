package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.local.UnpLocking;

/**
 * Two threads give one socket a name. No lock is held over the file system, so a flag says that one
 * is at it (D-20); the names that are left have one use each.
 */
final class LocalTwoBinds {
  private LocalTwoBinds() {}

  abstract static class Race {

    private final Machine machine;
    private final KSocket socket;
    private Errno first;
    private Errno second;

    Race(Setup setup, UnpLocking.Kind kind) {
      machine = Unix.machine(setup, kind);
      socket = KSocket.local(machine, Unix.DGRAM);
    }

    @Actor
    void one() {
      first = socket.bind("/a");
    }

    @Actor(cpu = 1)
    void two() {
      second = socket.bind("/b");
    }

    @Invariant
    boolean one_has_named_it() {
      Errno other = first == Errno.OK ? second : first;
      return (first == Errno.OK || second == Errno.OK)
          && (other == Errno.EINVAL || other == Errno.EALREADY);
    }

    @Invariant
    boolean other_name_is_not_taken() {
      return (Unix.unlink(machine, "/a") == Errno.OK) == (first == Errno.OK)
          && (Unix.unlink(machine, "/b") == Errno.OK) == (second == Errno.OK);
    }
  }

  @Scenario("A socket that is bound twice has one name, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario("A socket that is bound twice has one name, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }

  /** The wrong twin: it is looked at, and then the lock is let go before the name is made. */
  @Scenario(
      value = "A socket that is tested in one hold and named in the next has two names",
      fails = FailureKind.ASSERTION)
  static final class TestedInAnotherHold {
    private final Mtx lock;

    @GuardedBy("lock")
    private boolean named;

    @GuardedBy("lock")
    private int names;

    TestedInAnotherHold(Setup setup) {
      lock = setup.runtime().mtx(Locks.UNP);
    }

    private void bind() {
      lock.lock();
      boolean may = !named;
      lock.unlock();
      if (may) {
        lock.lock();
        named = true;
        names++;
        lock.unlock();
      }
    }

    @Actor
    void one() {
      bind();
    }

    @Actor(cpu = 1)
    void two() {
      bind();
    }

    @Invariant
    boolean has_one_name() {
      lock.lock();
      int n = names;
      lock.unlock();
      return n == 1;
    }
  }
}
