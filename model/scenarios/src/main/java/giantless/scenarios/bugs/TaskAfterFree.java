package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.LockRuntime;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;

/** An object is freed while a task that uses it is still queued. */
public final class TaskAfterFree {
  private TaskAfterFree() {}

  abstract static class Base {
    final TaskQueue queue;
    final TaskQueue.Task task;
    final AtomicInt freed;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      queue = new TaskQueue(rt, "link", Priority.SWI_TQ);
      task = new TaskQueue.Task(pending -> run());
      freed = rt.atomicInt(0);
      setup.cleanup(queue::free);
    }

    private void run() {
      if (freed.get() == 1) {
        throw new AssertionError("the task touches what is freed");
      }
    }

    @Actor
    void other() {
      freed.get();
    }
  }

  @Scenario(value = "A task runs after its object is gone", fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      queue.enqueue(task);
      freed.set(1);
    }
  }

  @Scenario("A task is drained before its object goes")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      queue.enqueue(task);
      queue.drain(task);
      freed.set(1);
    }
  }
}
