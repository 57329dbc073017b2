package giantless.cli.explore;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a search runs: the search stops after the execution it is in, and the JVM ends when
 * its partial result has been printed. A search that does not stop is not waited for long.
 */
final class Interrupt implements AutoCloseable {
  private static final long WAIT_SECONDS = 15;

  private final CountDownLatch printed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "giantless-interrupt");
  private volatile boolean requested;

  void install() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupted() {
    requested = true;
    try {
      if (!printed.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("giantless: the search did not stop");
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
    if (!requested) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
