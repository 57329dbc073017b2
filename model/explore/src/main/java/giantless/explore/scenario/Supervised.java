package giantless.explore.scenario;

import giantless.explore.search.Explorer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs a search in a Java thread of its own and watches that executions make steps. One that makes
 * none, since it loops without an operation of the runtime or blocks outside of it, cannot be
 * ended, as Java cannot end threads; its thread is left behind, a daemon, and the caller hears
 * where it is.
 */
final class Supervised<T> {
  private static final long SAMPLE_MILLIS = 50;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Explorer explorer;
  private final ScenarioClass scenario;
  private final long patienceNanos;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile T result;
  private volatile Throwable thrown;

  // Of the caller.
  private long beats = -1;
  private Thread at;
  private long cpu;
  private long since;

  private Supervised(Explorer explorer, ScenarioClass scenario, long patienceNanos) {
    this.explorer = explorer;
    this.scenario = scenario;
    this.patienceNanos = patienceNanos;
  }

  /**
   * Gives what the search gives, and throws what it throws.
   *
   * @param patienceNanos how much processor time, or time asleep, passes between two steps at most
   * @throws Stuck if it makes no more steps
   */
  static <T> T call(
      Explorer explorer, ScenarioClass scenario, long patienceNanos, Supplier<T> search) {
    return new Supervised<T>(explorer, scenario, patienceNanos).call(search);
  }

  private T call(Supplier<T> search) {
    Thread t = new Thread(() -> search(search), "giantless-search");
    t.setDaemon(true);
    t.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    t.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (done.await(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
            break;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
        sample();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (thrown instanceof Error) {
      throw (Error) thrown;
    }
    if (thrown != null) {
      throw (RuntimeException) thrown;
    }
    return result;
  }

  private void search(Supplier<T> search) {
    try {
      result = search.get();
    } catch (RuntimeException | Error e) {
      thrown = e;
    } finally {
      done.countDown();
    }
  }

  private void sample() {
    Thread now = explorer.running();
    long n = explorer.beats();
    long used = now == null ? 0 : THREADS.getThreadCpuTime(now.getId());
    boolean asleep = now != null && isAsleep(now);
    if (now == null || n != beats || now != at) {
      beats = n;
      at = now;
      cpu = used;
      since = System.nanoTime();
      return;
    }
    if (!asleep) {
      if (used - cpu < patienceNanos) {
        return;
      }
    } else if (System.nanoTime() - since < patienceNanos) {
      return;
    }
    throw new Stuck(words(now, asleep));
  }

  private static boolean isAsleep(Thread t) {
    switch (t.getState()) {
      case WAITING:
      case TIMED_WAITING:
      case BLOCKED:
        return true;
      default:
        return false;
    }
  }

  private String words(Thread t, boolean asleep) {
    StackTraceElement[] stack = t.getStackTrace();
    String where = Where.in(scenario.type(), stack);
    String what =
        asleep
            ? " blocks outside of the runtime"
            : " does not come to its next operation of the runtime (a loop that does not end?)";
    return scenario.type().getName()
        + what
        + ", at "
        + (where == null ? ClassLines.of(scenario.type()) : where)
        + (asleep && stack.length > 0 ? ", in " + stack[0] : "");
  }

  /** The search cannot go on, nor be ended. */
  static final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stuck(String message) {
      super(message);
    }
  }
}
