package giantless.explore.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs as a user writes them, with the monitors of the language; {@link MonitorsTest} loads
 * them woven.
 */
public final class MonitorScenes {
  private MonitorScenes() {}

  static class Account {
    int cents;

    synchronized void add(int n) {
      cents += n;
    }

    static void move(Account from, Account to) {
      synchronized (from) {
        synchronized (to) {
          from.cents--;
          to.cents++;
        }
      }
    }
  }

  /** Two accounts. */
  abstract static class Bank {
    final Account a = new Account();
    final Account b = new Account();
  }

  // ---- Order ----

  @Scenario(value = "Opposite orders deadlock", fails = FailureKind.DEADLOCK)
  static class Crossed extends Bank {
    Crossed(Setup setup) {}

    @Actor
    void forth() {
      Account.move(a, b);
    }

    @Actor
    void back() {
      Account.move(b, a);
    }
  }

  @Scenario("One order for all three")
  static class Ordered extends Bank {
    Ordered(Setup setup) {}

    @Actor
    void first() {
      Account.move(a, b);
    }

    @Actor
    void second() {
      Account.move(a, b);
    }

    @Actor
    void third() {
      Account.move(a, b);
    }

    @Invariant
    void nothing_is_lost() {
      synchronized (this) {
        assert a.cents == -3 && b.cents == 3;
      }
    }
  }

  @Scenario(value = "An object that is a lock, and a class", fails = FailureKind.DEADLOCK)
  static class ObjectAndClass {
    private final Object lock = new Object();

    ObjectAndClass(Setup setup) {}

    static synchronized void fixed(Runnable r) {
      r.run();
    }

    @Actor
    void forth() {
      synchronized (lock) {
        fixed(() -> {});
      }
    }

    @Actor
    void back() {
      fixed(
          () -> {
            synchronized (lock) {
              return;
            }
          });
    }
  }

  // ---- What a monitor is ----

  @Scenario("Two threads add twice each: as many orders as (2+2)!/(2! 2!)")
  static class Twice extends Bank {
    Twice(Setup setup) {}

    private void both() {
      a.add(1);
      a.add(1);
    }

    @Actor
    void one() {
      both();
    }

    @Actor
    void two() {
      both();
    }

    @Invariant
    void all_is_there() {
      assert a.cents == 4;
    }
  }

  @Scenario("Who owns it enters again, which is no step, and leaves it once for all")
  static class Recursion extends Bank {
    Recursion(Setup setup) {}

    private synchronized int depth(int n) {
      synchronized (this) {
        assert Thread.holdsLock(this);
        return n == 0 ? 0 : 1 + depth(n - 1);
      }
    }

    @Actor
    void one() {
      assert depth(3) == 3;
      assert !Thread.holdsLock(this);
    }

    @Actor
    void two() {
      assert depth(2) == 2;
    }
  }

  @Scenario("Methods of a class share the monitor of the class")
  static class Fixed {
    private static int count;

    Fixed(Setup setup) {
      set(0);
    }

    static synchronized void set(int n) {
      count = n;
    }

    private static synchronized long next(long by, double ignored) {
      count += (int) by;
      return count;
    }

    @Actor
    void one() {
      next(1, 0);
    }

    @Actor
    void two() {
      next(1, 0);
    }

    @Invariant
    void all_is_there() {
      assert next(0, 0) == 2;
    }
  }

  @Scenario("Who leaves by an exception has left")
  static class Thrown extends Bank {
    Thrown(Setup setup) {}

    private synchronized void fail(boolean inside) {
      if (!inside) {
        throw new IllegalStateException();
      }
      synchronized (a) {
        throw new IllegalStateException();
      }
    }

    private void tries(boolean inside) {
      try {
        fail(inside);
        assert false;
      } catch (IllegalStateException e) {
        assert !Thread.holdsLock(this) && !Thread.holdsLock(a);
      }
    }

    @Actor
    void one() {
      tries(false);
    }

    @Actor
    void two() {
      tries(true);
    }
  }

  @Scenario(value = "One locks and the other does not", fails = FailureKind.RACE)
  static class Unlocked extends Bank {
    Unlocked(Setup setup) {}

    @Actor
    void locked() {
      a.add(1);
    }

    @Actor
    void unlocked() {
      a.cents++;
    }
  }

  @Scenario(value = "Who does not own it may not notify", fails = FailureKind.EXCEPTION)
  static class Stranger extends Bank {
    Stranger(Setup setup) {}

    @Actor
    void notifies() {
      a.notifyAll();
    }

