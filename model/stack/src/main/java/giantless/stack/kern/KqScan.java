package giantless.stack.kern;

import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.Confined;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;

/**
 * kevent(2): the changes, and then the scan, which tells a program of the active notes in the order
 * in which they became active. A scan puts a marker at the end of the list and stops there, so that
 * notes which stay active are told once. Several threads may scan one kqueue.
 */
@Confined("the calling thread")
final class KqScan {
  private final Kqueue kq;
  private final ProcThread td;
  private final KEvent[] events;
  private int found;

  private KqScan(Kqueue kq, ProcThread td, KEvent[] events) {
    this.kq = kq;
    this.td = td;
    this.events = events;
  }

  /**
   * kern_kevent.
   *
   * @param changes done in their order
   * @param events gets what is active, and first the errors of changes
   * @param nanos the longest wait; 0 does not wait, negative waits for ever
   * @return how many events; {@code -errno} of a change if there is no room for it, {@code -EINTR}
   */
  @Excludes("kq.lock")
  static int kevent(Kqueue kq, ProcThread td, KEvent[] changes, KEvent[] events, long nanos) {
    KqScan scan = new KqScan(kq, td, events);
    for (KEvent change : changes) {
      KEvent kev =
          new KEvent(
              change.ident,
              change.filter,
              change.flags & ~KEvent.EV_SYSFLAGS,
              change.fflags,
              change.data,
              change.udata);
      Errno error = kq.register(kev, td);
      if (error != Errno.OK || (kev.flags & KEvent.EV_RECEIPT) != 0) {
        if (scan.found == events.length) {
          return error == Errno.OK ? scan.found : -error.code();
        }
        kev.flags = KEvent.EV_ERROR;
        kev.data = error.code();
        events[scan.found++] = kev;
      }
    }
    if (scan.found != 0 || events.length == 0) {
      return scan.found;
    }
    return scan.scan(nanos);
  }

  @Excludes("kq.lock")
  private int scan(long nanos) {
    Kernel kernel = kq.kqueues.kernel();
    long deadline = nanos > 0 ? kernel.uptimeNanos() + nanos : 0;
    Knote marker = new Knote(kq);
    kq.lock.lock();
    Errno error = Errno.OK;
    while (found == 0 && error == Errno.OK) {
      if (kq.count() != 0) {
        pass(marker);
      } else if (nanos < 0) {
        error = kernel.sleepErrno(kq.await(SleepQueue.FOREVER));
      } else {
        long left = nanos == 0 ? 0 : deadline - kernel.uptimeNanos();
        WaitResult r = left > 0 ? kq.await(left) : WaitResult.TIMED_OUT;
        if (r == WaitResult.TIMED_OUT && left <= 0) {
          break;
        }
        error = r == WaitResult.INTERRUPTED ? Errno.EINTR : Errno.OK;
      }
    }
    kq.lock.unlock();
    // Not made again after a signal.
    return error == Errno.OK ? found : -Errno.EINTR.code();
  }

  /** Goes once through the list of active notes. */
  @Requires("kq.lock")
  private void pass(Knote marker) {
    kq.insertTail(marker);
    while (found < events.length) {
      Knote kn = kq.first();
      if (kn == marker) {
        break;
      }
      if ((kn.status & (Knote.KN_MARKER | Knote.KN_INFLUX)) != 0) {
        // Another scan ends at its own marker; what is in flux comes back or goes.
        kq.awaitFlux();
        continue;
      }
      kq.unlink(kn);
      if ((kn.status & Knote.KN_DISABLED) != 0) {
        kq.notQueued(kn);
        continue;
      }
      take(kn);
    }
    kq.unlink(marker);
    kq.fluxWakeup();
  }

  /** Asks the filter of a note that is off the list again, and tells the program. */
  @Requires("kq.lock")
  private void take(Knote kn) {
    kn.status |= Knote.KN_INFLUX;
    // Off the list and counted no more: what happens now is asked for below, under the list's lock.
    kq.notQueued(kn);
    kq.lock.unlock();
    kq.lockList(kn);
    boolean active = kn.fop().event(kn);
    if (active) {
      events[found++] = kn.tell();
    }
    if (active && kn.hasAction(KEvent.EV_ONESHOT)) {
      kq.unlockList(kn);
      kn.fop().detach(kn);
      kq.drop(kn, td);
      kq.lock.lock();
      return;
    }
    kq.lock.lock();
    if (!active || kn.hasAction(KEvent.EV_CLEAR)) {
      kn.status &= ~Knote.KN_ACTIVE;
    } else if (!kn.hasAction(KEvent.EV_DISPATCH)) {
      kq.requeue(kn);
    }
    if (active && kn.hasAction(KEvent.EV_DISPATCH)) {
      kn.status |= Knote.KN_DISABLED;
    }
    kn.status &= ~Knote.KN_INFLUX;
    kq.fluxWakeup();
    kq.lock.unlock();
    kq.unlockList(kn);
    kq.lock.lock();
  }
}
