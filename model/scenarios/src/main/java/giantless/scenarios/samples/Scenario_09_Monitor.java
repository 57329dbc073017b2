package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;

/**
 * Monitors: {@code synchronized}, {@code wait} and {@code notify} are steps too, in scenarios and
 * in classes of one's own. Here a thread waits for an entry of a table with both monitors entered;
 * {@code wait} leaves the entry's and no other, so that nobody comes to notify it.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: lost wakeup: no thread can run, and no lock is waited for in a cycle (lost wakeup)
 *
 *       puts                                 waits
 *       -----------------------------------  ------------------------------------------------------------------
 *    1                                       lock monitor of Broken  (waits:61)
 *    2                                       lock monitor of Entry  (waits:62)
 *    3                                       sleep on wait set of Entry, releasing monitor of Entry  (waits:64)
 *   =>  waits: lock monitor of Broken        sleeps on wait set of Entry
 *       (Scenario_09_Monitor$Table.puts:46)  (waits:64)
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 2 executions of at most 17 steps (dpor, time passes when no thread can go on)
 * </pre>
 */
public final class Scenario_09_Monitor {
  private Scenario_09_Monitor() {}

  static final class Entry {
    private boolean there;
  }

  /** Whoever puts an entry looks it up, under the monitor of the table. */
  abstract static class Table {
    final Entry entry = new Entry();

    @Actor
    final void puts() {
      synchronized (this) {
        synchronized (entry) {
          entry.there = true;
          entry.notify();
        }
      }
    }
  }

  @Scenario(value = "Who waits in two monitors keeps one", fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Table {
    Broken(Setup setup) {}

    @Actor
    void waits() throws InterruptedException {
      synchronized (this) {
        synchronized (entry) {
          while (!entry.there) {
            entry.wait();
          }
        }
      }
    }
  }

  @Scenario("Who waits in one monitor leaves it")
  static final class Fixed extends Table {
    Fixed(Setup setup) {}

    @Actor
    void waits() throws InterruptedException {
      synchronized (entry) {
        while (!entry.there) {
          entry.wait();
        }
      }
    }
  }
}
