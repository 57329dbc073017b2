package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeTaskQueueTest extends NativeTestBase {
  private final TaskQueue queue = new TaskQueue(rt, "thread taskq", 34);
  private final Mtx gate = rt.mtx(Locks.SO_RCV);
  private final List<String> ran = new ArrayList<>();

  /** Stops the queue's thread while the test holds the gate. */
  private final TaskQueue.Task blocker =
      new TaskQueue.Task(
          n -> {
            gate.lock();
            gate.unlock();
          });

  @AfterEach
  @Override
  void shutdown() {
    queue.free();
    super.shutdown();
  }

  private TaskQueue.Task task(String name) {
    return new TaskQueue.Task(n -> ran.add(name + n));
  }

  private void closeGate() {
    gate.lock();
    queue.enqueue(blocker);
    while (!queue.isRunning(blocker)) {
      Thread.yield();
    }
  }

  @Test
  void tasks_run_in_order_and_enqueues_before_the_run_count_as_one() {
    TaskQueue.Task a = task("a");
    TaskQueue.Task b = task("b");
    closeGate();
    queue.enqueue(b);
    queue.enqueue(a);
    queue.enqueue(b);
    queue.enqueue(b);
    gate.unlock();
    queue.drain(a);
    queue.drain(b);
    assertThat(ran).containsExactly("b3", "a1");
  }

  @Test
  void task_enqueued_while_it_runs_runs_again() {
    TaskQueue.Task[] self = new TaskQueue.Task[1];
    self[0] =
        new TaskQueue.Task(
            n -> {
              ran.add("r" + n);
              if (ran.size() < 3) {
                queue.enqueue(self[0]);
              }
            });
    queue.enqueue(self[0]);
    queue.drain(self[0]);
    assertThat(ran).containsExactly("r1", "r1", "r1");
  }

  @Test
  void cancel_takes_a_pending_task_back_and_tells_the_count() {
    TaskQueue.Task a = task("a");
    assertThat(queue.cancel(a)).isZero();
    closeGate();
    queue.enqueue(a);
    queue.enqueue(a);
    assertThat(queue.cancel(a)).isEqualTo(2);
    assertThat(queue.cancel(a)).isZero();
    assertThat(queue.cancel(blocker)).as("it runs").isZero();
    gate.unlock();
    queue.drain(blocker);
    assertThat(ran).isEmpty();
  }

  @Test
  void drain_waits_for_the_task_that_runs() {
    closeGate();
    boolean[] drained = new boolean[1];
    KThread d =
        blocked(
            "drainer",
            () -> {
              queue.drain(blocker);
              drained[0] = true;
            });
    assertThat(drained[0]).isFalse();
    gate.unlock();
    d.join();
    assertThat(drained[0]).isTrue();
  }

  @Test
  void drain_of_a_cancelled_task_ends() {
    TaskQueue.Task a = task("a");
    closeGate();
    queue.enqueue(a);
    KThread d = blocked("drainer", () -> queue.drain(a));
    queue.cancel(a);
    d.join();
    gate.unlock();
  }

  @Test
  void free_runs_what_is_pending_and_refuses_more() {
    TaskQueue q = new TaskQueue(rt, "short", 34);
    TaskQueue.Task a = task("a");
    q.enqueue(a);
    q.free();
    assertThat(ran).containsExactly("a1");
    assertPanic(() -> q.enqueue(a), "task enqueued on the freed task queue short");
    TaskQueue unused = new TaskQueue(rt, "unused", 34);
    unused.free();
  }

  @Test
  void thread_of_the_queue_can_neither_drain_nor_free_it() {
    List<String> messages = new ArrayList<>();
    TaskQueue.Task[] self = new TaskQueue.Task[1];
    self[0] =
        new TaskQueue.Task(
            n -> {
              try {
                queue.drain(self[0]);
              } catch (Panic p) {
                messages.add(p.getMessage());
              }
              try {
                queue.free();
              } catch (Panic p) {
                messages.add(p.getMessage());
              }
            });
    queue.enqueue(self[0]);
    queue.drain(self[0]);
    assertThat(messages)
        .containsExactly(
            "task queue thread taskq drained by its own thread",
            "task queue thread taskq freed by its own thread");
  }

  @Test
  void task_runs_in_the_queues_thread_at_its_priority() {
    String[] who = new String[1];
    TaskQueue.Task t =
        new TaskQueue.Task(n -> who[0] = rt.curthread().name() + " " + rt.curthread().priority());
    queue.enqueue(t);
    queue.drain(t);
    assertThat(who[0]).isEqualTo("thread taskq 34");
  }

  @Test
  void tasks_of_a_queue_under_giant_hold_it_while_they_run_and_others_do_not() {
    List<Boolean> owned = new ArrayList<>();
    TaskQueue.Task t = new TaskQueue.Task(n -> owned.add(rt.giant().isOwned()));
    TaskQueue under = TaskQueue.underGiant(rt, "swi:Giant taskq", 34);
    under.enqueue(t);
    under.drain(t);
    under.enqueue(t);
    under.free();
    queue.enqueue(t);
    queue.drain(t);
    assertThat(owned).containsExactly(true, true, false);
    assertThat(rt.giant().mtx().tryLock()).isTrue();
    rt.giant().unlock();
  }

  @Test
  void watch_is_asked_after_each_task() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.virtual(new VirtualClock(), w, 1, 1);
    TaskQueue q = new TaskQueue(watched, "q", 34);
    q.enqueue(new TaskQueue.Task(n -> w.add("runs")));
    q.free();
    List<String> events = w.take();
    assertThat(events).contains("runs");
    assertThat(events.get(events.indexOf("runs") + 1))
        .isEqualTo("nothing at return of a task of q");
    watched.shutdown();
  }

  @Test
  void drain_and_free_ask_the_watch_whether_they_may_sleep() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.virtual(new VirtualClock(), w, 1, 1);
    TaskQueue q = new TaskQueue(watched, "q", 34);
    q.drain(new TaskQueue.Task(n -> {}));
    q.free();
    assertThat(w.take()).contains("sleep task drain", "sleep task queue free");
    watched.shutdown();
  }
}
