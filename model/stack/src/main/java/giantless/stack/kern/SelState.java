package giantless.stack.kern;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.WaitResult;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import java.util.ArrayList;
import java.util.List;

/**
 * What all of poll(2) and select(2) share: {@link #lock} is sellck, a leaf below the socket
 * buffers' locks. It guards who is recorded where ({@link SelInfo}), who sleeps, and the count of
 * collisions.
 *
 * <p>No wakeup is lost: a thread sets TDF_SELECT before it looks at the files, and sleeps only if
 * it is still set, and the count of collisions unchanged, in the same hold of the lock; whoever
 * makes an event clears the flag, or raises the count, before it wakes.
 */
public final class SelState {
  public final Mtx lock;
  private final LockRuntime rt;

  /** Threads asleep in {@link #sleep}: a collision wakes them all. */
  @GuardedBy("lock")
  private final List<ProcThread> sleepers = new ArrayList<>(4);

  @GuardedBy("lock")
  private long nselcoll;

  SelState(LockRuntime rt) {
    this.rt = rt;
    this.lock = rt.mtx(Locks.SELLCK);
  }

  /** Starts a scan: sets TDF_SELECT and returns the count of collisions. */
  @Excludes("lock")
  long begin(ProcThread td) {
    lock.lock();
    long seen = nselcoll;
    td.tdfSelect = true;
    lock.unlock();
    return seen;
  }

  /**
   * Sleeps until an event, unless one came since {@link #begin}.
   *
   * @param deadline uptime in nanoseconds, or {@link LockRuntime#NEVER}
   * @return WOKEN: scan again
   */
  @Excludes("lock")
  WaitResult sleep(ProcThread td, long seen, long deadline) {
    lock.lock();
    if (td.selwait == null) {
      td.selwait = rt.cv("select");
    }
    WaitResult r = WaitResult.WOKEN;
    while (r == WaitResult.WOKEN && td.tdfSelect && nselcoll == seen) {
      sleepers.add(td);
      if (deadline == LockRuntime.NEVER) {
        r = td.selwait.awaitSig(lock);
      } else {
        long left = deadline - rt.uptimeNanos();
        r = left > 0 ? td.selwait.timedAwaitSig(lock, left) : WaitResult.TIMED_OUT;
      }
      sleepers.remove(td);
    }
    if (r == WaitResult.TIMED_OUT && (!td.tdfSelect || nselcoll != seen)) {
      r = WaitResult.WOKEN; // The event came with the timeout: look before giving up.
    }
    lock.unlock();
    return r;
  }

  /** Ends the call: the thread is recorded nowhere any more (clear_selinfo_list). */
  @Excludes("lock")
  void end(ProcThread td) {
    lock.lock();
    for (SelInfo sip : td.selq) {
      sip.forget(td);
    }
    td.selq.clear();
    td.tdfSelect = false;
    lock.unlock();
  }

  /** A file on which several threads wait has an event: all sleepers look again. */
  @Requires("lock")
  void collision() {
    nselcoll++;
    for (ProcThread td : sleepers) {
      td.selwait.signal();
    }
  }

  void provide(OidTree t) {
    t.addLong("kern.nselcoll", "Number of select collisions", this::collisions);
  }

  private long collisions() {
    lock.lock();
    long n = nselcoll;
    lock.unlock();
    return n;
  }
}
