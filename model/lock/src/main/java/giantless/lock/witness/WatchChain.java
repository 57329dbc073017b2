package giantless.lock.witness;

import giantless.lock.KThread;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import java.util.ArrayList;
import java.util.List;

/** Several watches as one, told in the order given. A panic of one keeps the rest from hearing. */
public final class WatchChain implements LockWatch {
  private final LockWatch[] watches;

  private WatchChain(List<LockWatch> watches) {
    this.watches = watches.toArray(new LockWatch[0]);
  }

  /**
   * The watches as one; nulls are left out.
   *
   * @return null for none, the watch itself for one
   * @throws IllegalArgumentException if two are a {@link Witness}: a thread has one list of held
   *     locks
   */
  public static LockWatch of(LockWatch... watches) {
    List<LockWatch> list = new ArrayList<>();
    int witnesses = 0;
    for (LockWatch w : watches) {
      if (w != null) {
        list.add(w);
        witnesses += w instanceof Witness ? 1 : 0;
      }
    }
    if (witnesses > 1) {
      throw new IllegalArgumentException("two witnesses in one chain");
    }
    if (list.isEmpty()) {
      return null;
    }
    return list.size() == 1 ? list.get(0) : new WatchChain(list);
  }

  /** The witness that a watch is, or that a chain has; null if there is none. */
  public static Witness witnessOf(LockWatch watch) {
    if (watch instanceof Witness) {
      return (Witness) watch;
    }
    if (watch instanceof WatchChain) {
      for (LockWatch w : ((WatchChain) watch).watches) {
        if (w instanceof Witness) {
          return (Witness) w;
        }
      }
    }
    return null;
  }

  @Override
  public void beforeAcquire(KThread thread, LockObject lock, LockMode mode) {
    for (LockWatch w : watches) {
      w.beforeAcquire(thread, lock, mode);
    }
  }

  @Override
  public void acquired(
      KThread thread, LockObject lock, LockMode mode, boolean tried, long waitedNanos) {
    for (LockWatch w : watches) {
      w.acquired(thread, lock, mode, tried, waitedNanos);
    }
  }

  @Override
  public void gaveUp(KThread thread, LockObject lock, LockMode mode, long waitedNanos) {
    for (LockWatch w : watches) {
      w.gaveUp(thread, lock, mode, waitedNanos);
    }
  }

  @Override
  public void released(KThread thread, LockObject lock, LockMode mode) {
    for (LockWatch w : watches) {
      w.released(thread, lock, mode);
    }
  }

  @Override
  public void modeChanged(KThread thread, LockObject lock, LockMode newMode) {
    for (LockWatch w : watches) {
      w.modeChanged(thread, lock, newMode);
    }
  }

  @Override
  public void beforeSleep(KThread thread, LockObject interlock, String what) {
    for (LockWatch w : watches) {
      w.beforeSleep(thread, interlock, what);
    }
  }

  @Override
  public void mustHoldNothing(KThread thread, String where) {
    for (LockWatch w : watches) {
      w.mustHoldNothing(thread, where);
    }
  }

  @Override
  public void destroyed(KThread thread, LockObject lock) {
    for (LockWatch w : watches) {
      w.destroyed(thread, lock);
    }
  }
}
