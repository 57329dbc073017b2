package giantless.cli.explore;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a search runs: the search stops after the execution it is in, and the JVM ends when
 * its partial result has been printed and kept; its exit code is then that of the signal, 130. A
 * search that does not stop is not waited for long.
 */
final class Interrupt implements AutoCloseable {
  private static final long WAIT_SECONDS = 15;

  private final PrintWriter err;
  private final String when;
  private final CountDownLatch printed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "giantless-interrupt");
  private volatile boolean requested;
  private volatile boolean installed;

  Interrupt(PrintWriter err) {
    this(err, " after this execution");
  }

  /**
   * @param when the search stops; a word for the user
   */
  Interrupt(PrintWriter err, String when) {
    this.err = err;
    this.when = when;
  }

  Interrupt install() {
    Runtime.getRuntime().addShutdownHook(hook);
    installed = true;
    return this;
  }

  private void interrupted() {
    requested = true;
    err.println("giantless: the search stops" + when);
    err.flush();
    try {
      if (!printed.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
        err.println("giantless: the search did not stop");
        err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As Ctrl-C does. */
  void request() {
    requested = true;
  }

  boolean isRequested() {
    return requested;
  }

  /** All has been printed. */
  @Override
  public void close() {
    printed.countDown();
    if (installed && !requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM ends already; the hook has nothing more to wait for.
        installed = false;
      }
    }
  }
}
