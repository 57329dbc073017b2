package giantless.explore.scenario;

import giantless.explore.scenario.MonitorScenes.Account;
import giantless.explore.scenario.MonitorScenes.Bank;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.function.Supplier;

/** Programs that enter monitors in orders of which no deadlock comes, for {@link MonitorsTest}. */
public final class MonitorOrderScenes {
  private MonitorOrderScenes() {}

  /** Two accounts, and a gate through which one thread comes at a time. */
  abstract static class Gated extends Bank {
    private final Object gate = new Object();

    void move(Account from, Account to) {
      synchronized (gate) {
        Account.move(from, to);
      }
    }

    @Actor
    void forth() {
      move(a, b);
    }
  }

  @Scenario(value = "Both orders under a gate", fails = FailureKind.ORDER_REVERSAL)
  static class BothInGate extends Gated {
    BothInGate(Setup setup) {}

    @Actor
    void back() {
      move(b, a);
    }
  }

  @Scenario("One order, with the gate and without")
  static class OneInGate extends Gated {
    OneInGate(Setup setup) {}

    @Actor
    void too() {
      Account.move(a, b);
    }
  }

  @Scenario("Other objects of the same class in the other order")
  static class Others extends Gated {
    private final Account c = new Account();
    private final Account d = new Account();

    Others(Setup setup) {}

    @Actor
    void back() {
      move(d, c);
      move(c, a);
    }
  }

  @Scenario(
      value = "Both orders in schedules that exclude each other",
      fails = FailureKind.ORDER_REVERSAL)
  static class EitherWay extends Bank {
    private boolean first;

    EitherWay(Setup setup) {}

    private synchronized void move() {
      first = !first;
      if (first) {
        Account.move(a, b);
      }
    }

    private synchronized void back() {
      if (!first) {
        Account.move(b, a);
      }
    }

    @Actor
    void one() {
      move();
    }

    @Actor
    void two() {
      back();
    }
  }

  @Scenario(
      value = "Who wakes up has one monitor and enters the other again",
      fails = FailureKind.ORDER_REVERSAL)
  static class WaitsOutside extends Bank {
    WaitsOutside(Setup setup) {}

    @Actor
    void waits() throws InterruptedException {
      synchronized (a) {
        synchronized (b) {
          a.wait(1);
        }
      }
    }

    @Actor
    void other() {
      b.add(1);
    }
  }

  @Scenario("What actors make is another thing in each execution")
  static class MadeInEitherOrder extends Bank {
    private final Setup setup;
    private Account first;
    private Account second;

    MadeInEitherOrder(Setup setup) {
      this.setup = setup;
    }

    @Actor
    synchronized void makes() {
      if (setup.choose(2, "which is made first") == 0) {
        first = new Account();
        second = new Account();
      } else {
        second = new Account();
        first = new Account();
      }
      Account.move(first, second);
    }

    @Actor
    synchronized void uses() {
      if (first != null) {
        Account.move(first, second);
      }
    }
  }

  @Scenario("Who made the first of them is known to nobody before")
  static class FirstComes extends Bank {
    private Account first;

    FirstComes(Setup setup) {}

    private void comes() {
      Account mine = new Account();
      Account there;
      synchronized (this) {
        first = first == null ? mine : first;
        there = first;
      }
      if (there != mine) {
        Account.move(there, mine);
      }
    }

    @Actor
    void one() {
      comes();
    }

    @Actor
    void two() {
      comes();
    }
  }

  @Scenario(value = "What actors make can deadlock", fails = FailureKind.DEADLOCK)
  static class MadeAndCrossed extends Bank {
    private Account mine;
    private Account yours;

    MadeAndCrossed(Setup setup) {}

    @Actor
    void makes() {
      Account x = new Account();
      Account y = new Account();
      synchronized (this) {
        mine = x;
        yours = y;
      }
      Account.move(x, y);
    }

    @Actor
    void crosses() {
      Account x;
      Account y;
      synchronized (this) {
        x = mine;
        y = yours;
      }
      if (x != null) {
        Account.move(y, x);
      }
    }
  }

  /** Of a class that is initialised at its first use. */
  static final class Constants {
    static final Object A = new Object();
    static final Object B = new Object();
  }

  @Scenario(value = "Locks that belong to a class", fails = FailureKind.ORDER_REVERSAL)
  static class ConstantLocks extends Bank {
    ConstantLocks(Setup setup) {}

    @Actor
    synchronized void one() {
      synchronized (Constants.A) {
        synchronized (Constants.B) {
          return;
        }
      }
    }

    @Actor
    synchronized void two() {
      synchronized (Constants.B) {
        synchronized (Constants.A) {
          return;
        }
      }
    }
  }

  @Scenario(value = "Classes", fails = FailureKind.ORDER_REVERSAL)
  static class ClassLocks extends Bank {
    ClassLocks(Setup setup) {}

    @Actor
    synchronized void one() {
      synchronized (Account.class) {
        synchronized (Bank.class) {
          return;
        }
      }
    }

    @Actor
    synchronized void two() {
      synchronized (Bank.class) {
        synchronized (Account.class) {
          return;
        }
      }
    }
  }

  @Scenario("Arrays, of which the order is not looked at")
  static class Arrays extends Bank {
    private final int[] one = new int[1];
    private final int[] two = new int[1];

    Arrays(Setup setup) {}

    @Actor
    synchronized void one() {
      synchronized (one) {
        synchronized (two) {
          return;
        }
      }
    }

    @Actor
    synchronized void two() {
      synchronized (two) {
        synchronized (one) {
          return;
        }
      }
    }
  }

  @Scenario(
      value = "Two that a reference to the constructor makes",
      sampled = "nobody knows which is which")
  static class ByConstructorReference extends Bank {
    private final Object one;
    private final Object two;

    ByConstructorReference(Setup setup) {
      Supplier<Object> makes = Object::new;
      one = makes.get();
      two = makes.get();
    }

    @Actor
    synchronized void one() {
      synchronized (one) {
        synchronized (two) {
          return;
        }
      }
    }

    @Actor
    synchronized void two() {
      synchronized (two) {
        synchronized (one) {
          return;
        }
      }
    }
  }

  @Scenario("Monitors and other locks are in no order")
  static class MonitorAndMutex extends Bank {
    private final Mtx mtx;
    private final Object gate = new Object();

    MonitorAndMutex(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void one() {
      synchronized (gate) {
        synchronized (a) {
          mtx.lock();
          mtx.unlock();
        }
      }
    }

    @Actor
    void two() {
      synchronized (gate) {
        mtx.lock();
        synchronized (a) {
          mtx.unlock();
        }
      }
    }
  }
}
