package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/**
 * A queued socket has no reference of its own; the acceptor takes it off the queue before it takes
 * one (D-01).
 */
public final class ZeroCountQueued {
  private ZeroCountQueued() {}

  abstract static class Base {
    final Mtx accept;
    final Mtx sock;
    boolean queued = true;
    int refs;
    boolean freed;

    Base(Setup setup) {
      accept = setup.runtime().mtx(SmallLocks.A);
      sock = setup.runtime().mtx(SmallLocks.B);
    }

    @Actor
    void reset() {
      accept.lock();
      sock.lock();
      if (!queued && refs == 0) {
        freed = true;
      }
      sock.unlock();
      accept.unlock();
    }

    final void use() {
      sock.lock();
      boolean gone = freed;
      sock.unlock();
      if (gone) {
        throw new AssertionError("accepted a freed socket");
      }
    }
  }

  @Scenario(
      value = "A socket off the queue and without a reference is freed under the acceptor",
      fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void accept() {
      accept.lock();
      queued = false;
      accept.unlock();
      sock.lock();
      refs++;
      sock.unlock();
      use();
    }
  }

  @Scenario("A socket referenced before it leaves the queue is not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void accept() {
      accept.lock();
      sock.lock();
      refs++;
      sock.unlock();
      queued = false;
      accept.unlock();
      use();
    }
  }
}
