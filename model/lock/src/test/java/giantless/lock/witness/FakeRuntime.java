package giantless.lock.witness;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.CalloutWheel;
import giantless.lock.CondVar;
import giantless.lock.Giant;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Mtx;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SleepQueue;
import giantless.lock.SxLock;

/**
 * Just enough of a runtime to tell a watch what threads do: one Java thread plays all kernel
 * threads in turn ({@link #as}), locks are never contended unless {@link #waited} says so, and time
 * stands still unless {@link #now} is set.
 */
final class FakeRuntime extends LockRuntime {
  private final LockWatch told;
  private FakeThread current = new FakeThread("t");
  long now;
  long waited;

  FakeRuntime(LockWatch watch) {
    super(watch, 1);
    this.told = watch;
  }

  FakeThread thread(String name) {
    return new FakeThread(name);
  }

  /** From here on the calls come from this thread. */
  void as(FakeThread t) {
    current = t;
  }

  void sleep(Mtx interlock, String what) {
    told.beforeSleep(current, interlock, what);
  }

  void syscallReturns(String name) {
    told.mustHoldNothing(current, name);
  }

  static final class FakeThread extends KThread {
    FakeThread(String name) {
      super(name, 160, 0);
    }

    @Override
    public int priority() {
      return basePriority();
    }

    @Override
    public void interrupt() {}

    @Override
    public boolean isInterrupted() {
      return false;
    }

    @Override
    public boolean clearInterrupt() {
      return false;
    }

    @Override
    public void join() {}
  }

  private void take(giantless.lock.LockObject lock, LockMode mode) {
    told.beforeAcquire(current, lock, mode);
    now += waited;
    told.acquired(current, lock, mode, false, waited);
    waited = 0;
  }

  private boolean tryTake(giantless.lock.LockObject lock, LockMode mode) {
    told.acquired(current, lock, mode, true, 0);
    return true;
  }

  private boolean holds(giantless.lock.LockObject lock, boolean exclusive) {
    int i = current.held().indexOf(lock);
    return i >= 0 && (!exclusive || current.held().mode(i) == LockMode.EXCLUSIVE);
  }

  @Override
  public Mtx mtx(LockClass c) {
    return new Mtx(this, c) {
      @Override
      public void lock() {
        take(this, LockMode.EXCLUSIVE);
      }

      @Override
      public boolean tryLock() {
        return tryTake(this, LockMode.EXCLUSIVE);
      }

      @Override
      public void unlock() {
        told.released(current, this, LockMode.EXCLUSIVE);
      }

      @Override
      public boolean isRecursed() {
        int i = current.held().indexOf(this);
        return i >= 0 && current.held().depth(i) > 1;
      }

      @Override
      public boolean isOwned() {
        return holds(this, true);
      }

      @Override
      public void destroy() {
        told.destroyed(current, this);
      }
    };
  }

  @Override
  public RwLock rw(LockClass c) {
    return new RwLock(this, c) {
      @Override
      public void rlock() {
        take(this, LockMode.SHARED);
      }

      @Override
      public boolean tryRlock() {
        return tryTake(this, LockMode.SHARED);
      }

      @Override
      public void runlock() {
        told.released(current, this, LockMode.SHARED);
      }

      @Override
      public void wlock() {
        take(this, LockMode.EXCLUSIVE);
      }

      @Override
      public boolean tryWlock() {
        return tryTake(this, LockMode.EXCLUSIVE);
      }

      @Override
      public void wunlock() {
        told.released(current, this, LockMode.EXCLUSIVE);
      }

      @Override
      public boolean tryUpgrade() {
        told.modeChanged(current, this, LockMode.EXCLUSIVE);
        return true;
      }

      @Override
      public void downgrade() {
        told.modeChanged(current, this, LockMode.SHARED);
      }

      @Override
      public boolean isOwned() {
        return holds(this, true);
      }

      @Override
      public boolean isHeld() {
        return holds(this, false);
      }

      @Override
      public void destroy() {
        told.destroyed(current, this);
      }
    };
  }

