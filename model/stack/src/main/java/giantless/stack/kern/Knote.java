package giantless.stack.kern;

import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;

/**
 * One event that a program waits for on a kqueue, {@code struct knote}. Its place in the kqueue and
 * its status belong to the kqueue's lock; what is told to the program belongs to the lock of the
 * object's list. A thread that needs the note with the kqueue's lock released sets {@link
 * #KN_INFLUX} first: nobody else touches the note until it is cleared.
 */
public final class Knote {
  /** The filter said that it is active. */
  static final int KN_ACTIVE = 0x01;

  /** On the kqueue's list of active notes. */
  static final int KN_QUEUED = 0x02;

  /** Not told of. */
  static final int KN_DISABLED = 0x04;

  /** A thread works on it with the kqueue's lock released. */
  static final int KN_INFLUX = 0x10;

  /** No event: a scan's place in the list. */
  static final int KN_MARKER = 0x20;

  public final Kqueue kq;
  final long ident;
  final int filter;

  /** EV_ONESHOT, EV_CLEAR, EV_DISPATCH as asked for, and what the filter added. */
  @Frozen("the note is on its object's list")
  private int action;

  /** The file, with a reference; null for a filter of no descriptor. */
  final File fp;

  @Frozen("the note is on its object's list")
  private FilterOps fop;

  @Frozen("the note is on its object's list")
  private KnList knlist;

  @Frozen("the note is on its object's list")
  private Object hook;

  /** The next on the object's list. */
  @GuardedBy("knlist.lock")
  Knote selnext;

  @GuardedBy("kq.lock")
  int status;

  @GuardedBy("kq.lock")
  Knote tqNext;

  @GuardedBy("kq.lock")
  Knote tqPrev;

  @GuardedBy("knlist.lock")
  private int evflags;

  @GuardedBy("knlist.lock")
  private int fflags;

  @GuardedBy("knlist.lock")
  private long data;

  @GuardedBy("knlist.lock")
  private Object udata;

  @GuardedBy("knlist.lock")
  private int sfflags;

  @GuardedBy("knlist.lock")
  private long sdata;

  Knote(Kqueue kq, KEvent kev, File fp) {
    this.kq = kq;
    this.ident = kev.ident;
    this.filter = kev.filter;
    this.fp = fp;
    this.action = kev.flags & (KEvent.EV_ONESHOT | KEvent.EV_CLEAR | KEvent.EV_DISPATCH);
    this.udata = kev.udata;
    this.sfflags = kev.fflags;
    this.sdata = kev.data;
    this.status = KN_INFLUX;
  }

  /** A marker. */
  Knote(Kqueue kq) {
    this(kq, new KEvent(), null);
    this.status = KN_MARKER;
  }

  /**
   * For {@link FileOps#kqfilter} and {@link FilterOps#attach}: what decides about the note, and
   * under which lock. Before it is put on the list.
   *
   * @param addAction EV_CLEAR for a filter whose state is always cleared; or 0
   */
  public void attach(FilterOps filterOps, KnList list, Object object, int addAction) {
    fop = filterOps;
    knlist = list;
    hook = object;
    action |= addAction;
  }

  FilterOps fop() {
    return fop;
  }

  KnList knlist() {
    return knlist;
  }

  Mtx listLock() {
    return knlist.lock;
  }

  /** What the filter gave to {@link #attach}. */
  public Object hook() {
    return hook;
  }

  /** EVFILT_*. */
  public int filter() {
    return filter;
  }

  boolean hasAction(int ev) {
    return (action & ev) != 0;
  }

  // ---- For filters, with the list's lock ----

  /** kn_data: a number that the program is told. */
  @Requires("knlist.lock")
  public void setData(long value) {
    data = value;
  }

  @Requires("knlist.lock")
  public long data() {
    return data;
  }

  /** EV_EOF with the error, for the program. */
  @Requires("knlist.lock")
  public void setEof(int error) {
    evflags |= KEvent.EV_EOF;
    fflags = error;
  }

  /** No EV_EOF, after all. */
  @Requires("knlist.lock")
  public void clearEof() {
    if ((evflags & KEvent.EV_EOF) != 0) {
      evflags &= ~KEvent.EV_EOF;
      fflags = 0;
    }
  }

  @Requires("knlist.lock")
  void setFflags(int value) {
    fflags = value;
  }

  @Requires("knlist.lock")
  int fflags() {
    return fflags;
  }

  /** kn_sfflags: NOTE_* as asked for. */
  @Requires("knlist.lock")
  public int sfflags() {
    return sfflags;
  }

  /** kn_sdata: the number as asked for. */
  @Requires("knlist.lock")
  public long sdata() {
    return sdata;
  }

  @Requires("knlist.lock")
  void setSaved(int newFflags, long newData) {
    sfflags = newFflags;
    sdata = newData;
  }

  // ---- For the kqueue ----

  /** The program gave the event again. */
  @Requires("knlist.lock")
  void touch(KEvent change) {
    udata = change.udata;
    fop.touch(this, change);
  }

  /** What the program is told; EV_CLEAR forgets it. */
  @Requires("knlist.lock")
  KEvent tell() {
    KEvent kev = new KEvent(ident, filter, action | evflags, fflags, data, udata);
    if (hasAction(KEvent.EV_CLEAR)) {
      fflags = 0;
      data = 0;
      fop.told(this);
    }
    return kev;
  }

  /** An event of the object; see {@link KnList#knote}. */
  @Requires("knlist.lock")
  @Excludes("kq.lock")
  void happened() {
    kq.lock.lock();
    if ((status & KN_INFLUX) == 0 && fop.event(this)) {
      kq.activate(this);
    }
    kq.lock.unlock();
  }
}
