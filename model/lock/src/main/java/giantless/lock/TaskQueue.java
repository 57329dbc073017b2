package giantless.lock;

/**
 * Work for another thread, taskqueue(9): each task runs once for all the times it was enqueued
 * before it ran. The thread starts with the first task.
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

    public Task(Handler handler) {
      this.handler = handler;
    }

    Handler handler() {
      return handler;
    }
  }

  /** taskqueue_create(9) with one thread of the given name and priority. */
  public TaskQueue(LockRuntime runtime, String name, int priority) {}

  /** taskqueue_enqueue(9). May be called with any mutex held. */
  public void enqueue(Task task) {
    throw new UnsupportedOperationException("skeleton");
  }

  /** taskqueue_cancel(9): the count that was pending, 0 if none. */
  public int cancel(Task task) {
    throw new UnsupportedOperationException("skeleton");
  }

  /** taskqueue_drain(9): waits until the task is neither pending nor running. Sleeps. */
  public void drain(Task task) {
    throw new UnsupportedOperationException("skeleton");
  }

  /** taskqueue_free(9): runs what is pending, stops the thread and waits for it. Sleeps. */
  public void free() {
    throw new UnsupportedOperationException("skeleton");
  }
}
