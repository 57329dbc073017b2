package giantless.stack.kern;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;

/**
 * Where an object, for example a socket buffer, keeps who polls it, {@code struct selinfo}. Guarded
 * by sellck, which is taken under the lock of the object.
 */
public final class SelInfo {
  private final SelState sel;

  @GuardedBy("sel.lock")
  private ProcThread thread;

  /** {@code SI_COLL}: more than one thread waits. */
  @GuardedBy("sel.lock")
  private boolean coll;

  public SelInfo(Kernel kernel) {
    this.sel = kernel.sel();
  }

  /**
   * selrecord(9): the thread, inside {@link FileOps#poll}, wants to be woken by {@link #wakeup}.
   * The caller holds the object's lock since it found that no event is ready.
   */
  @Excludes("sel.lock")
  public void record(ProcThread td) {
    sel.lock.lock();
    if (thread == null) {
      thread = td;
      td.selq.add(this);
    } else if (thread != td) {
      coll = true;
    }
    sel.lock.unlock();
  }

  /**
   * selwakeup(9): the threads recorded look at the object again. The caller holds the object's
   * lock, under which it made the event.
   */
  @Excludes("sel.lock")
  public void wakeup() {
    sel.lock.lock();
    if (coll) {
      coll = false;
      sel.collision();
    }
    ProcThread td = thread;
    if (td != null) {
      td.selq.remove(this);
      thread = null;
      td.tdfSelect = false;
      if (td.selwait != null) {
        td.selwait.signal();
      }
    }
    sel.lock.unlock();
  }

  /** Whether a thread is recorded: {@code SEL_WAITING}. */
  @Excludes("sel.lock")
  public boolean isWaiting() {
    sel.lock.lock();
    boolean waiting = thread != null || coll;
    sel.lock.unlock();
    return waiting;
  }

  @Requires("sel.lock")
  void forget(ProcThread td) {
    if (thread == td) {
      thread = null;
    }
  }
}
