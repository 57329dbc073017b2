package giantless.lock;

import java.util.ArrayDeque;

/**
 * Work for another thread, taskqueue(9): each task runs once for all the times it was enqueued
 * before it ran. The thread starts with the first task. A task belongs to one queue at a time.
 *
 * <p>The queue's lock guards the list and the state of its tasks; it is not held while a task runs.
 * Giant is, in a queue of {@link #underGiant}.
 */
public final class TaskQueue {

  /** A piece of work; {@code pending} is how many times it was enqueued since it last ran. */
  @FunctionalInterface
  public interface Handler {
    void run(int pending);
  }

  /** A task and its state, which the queue's lock protects. */
  public static final class Task {
    private final Handler handler;
    private int pending;

    public Task(Handler handler) {
      if (handler == null) {
        throw new NullPointerException("handler of a task");
      }
      this.handler = handler;
    }

    Handler handler() {
      return handler;
    }
  }

  private final LockRuntime runtime;
  private final String name;
  private final int priority;

  /** What tasks run under; null for a queue whose tasks are MPSAFE. */
  private final Giant giant;

  private final Mtx lock;
  private final ArrayDeque<Task> queue = new ArrayDeque<>();
  private Task running;
  private boolean starting;
  private KThread thread;
  private boolean freeing;

  /** taskqueue_create(9) with one thread of the given name and priority. */
  public TaskQueue(LockRuntime runtime, String name, int priority) {
    this(runtime, name, priority, null);
  }

  private TaskQueue(LockRuntime runtime, String name, int priority, Giant giant) {
    this.runtime = runtime;
    this.name = name;
    this.priority = priority;
    this.giant = giant;
    this.lock = runtime.mtx(Locks.TASKQUEUE);
  }

  /**
   * A queue whose tasks run under the runtime's Giant, as taskqueue_swi_giant's do: for the work of
   * code that is not MPSAFE, enqueued by those who cannot take Giant because they hold a mutex.
   */
  public static TaskQueue underGiant(LockRuntime runtime, String name, int priority) {
    return new TaskQueue(runtime, name, priority, runtime.giant());
  }

  public String name() {
    return name;
  }

  /**
   * taskqueue_enqueue(9). May be called with any mutex held.
   *
   * @throws Panic if the queue is being freed
   */
  public void enqueue(Task task) {
    lock.lock();
    if (freeing) {
      lock.unlock();
      throw new Panic("task enqueued on the freed task queue " + name);
    }
    if (task.pending++ == 0) {
      queue.add(task);
      runtime.sleepQueue().wakeupOne(this);
    }
    boolean start = !starting;
    starting = true;
    lock.unlock();
    if (start) {
      KThread t = runtime.spawn(name, priority, 0, () -> loop());
      lock.lock();
      thread = t;
      lock.unlock();
    }
  }

  /**
   * taskqueue_cancel(9): takes a pending task back. One that runs is not stopped.
   *
   * @return the count that was pending, 0 if none
   */
  public int cancel(Task task) {
    lock.lock();
    int n = task.pending;
    if (n > 0) {
      queue.remove(task);
      task.pending = 0;
      runtime.sleepQueue().wakeup(task);
    }
    lock.unlock();
    return n;
  }

  /** Whether the task runs at this moment; a snapshot. */
  public boolean isRunning(Task task) {
    lock.lock();
    boolean b = running == task;
    lock.unlock();
    return b;
  }

  /**
   * taskqueue_drain(9): waits until the task is neither pending nor running. Sleeps: no mutex may
   * be held.
   *
   * @throws Panic if called by the queue's own thread
   */
  public void drain(Task task) {
    KThread me = sleepPoint("task drain");
    lock.lock();
    if (me == thread) {
      lock.unlock();
      throw new Panic("task queue " + name + " drained by its own thread");
    }
    while (task.pending > 0 || running == task) {
      runtime.sleepQueue().sleep(task, lock, "taskdr");
    }
    lock.unlock();
  }

  /**
   * taskqueue_free(9): runs what is pending, stops the thread and waits for it. Sleeps: no mutex
   * may be held. Nothing may be enqueued any more.
   *
   * @throws Panic if called by the queue's own thread
   */
  public void free() {
    KThread me = sleepPoint("task queue free");
    lock.lock();
    if (me == thread) {
      lock.unlock();
      throw new Panic("task queue " + name + " freed by its own thread");
    }
    freeing = true;
    runtime.sleepQueue().wakeup(this);
    KThread t = thread;
    lock.unlock();
    if (t != null) {
      t.join();
    }
  }

  private KThread sleepPoint(String what) {
    KThread me = runtime.curthread();
    if (runtime.watch() != null) {
      runtime.watch().beforeSleep(me, null, what);
    }
    return me;
  }

  private void runTask(Task task, int pending) {
    if (giant != null) {
      giant.lock();
    }
    task.handler().run(pending);
    if (giant != null) {
      giant.unlock();
    }
  }

  private void loop() {
    lock.lock();
    thread = runtime.curthread();
    while (true) {
      Task task = queue.poll();
      if (task != null) {
        int n = task.pending;
        task.pending = 0;
        running = task;
        lock.unlock();
        runTask(task, n);
        if (runtime.watch() != null) {
          runtime.watch().mustHoldNothing(runtime.curthread(), "return of a task of " + name);
        }
        lock.lock();
        running = null;
        runtime.sleepQueue().wakeup(task);
      } else if (freeing) {
        break;
      } else {
        runtime.sleepQueue().sleep(this, lock, "-");
      }
    }
    lock.unlock();
  }
}
