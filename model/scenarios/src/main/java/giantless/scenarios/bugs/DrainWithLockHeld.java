package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Priority;
import giantless.lock.SxLock;
import giantless.lock.TaskQueue;

/** A task queue is drained with the lock held that the task needs. */
public final class DrainWithLockHeld {
  private DrainWithLockHeld() {}

  abstract static class Base {
    final SxLock config;
    final TaskQueue queue;
    final TaskQueue.Task task;
    int runs;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      config = rt.sx(SmallLocks.SX);
      queue = new TaskQueue(rt, "config", Priority.SWI_TQ);
      task = new TaskQueue.Task(pending -> run());
      setup.cleanup(queue::free);
    }

    private void run() {
      config.xlock();
      runs++;
      config.xunlock();
    }

    @Actor
    void enqueue() {
      queue.enqueue(task);
    }
  }

  @Scenario(
      value = "Who waits for a task with its lock held waits for ever",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      config.xlock();
      queue.drain(task);
      config.xunlock();
    }
  }

  @Scenario("Who drains first and locks then does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      queue.drain(task);
      config.xlock();
      config.xunlock();
    }
  }
}