    @Actor
    void owns() {
      synchronized (a) {
        a.notifyAll();
      }
    }
  }

  // ---- What is known of whose monitor it is ----

  @Scenario("Locks that belong to the class")
  static class Constants {
    private static final Object A = new Object();
    private static final Object B = new Object();
    private int count;

    Constants(Setup setup) {}

    private void both() {
      synchronized (A) {
        synchronized (B) {
          count++;
        }
      }
    }

    @Actor
    void one() {
      both();
    }

    @Actor
    void two() {
      both();
    }

    @Invariant
    void both_counted() {
      assert count == 2;
    }
  }

  @Scenario("A collection of the JDK as a lock")
  static class OneList {
    private final List<String> list = new ArrayList<>();

    OneList(Setup setup) {}

    private void add(String s) {
      synchronized (list) {
        list.add(s);
      }
    }

    @Actor
    void one() {
      add("a");
    }

    @Actor
    void two() {
      add("b");
    }
  }

  /** Two that nothing orders. */
  abstract static class TwoLists {
    private final List<String> a;
    private final List<String> b;
    private final int[] mine = new int[1];
    private final int[] yours = new int[1];

    TwoLists(List<String> a, List<String> b) {
      this.a = a;
      this.b = b;
    }

    private void add(List<String> list, int[] me) {
      synchronized (list) {
        synchronized (me) {
          list.add("a");
          me[0]++;
        }
      }
    }

    @Actor
    void one() {
      add(a, mine);
    }

    @Actor
    void two() {
      add(b, yours);
    }
  }

  @Scenario("Two collections that the program makes, and two arrays")
  static class TwoArrayLists extends TwoLists {
    TwoArrayLists(Setup setup) {
      super(new ArrayList<>(), new ArrayList<>(8));
    }
  }

  @Scenario(value = "Two that the JDK makes", sampled = "nobody knows which is which")
  static class TwoWrappers extends TwoLists {
    TwoWrappers(Setup setup) {
      super(
          Collections.checkedList(new ArrayList<>(), String.class),
          Collections.checkedList(new ArrayList<>(), String.class));
    }
  }

  @Scenario("Objects that actors make, and meet at one of them")
  static class MadeInActors extends Bank {
    private Account shared;

    MadeInActors(Setup setup) {}

    private void meet() {
      Account own = new Account();
      own.add(1);
      Account met;
      synchronized (this) {
        shared = shared == null ? own : shared;
        met = shared;
      }
      met.add(1);
    }

    @Actor
    void one() {
      meet();
    }

    @Actor
    void two() {
      meet();
    }

    @Invariant
    void met() {
      assert shared.cents == 3;
    }
  }

  // ---- Not explored ----

  @Scenario("A step while the JDK holds a monitor")
  static class ForeignMonitor extends Bank {
    private final Map<String, String> map = Collections.synchronizedMap(new HashMap<>());

    ForeignMonitor(Setup setup) {}

    @Actor
    void one() {
      map.computeIfAbsent(
          "a",
          k -> {
            a.add(1);
            return k;
          });
    }

    @Actor
    void two() {
      a.add(1);
    }
  }

  @Scenario("A step of set-up while the JDK holds a monitor")
  static class ForeignInSetUp extends Bank {
    ForeignInSetUp(Setup setup) {
      Map<String, String> map = Collections.synchronizedMap(new HashMap<>());
      map.computeIfAbsent(
          "a",
          k -> {
            a.add(1);
            return k;
          });
    }

    @Actor
    void one() {
      a.add(1);
    }

    @Actor
    void two() {
      a.add(1);
    }
  }

  @Scenario("A step of a check at the end while the JDK holds a monitor")
  static class ForeignAtEnd extends Bank {
    private final Map<String, String> map = Collections.synchronizedMap(new HashMap<>());

    ForeignAtEnd(Setup setup) {}

    @Actor
    void one() {
      a.add(1);
    }

    @Actor
    void two() {
      a.add(1);
    }

    @Invariant
    void both_have_added() {
      map.computeIfAbsent(
          "a",
          k -> {
            a.add(1);
            return k;
          });
    }
  }

  @Scenario("None while it does")
  static class ForeignMonitorAlone extends Bank {
    private final Map<String, String> map = Collections.synchronizedMap(new HashMap<>());

    ForeignMonitorAlone(Setup setup) {}

    @Actor
    void one() {
      map.put("a", "b");
      a.add(1);
    }

    @Actor
    void two() {
      a.add(1);
    }
  }
}
