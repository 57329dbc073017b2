package giantless.explore.jpf;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Small programs with monitors that are not run by Java PathFinder. */
final class SmallMonitors {

  /** With the beginning of the reason for each, which a place follows. */
  static final Map<Class<?>, String> OTHERWISE =
      Map.of(
          EveryStep.class,
          "monitors beside an invariant of every step: ",
          LockAsObject.class,
          "the monitor of a lock of the runtime: ",
          InInitialiser.class,
          "a class initialiser, an onlooker or code that is not the program's waits for the monitor"
              + " of Object (SmallMonitors.java:",
          StepUnderAnother.class,
          "a step under the monitor of SynchronizedMap, which is not explored as the class that"
              + " locks it is not the program's: at ");

  private SmallMonitors() {}

  @Scenario("An invariant looks on after every step")
  static final class EveryStep {
    private int count;

    EveryStep(Setup setup) {}

    private synchronized void add() {
      count++;
    }

    @Actor
    void one() {
      add();
    }

    @Actor
    void two() {
      add();
    }

    @Invariant(everyStep = true)
    boolean not_too_many() {
      return count <= 2;
    }
  }

  @Scenario("The monitor of a mutex, which is none of the mutex")
  static final class LockAsObject {
    private final Mtx mtx;

    LockAsObject(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
    }

    private void lock() {
      synchronized (mtx) {
        return;
      }
    }

    @Actor
    void one() {
      lock();
    }

    @Actor
    void two() {
      lock();
    }
  }

  @Scenario("A class initialiser enters a monitor that another thread has")
  static final class InInitialiser {
    static final Object LOCK = new Object();
    private final Mtx mtx;

    InInitialiser(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
    }

    /** Initialised by its first use. */
    static final class Late {
      static final int VALUE = value();

      private static int value() {
        synchronized (LOCK) {
          return 1;
        }
      }
    }

    @Actor
    void holds() {
      synchronized (LOCK) {
        mtx.lock();
        mtx.unlock();
      }
    }

    @Actor
    void initialises() {
      mtx.lock();
      assert Late.VALUE == 1;
      mtx.unlock();
    }
  }

  @Scenario("A step while the JDK holds a monitor")
  static final class StepUnderAnother {
    private final Map<String, String> map = Collections.synchronizedMap(new HashMap<>());

    StepUnderAnother(Setup setup) {}

    private synchronized String step() {
      return "b";
    }

    @Actor
    void one() {
      map.computeIfAbsent("a", k -> step());
    }

    @Actor
    void two() {
      step();
    }
  }
}
