package giantless.stack.kern;

import giantless.lock.Callout;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;

/**
 * The filters that have no descriptor: EVFILT_TIMER and EVFILT_USER. Their notes are on no list;
 * what they tell is protected by the lock of {@link Kqueues#lockless}. No state of its own.
 */
final class KqFilters {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private KqFilters() {}

  /** The filter, or null. */
  static FilterOps find(int filter) {
    switch (filter) {
      case KEvent.EVFILT_TIMER:
        return new Timer();
      case KEvent.EVFILT_USER:
        return new User();
      default:
        return null;
    }
  }

  /** EVFILT_TIMER: data counts the expiries since they were told. */
  private static final class Timer implements FilterOps {
    @Frozen("the timer is armed")
    private Callout callout;

    @Frozen("the timer is armed")
    private long period;

    @Override
    public Errno attach(Knote kn) {
      Kqueues kqueues = kn.kq.kqueues;
      if (!kqueues.calloutUp()) {
        return Errno.ENOMEM;
      }
      kn.attach(this, kqueues.lockless, null, KEvent.EV_CLEAR);
      kqueues.lockless.lock.lock();
      long millis = kn.sdata();
      kqueues.lockless.lock.unlock();
      if (millis < 0 || millis > Long.MAX_VALUE / NANOS_PER_MILLI) {
        kqueues.calloutDown();
        return Errno.EINVAL;
      }
      period = Math.max(1, millis) * NANOS_PER_MILLI;
      callout = Callout.mpsafe(kqueues.kernel().rt().callouts());
      callout.reset(period, () -> expire(kn));
      return Errno.OK;
    }

    private void expire(Knote kn) {
      KnList list = kn.knlist();
      list.lock.lock();
      kn.setData(kn.data() + 1);
      kn.happened();
      list.lock.unlock();
      if (!kn.hasAction(KEvent.EV_ONESHOT)) {
        callout.reset(period, () -> expire(kn));
      }
    }

    @Override
    public void detach(Knote kn) {
      // Waits for a handler that runs, and keeps it from arming the timer again.
      callout.drain();
      kn.kq.kqueues.calloutDown();
    }

    @Override
    public boolean event(Knote kn) {
      return kn.data() != 0;
    }

    @Override
    public void touch(Knote kn, KEvent change) {
      // The period stays until the note is deleted.
    }
  }

  /** EVFILT_USER: active once NOTE_TRIGGER came, until it was told with EV_CLEAR. */
  private static final class User implements FilterOps {
    /** The lock of {@link #triggered}. */
    @SuppressWarnings("UnusedVariable")
    @Frozen("the note is out of flux")
    private KnList list;

    @GuardedBy("list.lock")
    private boolean triggered;

    @Override
    public Errno attach(Knote kn) {
      list = kn.kq.kqueues.lockless;
      kn.attach(this, list, null, 0);
      list.lock.lock();
      triggered = (kn.sfflags() & KEvent.NOTE_TRIGGER) != 0;
      kn.setFflags(kn.sfflags() & KEvent.NOTE_FFLAGSMASK);
      list.lock.unlock();
      return Errno.OK;
    }

    @Override
    public void detach(Knote kn) {}

    @Override
    public boolean event(Knote kn) {
      return triggered;
    }

    @Override
    public void told(Knote kn) {
      triggered = false;
    }

    @Override
    public void touch(Knote kn, KEvent change) {
      if ((change.fflags & KEvent.NOTE_TRIGGER) != 0) {
        triggered = true;
      }
      int bits = change.fflags & KEvent.NOTE_FFLAGSMASK;
      switch (change.fflags & KEvent.NOTE_FFCTRLMASK) {
        case KEvent.NOTE_FFAND:
          kn.setFflags(kn.fflags() & bits);
          break;
        case KEvent.NOTE_FFOR:
          kn.setFflags(kn.fflags() | bits);
          break;
        case KEvent.NOTE_FFCOPY:
          kn.setFflags(bits);
          break;
        default:
          break;
      }
      kn.setData(change.data);
    }
  }
}
