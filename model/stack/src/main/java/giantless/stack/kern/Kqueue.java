package giantless.stack.kern;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.RefCount;
import giantless.lock.SleepQueue;
import giantless.lock.TaskQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kqueue, {@code struct kqueue}: the notes of a program and those of them that are active. {@link
 * #lock} is KQ_LOCK; the lock of an object's list goes before it, so whoever starts here and needs
 * that one marks the note KN_INFLUX, releases this lock, and takes both in their order.
 *
 * <p>A note of a descriptor has a reference to the file. It is entered in one step with a look at
 * the descriptor table, under the table's lock: so a close either finds the note, or the note is
 * not entered (locking reference, D-14).
 */
public final class Kqueue {
  final Kqueues kqueues;
  private final FileDesc fdp;

  /** The table of descriptors has one, and each thread that closes a descriptor. */
  private final RefCount refs;

  public final Mtx lock;
  private final SleepQueue sleepq;
  private final Object fluxChannel = new Object();
  final SelInfo sel;

  /** The notes of other kqueues on this one; its lock is this one's. */
  final KnList note;

  private final TaskQueue.Task task;

  /** By filter and ident. */
  @GuardedBy("lock")
  private final Map<Key, Knote> notes = new HashMap<>();

  @GuardedBy("lock")
  private Knote first;

  @GuardedBy("lock")
  private Knote last;

  /** kq_count: notes on the list of active ones, without markers. */
  @GuardedBy("lock")
  private int count;

  /** KQ_SLEEP. */
  @GuardedBy("lock")
  private boolean sleeps;

  /** KQ_FLUXWAIT. */
  @GuardedBy("lock")
  private boolean fluxwait;

  /** KQ_SEL. */
  @GuardedBy("lock")
  private boolean selected;

  Kqueue(Kqueues kqueues, FileDesc fdp) {
    this.kqueues = kqueues;
    this.fdp = fdp;
    this.refs = kqueues.kernel().rt().refCount(1);
    this.lock = kqueues.kernel().rt().mtx(Locks.KQ);
    this.sleepq = kqueues.kernel().rt().sleepQueue();
    this.sel = new SelInfo(kqueues.kernel());
    this.note = new KnList(lock);
    this.task = new TaskQueue.Task(pending -> tellOthers());
  }

  /** What a program calls an event. */
  private static final class Key {
    private final int filter;
    private final long ident;

    Key(int filter, long ident) {
      this.filter = filter;
      this.ident = ident;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Key && ((Key) o).filter == filter && ((Key) o).ident == ident;
    }

    @Override
    public int hashCode() {
      return (int) (ident ^ ident >>> 32) * 31 + filter;
    }
  }

  // ---- The list of active notes ----

  @Requires("lock")
  int count() {
    return count;
  }

  @Requires("lock")
  Knote first() {
    return first;
  }

  @Requires("lock")
  void insertTail(Knote kn) {
    kn.tqPrev = last;
    kn.tqNext = null;
    if (last == null) {
      first = kn;
    } else {
      last.tqNext = kn;
    }
    last = kn;
  }

  @Requires("lock")
  void unlink(Knote kn) {
    if (kn.tqPrev == null) {
      first = kn.tqNext;
    } else {
      kn.tqPrev.tqNext = kn.tqNext;
    }
    if (kn.tqNext == null) {
      last = kn.tqPrev;
    } else {
      kn.tqNext.tqPrev = kn.tqPrev;
    }
    kn.tqNext = null;
    kn.tqPrev = null;
  }

  @Requires("lock")
  void enqueue(Knote kn) {
    Kassert.kassert((kn.status & Knote.KN_QUEUED) == 0, "knote_enqueue: queued");
    insertTail(kn);
    kn.status |= Knote.KN_QUEUED;
    count++;
    wakeup();
  }

  /** A note that stays active is told again: also to a scan that has found nothing meanwhile. */
  @Requires("lock")
  void requeue(Knote kn) {
    enqueue(kn);
  }

  /** The note, which {@link #unlink} has taken off or takes off now, is not queued any more. */
  @Requires("lock")
  void notQueued(Knote kn) {
    kn.status &= ~Knote.KN_QUEUED;
    count--;
  }

  /** KNOTE_ACTIVATE. */
  @Requires("lock")
  void activate(Knote kn) {
    lock.assertOwned();
    kn.status |= Knote.KN_ACTIVE;
    if ((kn.status & (Knote.KN_QUEUED | Knote.KN_DISABLED)) == 0) {
      enqueue(kn);
    }
  }

  /** kqueue_wakeup: who scans, who polls, and the kqueues that watch this one. */
  @Requires("lock")
  private void wakeup() {
    if (sleeps) {
      sleeps = false;
      sleepq.wakeup(this);
    }
    if (selected) {
      selected = false;
      sel.wakeup();
    }
    if (!note.isEmpty()) {
      // Two kqueues' locks need the global one first: another thread tells them.
      kqueues.schedule(task);
    }
  }

  /** kqueue_task. */
  @Excludes("lock")
  private void tellOthers() {
    kqueues.global.lock();
    lock.lock();
    note.knote();
    lock.unlock();
    kqueues.global.unlock();
  }

  /** Sleeps until a note is active; see {@link #wakeup}. */
  @Requires("lock")
  WaitResult await(long nanos) {
    sleeps = true;
    return sleepq.sleep(this, lock, "kqread", true, nanos, false);
  }

  @Requires("lock")
  void record(ProcThread td) {
    sel.record(td);
    selected = true;
  }

  // ---- Influx ----

  /** Sleeps until some note is no longer in flux; everything may have changed. */
  @Requires("lock")
  void awaitFlux() {
    fluxwait = true;
    sleepq.sleep(fluxChannel, lock, "kqflxwt");
  }

  /** KQ_FLUX_WAKEUP. */
  @Requires("lock")
  void fluxWakeup() {
    if (fluxwait) {
      fluxwait = false;
      sleepq.wakeup(fluxChannel);
    }
  }

  /** Locks the list of a note that is in flux; a kqueue's list only after the global lock. */
  void lockList(Knote kn) {
    if (isKqueue(kn)) {
      kqueues.global.lock();
    }
    kn.listLock().lock();
  }

  void unlockList(Knote kn) {
    kn.listLock().unlock();
    if (isKqueue(kn)) {
      kqueues.global.unlock();
    }
  }

  private static boolean isKqueue(Knote kn) {
    return kn.fp != null && kn.fp.type() == File.DTYPE_KQUEUE;
  }

  // ---- kqueue_register ----

  /**
   * kqueue_register: adds, changes or deletes a note.
   *
   * @return EINVAL for an unknown filter or one that the file has not, EBADF, ENOENT for a note
   *     that is not there, ENOMEM for too many timers
   */
  @Excludes("lock")
  Errno register(KEvent kev, ProcThread td) {
    FilterOps fop = null;
    File fp = null;
    if (kev.filter == KEvent.EVFILT_READ || kev.filter == KEvent.EVFILT_WRITE) {
      if (kev.ident < 0 || kev.ident > Integer.MAX_VALUE) {
        return Errno.EBADF;
      }
      fp = fdp.fget((int) kev.ident);
      if (fp == null) {
        return Errno.EBADF;
      }
      if (fp.data() == this) {
        fp.fdrop(td);
        return Errno.EINVAL; // Its list's lock would be its own.
      }
    } else {
      fop = KqFilters.find(kev.filter);
      if (fop == null) {
        return Errno.EINVAL;
      }
    }
    lock.lock();
    Knote kn = findStable(kev.filter, kev.ident);
    if (kn != null && kn.fp == fp) {
      kn.status |= Knote.KN_INFLUX;
      lock.unlock();
      if (fp != null) {
        fp.fdrop(td); // The note has a reference of its own.
      }
      return change(kn, kev, td);
    }
    lock.unlock();
    if (kn != null) {
      fp.fdrop(td);
      dropStale(kev, td);
      return register(kev, td);
    }
    if ((kev.flags & KEvent.EV_ADD) == 0) {
      if (fp != null) {
        fp.fdrop(td);
      }
      return Errno.ENOENT;
    }
    return add(new Knote(this, kev, fp), fop, kev, td);
  }

  /** The note, once no other thread works on it; null if there is none. */
  @Requires("lock")
  private Knote findStable(int filter, long ident) {
    while (true) {
      Knote kn = notes.get(new Key(filter, ident));
      if (kn == null || (kn.status & Knote.KN_INFLUX) == 0) {
        return kn;
      }
      awaitFlux();
    }
  }

  /**
   * The descriptor and the note name two files: one of them has just been closed. If it is the
   * note's, and the thread that closes it has not come here yet, the note goes now.
   */
  @Excludes({"lock", "fdp.lock"})
  private void dropStale(KEvent kev, ProcThread td) {
    fdp.lock.lock();
    lock.lock();
    Knote kn = notes.get(new Key(kev.filter, kev.ident));
    boolean stale =
        kn != null && (kn.status & Knote.KN_INFLUX) == 0 && !fdp.names((int) kn.ident, kn.fp);
    if (stale) {
      kn.status |= Knote.KN_INFLUX;
    }
    lock.unlock();
    fdp.lock.unlock();
    if (stale) {
      kn.fop().detach(kn);
      drop(kn, td);
    }
  }

  /** A new note, with the caller's reference to its file. */
  private Errno add(Knote kn, FilterOps fop, KEvent kev, ProcThread td) {
    if (!enter(kn)) {
      // Another thread was faster, or the descriptor names another file now: from the beginning.
      if (kn.fp != null) {
        kn.fp.fdrop(td);
      }
      return register(kev, td);
    }
    Errno error = fop == null ? kn.fp.ops().kqfilter(kn.fp, kn) : fop.attach(kn);
    if (error != Errno.OK) {
      drop(kn, td);
      return error;
    }
    lockList(kn);
    settle(kn, kev);
    return Errno.OK;
  }

  /** knote_attach: enters the note if nobody has yet, and the descriptor still names its file. */
  @Excludes({"lock", "fdp.lock"})
  private boolean enter(Knote kn) {
    if (kn.fp != null) {
      fdp.lock.lock();
    }
    boolean ok = kn.fp == null || fdp.names((int) kn.ident, kn.fp);
    lock.lock();
    Key key = new Key(kn.filter, kn.ident);
    ok = ok && !notes.containsKey(key);
    if (ok) {
      notes.put(key, kn);
    }
    lock.unlock();
    if (kn.fp != null) {
      fdp.lock.unlock();
    }
    return ok;
  }

  /** The program gave a note again; it is in flux. */
  private Errno change(Knote kn, KEvent kev, ProcThread td) {
    if ((kev.flags & KEvent.EV_DELETE) != 0) {
      kn.fop().detach(kn);
      drop(kn, td);
      return Errno.OK;
    }
    lockList(kn);
    kn.touch(kev);
    settle(kn, kev);
    return Errno.OK;
  }

  /** The end of a registration, with the list's lock, which is released. */
  private void settle(Knote kn, KEvent kev) {
    boolean active = kn.fop().event(kn);
    lock.lock();
    if ((kev.flags & KEvent.EV_DISABLE) != 0) {
      kn.status |= Knote.KN_DISABLED;
    }
    if ((kev.flags & KEvent.EV_ENABLE) != 0) {
      kn.status &= ~Knote.KN_DISABLED;
    }
    if (active) {
      activate(kn);
    }
    // An event that finds the note in flux is left to this thread, which has asked the filter under
    // the list's lock: the mark goes before that lock.
    kn.status &= ~Knote.KN_INFLUX;
    fluxWakeup();
    lock.unlock();
    unlockList(kn);
  }

  /** knote_drop: the end of a note that is in flux and on no list of an object. */
  @Excludes("lock")
  void drop(Knote kn, ProcThread td) {
    lock.lock();
    notes.remove(new Key(kn.filter, kn.ident));
    if ((kn.status & Knote.KN_QUEUED) != 0) {
      unlink(kn);
      notQueued(kn);
    }
    fluxWakeup();
    lock.unlock();
    if (kn.fp != null) {
      kn.fp.fdrop(td);
    }
  }

  // ---- The ends ----

  /** Another user of the object, who calls {@link #release}. The table's lock is held. */
  @Requires("fdp.lock")
  Kqueue acquire() {
    refs.acquire();
    return this;
  }

  void release() {
    if (refs.release()) {
      lock.destroy();
    }
  }

  /** knote_fdclose: the descriptor does not name the file any more. */
  @Excludes("lock")
  void fdclose(int fd, File fp, ProcThread td) {
    for (int filter : new int[] {KEvent.EVFILT_READ, KEvent.EVFILT_WRITE}) {
      lock.lock();
      Knote kn = findStable(filter, fd);
      boolean mine = kn != null && kn.fp == fp;
      if (mine) {
        kn.status |= Knote.KN_INFLUX;
      }
      lock.unlock();
      if (mine) {
        kn.fop().detach(kn);
        drop(kn, td);
      }
    }
  }

  /** kqueue_close: the last descriptor of the kqueue is gone. */
  @Excludes("lock")
  void close(ProcThread td) {
    lock.lock();
    while (!notes.isEmpty()) {
      List<Knote> mine = new ArrayList<>();
      for (Knote kn : notes.values()) {
        if ((kn.status & Knote.KN_INFLUX) == 0) {
          kn.status |= Knote.KN_INFLUX;
          mine.add(kn);
        }
      }
      if (mine.isEmpty()) {
        awaitFlux();
        continue;
      }
      lock.unlock();
      for (Knote kn : mine) {
        kn.fop().detach(kn);
        drop(kn, td);
      }
      lock.lock();
    }
    Kassert.kassert(note.isEmpty(), "kqueue_close: watched by another kqueue");
    if (selected) {
      selected = false;
      sel.wakeup();
    }
    lock.unlock();
    kqueues.drain(task);
    fdp.forget(this);
    release();
  }
}
