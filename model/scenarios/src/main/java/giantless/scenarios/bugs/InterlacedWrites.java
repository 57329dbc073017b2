package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;

/** The flag that serializes whole writes is given up between the two parts of one (D-10). */
public final class InterlacedWrites {
  private InterlacedWrites() {}

  abstract static class Base {
    final Mtx mtx;
    final SleepQueue queue;
    boolean busy;
    final StringBuilder stream = new StringBuilder();

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      queue = setup.runtime().sleepQueue();
    }

    final void sblock() {
      mtx.lock();
      while (busy) {
        queue.sleep(this, mtx, "sblock");
      }
      busy = true;
      mtx.unlock();
    }

    final void sbunlock() {
      mtx.lock();
      busy = false;
      queue.wakeup(this);
      mtx.unlock();
    }

    final void append(char c) {
      mtx.lock();
      stream.append(c);
      mtx.unlock();
    }

    abstract void write(char c);

    @Actor
    void one() {
      write('a');
    }

    @Actor
    void two() {
      write('b');
    }

    @Invariant
    boolean writes_are_whole() {
      String s = stream.toString();
      return s.equals("aabb") || s.equals("bbaa");
    }
  }

  @Scenario(value = "Two writes interlace", fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void write(char c) {
      for (int i = 0; i < 2; i++) {
        sblock();
        append(c);
        sbunlock();
      }
    }
  }

  @Scenario("The flag held over the whole write keeps it whole")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void write(char c) {
      sblock();
      append(c);
      append(c);
      sbunlock();
    }
  }
}
