package giantless.races;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Programs with monitors, for {@code MonitorWeaverTest}; each throws if something is not as it must
 * be.
 */
public final class MonitorPrograms {
  /** How often each of two threads adds. */
  public static final int TURNS = 2_000;

  private int count;
  private boolean done;

  private synchronized long add(long a, double b, String c) {
    count++;
    if (a < 0) {
      throw new IllegalArgumentException(c + b);
    }
    return count;
  }

  static synchronized boolean isMine() {
    return Thread.holdsLock(MonitorPrograms.class);
  }

  private static void must(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }

  /** Results, arguments, exceptions and holds. */
  public static class Methods implements Callable<Object> {
    @Override
    public Object call() {
      MonitorPrograms p = new MonitorPrograms();
      must(p.add(1, 2, "") == 1 && isMine() && !Thread.holdsLock(MonitorPrograms.class));
      try {
        p.add(-1, 2.5, "x");
        must(false);
      } catch (IllegalArgumentException e) {
        must(e.getMessage().equals("x2.5") && p.count == 2 && !Thread.holdsLock(p));
      }
      for (int i = 0; i < 3; i++) {
        synchronized (p) {
          synchronized (p) {
            must(Thread.holdsLock(p));
            if (i == 1) {
              continue;
            }
          }
          must(Thread.holdsLock(p));
        }
        must(!Thread.holdsLock(p));
      }
      return null;
    }
  }

  /** Two Java threads add to a field, and one waits for the other. */
  public static class Threads implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      MonitorPrograms p = new MonitorPrograms();
      Thread other =
          new Thread(
              () -> {
                for (int i = 0; i < TURNS; i++) {
                  p.add(0, 0, "");
                }
                synchronized (p) {
                  p.done = true;
                  p.notifyAll();
                }
              });
      other.start();
      for (int i = 0; i < TURNS; i++) {
        p.add(0, 0, "");
      }
      synchronized (p) {
        synchronized (p) {
          while (!p.done) {
            p.wait();
          }
          must(Thread.holdsLock(p));
        }
      }
      other.join();
      return p.count;
    }
  }

  /** A wait that nobody ends. */
  public static class Limit implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      Object o = new Object();
      synchronized (o) {
        o.wait(0, 1);
        must(Thread.holdsLock(o));
        o.notify();
      }
      return o;
    }
  }

  /** Not the owner. */
  public static class Stranger implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      new Object().wait(1);
      return null;
    }
  }

  /** Wrong arguments of a wait are told before who owns it. */
  public static class Negative implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      new Object().wait(-1);
      return null;
    }
  }

  /** No object. */
  public static class Null implements Callable<Object> {
    @Override
    public Object call() {
      Object none = count(0);
      synchronized (none) {
        return none;
      }
    }

    private static List<String> count(int n) {
      return n == 0 ? null : new ArrayList<>();
    }
  }
}
