package giantless.explore.scenario;

import giantless.explore.scenario.MonitorScenes.Bank;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Programs that wait for notifications of the monitors of the language, for {@link MonitorsTest}.
 */
public final class MonitorWaitScenes {
  private MonitorWaitScenes() {}

  /** A bounded buffer; three ways to get it wrong. */
  static class Buffer {
    private final int[] items = new int[1];
    private final boolean again;
    private final boolean all;
    private int size;

    Buffer(boolean again, boolean all) {
      this.again = again;
      this.all = all;
    }

    private void tell() {
      if (all) {
        notifyAll();
      } else {
        notify();
      }
    }

    synchronized void put(int item) throws InterruptedException {
      if (size == items.length) {
        wait();
      }
      while (again && size == items.length) {
        wait();
      }
      items[size++] = item;
      tell();
    }

    synchronized int take() throws InterruptedException {
      if (size == 0) {
        wait();
      }
      while (again && size == 0) {
        wait();
      }
      int item = items[--size];
      tell();
      return item;
    }
  }

  /** Two who put and two who take. */
  abstract static class TwoAndTwo {
    private final Buffer buffer;

    TwoAndTwo(boolean again, boolean all) {
      buffer = new Buffer(again, all);
    }

    @Actor
    void put1() throws InterruptedException {
      buffer.put(1);
    }

    @Actor
    void put2() throws InterruptedException {
      buffer.put(2);
    }

    @Actor
    void take1() throws InterruptedException {
      buffer.take();
    }

    @Actor
    void take2() throws InterruptedException {
      buffer.take();
    }
  }

  @Scenario("A bounded buffer")
  static class Bounded extends TwoAndTwo {
    Bounded(Setup setup) {
      super(true, true);
    }
  }

  @Scenario(value = "The condition is not looked at again", fails = FailureKind.EXCEPTION)
  static class Once extends TwoAndTwo {
    Once(Setup setup) {
      super(false, true);
    }
  }

  @Scenario(value = "One is notified, and it is the wrong one", fails = FailureKind.LOST_WAKEUP)
  static class OnlyOne extends TwoAndTwo {
    OnlyOne(Setup setup) {
      super(true, false);
    }
  }

  @Scenario("Which of two is notified is a choice; the other gets the next notification")
  static class Either {
    private final Object lock = new Object();
    private int waiting;
    private int tickets;
    private String order = "";

    Either(Setup setup) {}

    private void waits(String who) throws InterruptedException {
      synchronized (lock) {
        waiting++;
        lock.notifyAll();
        while (tickets == 0) {
          lock.wait();
        }
        tickets--;
        order += who;
      }
    }

    @Actor
    void a() throws InterruptedException {
      waits("a");
    }

    @Actor
    void b() throws InterruptedException {
      waits("b");
    }

    @Actor
    void gives() throws InterruptedException {
      synchronized (lock) {
        while (waiting < 2) {
          lock.wait();
        }
        tickets = 2;
        lock.notify();
        lock.notify();
      }
    }

    @Invariant
    void both_came() {
      assert order.equals("ab") || order.equals("ba");
    }
  }

  @Scenario(value = "Waits with two monitors, and gives up one", fails = FailureKind.LOST_WAKEUP)
  static class Nested extends Bank {
    private boolean done;

    Nested(Setup setup) {}

    @Actor
    void waits() throws InterruptedException {
      synchronized (a) {
        synchronized (b) {
          while (!done) {
            b.wait();
          }
        }
      }
    }

    @Actor
    void tells() {
      synchronized (a) {
        synchronized (b) {
          done = true;
          b.notify();
        }
      }
    }
  }

  @Scenario("A wait gives up all holds, and has them again")
  static class Depth extends Bank {
    private boolean done;

    Depth(Setup setup) {}

    private synchronized void waits(int depth) throws InterruptedException {
      if (depth > 0) {
        waits(depth - 1);
      }
      while (!done) {
        wait();
      }
      assert Thread.holdsLock(this);
    }

    @Actor
    void waits() throws InterruptedException {
      waits(2);
      assert !Thread.holdsLock(this);
    }

    @Actor
    synchronized void tells() {
      done = true;
      notify();
    }
  }

  @Scenario("A notification by a method reference")
  static class ByReference {
    private final Object lock = new Object();
    private boolean done;

    ByReference(Setup setup) {}

    @Actor
    void waits() throws InterruptedException {
      synchronized (lock) {
        while (!done) {
          lock.wait();
        }
      }
    }

    @Actor
    void tells() {
      Runnable all = lock::notifyAll;
      Predicate<Object> isMine = Thread::holdsLock;
      synchronized (lock) {
        done = isMine.test(lock);
        all.run();
      }
    }
  }

  @Scenario("A notification by a method reference, of an object whose class is known")
  static class ByReferenceToThis {
    private boolean done;

    ByReferenceToThis(Setup setup) {}

    @Actor
    synchronized void waits() throws InterruptedException {
      while (!done) {
        wait();
      }
    }

    @Actor
    synchronized void tells() {
      Runnable one = this::notify;
      Consumer<ByReferenceToThis> all = ByReferenceToThis::notifyAll;
      done = true;
      one.run();
      all.accept(this);
    }
  }

  /** Nobody notifies in time, or at all. */
  abstract static class Timed {
    boolean done;

    @Actor
    synchronized void waits() throws InterruptedException {
      if (!done) {
        wait(5);
      }
    }

    @Actor
    synchronized void other() {}
  }

  @Scenario("A wait with a limit ends by itself")
  static class Limited extends Timed {
    Limited(Setup setup) {}
  }

  @Scenario(
      value = "A wait that ends by its limit, which may come early, has nothing to show",
      timers = 1,
      fails = FailureKind.ASSERTION)
  static class Early {
    private boolean done;

    Early(Setup setup) {}

    @Actor
    synchronized void waits() throws InterruptedException {
      if (!done) {
        wait(5, 1);
      }
      assert done;
    }

    @Actor
    synchronized void tells() {
      done = true;
      notify();
    }
  }
}