  @Override
  public SxLock sx(LockClass c) {
    return new FakeSx(c);
  }

  private final class FakeRm extends RmLock {
    private final Tracker tracker = new Tracker() {};

    FakeRm(LockClass c) {
      super(FakeRuntime.this, c);
    }

    @Override
    public Tracker rlock() {
      take(this, LockMode.SHARED);
      return tracker;
    }

    @Override
    public Tracker tryRlock() {
      return tryTake(this, LockMode.SHARED) ? tracker : null;
    }

    @Override
    public void runlock(Tracker t) {
      told.released(current, this, LockMode.SHARED);
    }

    @Override
    public void wlock() {
      take(this, LockMode.EXCLUSIVE);
    }

    @Override
    public void wunlock() {
      told.released(current, this, LockMode.EXCLUSIVE);
    }

    @Override
    public boolean isOwned() {
      return holds(this, true);
    }

    @Override
    public boolean isHeld() {
      return holds(this, false);
    }

    @Override
    public void destroy() {
      told.destroyed(current, this);
    }
  }

  private final class FakeSx extends SxLock {
    FakeSx(LockClass c) {
      super(FakeRuntime.this, c);
    }

    @Override
    public void slock() {
      take(this, LockMode.SHARED);
    }

    @Override
    public giantless.lock.WaitResult slockSig() {
      slock();
      return giantless.lock.WaitResult.WOKEN;
    }

    @Override
    public boolean trySlock() {
      return tryTake(this, LockMode.SHARED);
    }

    @Override
    public void sunlock() {
      told.released(current, this, LockMode.SHARED);
    }

    @Override
    public void xlock() {
      take(this, LockMode.EXCLUSIVE);
    }

    @Override
    public giantless.lock.WaitResult xlockSig() {
      xlock();
      return giantless.lock.WaitResult.WOKEN;
    }

    @Override
    public boolean tryXlock() {
      return tryTake(this, LockMode.EXCLUSIVE);
    }

    @Override
    public void xunlock() {
      told.released(current, this, LockMode.EXCLUSIVE);
    }

    @Override
    public boolean tryUpgrade() {
      told.modeChanged(current, this, LockMode.EXCLUSIVE);
      return true;
    }

    @Override
    public void downgrade() {
      told.modeChanged(current, this, LockMode.SHARED);
    }

    @Override
    public boolean isOwned() {
      return holds(this, true);
    }

    @Override
    public boolean isHeld() {
      return holds(this, false);
    }

    @Override
    public void destroy() {
      told.destroyed(current, this);
    }
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("not used by these tests");
  }

  @Override
  public RmLock rm(LockClass c) {
    return new FakeRm(c);
  }

  @Override
  public CondVar cv(String waitMessage) {
    throw unused();
  }

  @Override
  public SleepQueue sleepQueue() {
    throw unused();
  }

  @Override
  public AtomicInt atomicInt(int initial) {
    throw unused();
  }

  @Override
  public <T> AtomicRef<T> atomicRef(T initial) {
    throw unused();
  }

  @Override
  public Giant giant() {
    throw unused();
  }

  @Override
  public CalloutWheel callouts() {
    throw unused();
  }

  @Override
  public KThread curthread() {
    return current;
  }

  @Override
  public KThread spawn(String name, int priority, int cpu, Runnable body) {
    throw unused();
  }

  @Override
  public void park(long deadlineNanos) {
    throw unused();
  }

  @Override
  public void unpark(KThread thread) {
    throw unused();
  }

  @Override
  public void yieldCpu() {}

  @Override
  public long uptimeNanos() {
    return now;
  }

  @Override
  public long timeOfDayNanos() {
    return now;
  }

  @Override
  public int random(int bound) {
    throw unused();
  }

  @Override
  public int choose(int alternatives, String what) {
    return 0;
  }

  @Override
  public void shutdown() {}
}
