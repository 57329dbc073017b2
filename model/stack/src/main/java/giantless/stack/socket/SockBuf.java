package giantless.stack.socket;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.KnList;
import giantless.stack.kern.Knote;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.SelInfo;
import giantless.stack.mbuf.Mbuf;

/**
 * One direction of a socket, {@code struct sockbuf}: a list of records, linked by {@code nextpkt},
 * each an mbuf chain. {@link #lock} protects all of it. On that mutex a second, sleeping lock is
 * built, sblock: the flag SB_LOCK. Whoever reads or writes holds it for the whole transfer, so that
 * two transfers do not interlace, and only its holder takes from the front; the protocol appends at
 * the tail meanwhile (locking reference, C.8).
 *
 * <p>Lost wakeups are ruled out in one way everywhere: the sleeper sets SB_WAIT or SB_WANT and
 * sleeps under the mutex under which it found nothing; the waker changes the buffer and looks at
 * the flag under it.
 */
public final class SockBuf {
  /** sb_state: no more data may be sent. */
  public static final int SBS_CANTSENDMORE = 0x0010;

  /** sb_state: no more data will be received. */
  public static final int SBS_CANTRCVMORE = 0x0020;

  /** sb_state: the stream stands at the out-of-band mark. */
  public static final int SBS_RCVATMARK = 0x0040;

  /** sb_flags: sblock is held. */
  public static final int SB_LOCK = 0x01;

  /** sb_flags: somebody wants sblock. */
  public static final int SB_WANT = 0x02;

  /** sb_flags: somebody sleeps for data or space. */
  public static final int SB_WAIT = 0x04;

  /** sb_flags: somebody selects. */
  public static final int SB_SEL = 0x08;

  /** sb_flags: SIGIO wanted. */
  public static final int SB_ASYNC = 0x10;

  /** sb_flags: {@link #upcall} is to be called. */
  public static final int SB_UPCALL = 0x20;

  /** sb_flags: sleeps are not ended by signals. */
  public static final int SB_NOINTR = 0x40;

  /** sb_flags: there are notes of kqueues. */
  public static final int SB_KNOTE = 0x100;

  /** sb_flags: the protocol makes the buffer larger when it has use for it. */
  public static final int SB_AUTOSIZE = 0x800;

  /** sb_flags: no space, since the peer's receive buffer is full. */
  public static final int SB_STOP = 0x1000;

  /** A writer sleeps on until this part of the buffer is free. */
  private static final int WAKE_PART = 4;

  private static final int SB_NOTIFY = SB_WAIT | SB_SEL | SB_ASYNC | SB_UPCALL | SB_KNOTE;

  /** What the kernel itself wants to know of a buffer: so_upcall. */
  @FunctionalInterface
  public interface Upcall {
    /** Something happened to the buffer. No socket lock is held. */
    void upcall(Socket so);
  }

  /** SOCKBUF_LOCK. */
  public final Mtx lock;

  final Socket so;
  private final SelInfo sel;
  private final SleepQueue sleepq;
  private final Object lockChannel = new Object();

  @GuardedBy("lock")
  int sbState;

  @GuardedBy("lock")
  int sbFlags;

  /** The first record; null if there is none. */
  @GuardedBy("lock")
  Mbuf sbMb;

  /** The last mbuf of the last record. */
  @GuardedBy("lock")
  Mbuf sbMbtail;

  /** The first mbuf of the last record. */
  @GuardedBy("lock")
  Mbuf sbLastrecord;

  /** Bytes in it, addresses and control messages counted. */
  @GuardedBy("lock")
  private int sbCc;

  /** Of these, bytes that are no data. */
  @GuardedBy("lock")
  private int sbCtl;

  /** Bytes of storage in use. */
  @GuardedBy("lock")
  private int sbMbcnt;

  /**
   * sb_sndptr: the mbuf that the protocol has sent from last, so that it need not walk from the
   * front; null for none.
   */
  @GuardedBy("lock")
  private Mbuf sbSndptr;

  /** sb_sndptroff: bytes in the mbufs before it. */
  @GuardedBy("lock")
  private int sbSndptroff;

  /** The most bytes. */
  @GuardedBy("lock")
  int sbHiwat;

  /** The most bytes of storage. */
  @GuardedBy("lock")
  int sbMbmax;

  /** Ready from this many bytes on. */
  @GuardedBy("lock")
  int sbLowat;

  /** The longest sleep in nanoseconds; {@link SleepQueue#FOREVER} for any. */
  @GuardedBy("lock")
  long sbTimeo;

  /** What a writer that sleeps for room has yet to put in; 0 if none does. */
  @GuardedBy("lock")
  private int sbWanted;

  @GuardedBy("lock")
  private Upcall upcall;

  /** sb_sel.si_note: the notes of kqueues; made with the first. */
  @GuardedBy("lock")
  private KnList notes;

  private SockBuf(Socket so, LockClass lockClass) {
    this.so = so;
    this.lock = so.sockets.kernel().rt().mtx(lockClass);
    this.sleepq = so.sockets.kernel().rt().sleepQueue();
    this.sel = new SelInfo(so.sockets.kernel());
    this.sbTimeo = SleepQueue.FOREVER;
  }

  static SockBuf snd(Socket so) {
    return new SockBuf(so, Locks.SO_SND);
  }

  static SockBuf rcv(Socket so) {
    return new SockBuf(so, Locks.SO_RCV);
  }

  // ---- Account ----

  /** sb_cc. */
  @Requires("lock")
  public int sbCc() {
    return sbCc;
  }

  /** sb_cc less addresses and control messages: what a reader would count. */
  @Requires("lock")
  public int dataBytes() {
    return sbCc - sbCtl;
  }

  /** sb_mbcnt. */
  @Requires("lock")
  public int sbMbcnt() {
    return sbMbcnt;
  }

  /** sb_hiwat. */
  @Requires("lock")
  public int sbHiwat() {
    return sbHiwat;
  }

  /** sb_state. */
  @Requires("lock")
  public int sbState() {
    return sbState;
  }

  /** Sets and clears SBS_* bits, for protocols: the mark of out-of-band data. */
  @Requires("lock")
  public void changeSbState(int set, int clear) {
    lock.assertOwned();
    sbState = sbState & ~clear | set;
  }

  /** sb_lowat. */
  @Requires("lock")
  public int sbLowat() {
    return sbLowat;
  }

  /** SB_AUTOSIZE: whether the protocol sizes the buffer, since its user has not. */
  @Requires("lock")
  public boolean isAutosize() {
    return (sbFlags & SB_AUTOSIZE) != 0;
  }

  /** sb_mb: the first record, for protocols that send from the buffer, and for checkers. */
  @Requires("lock")
  public Mbuf first() {
    return sbMb;
  }

  /**
   * sbsndptr(): the mbuf with a byte of the stream, or the last one if there is none; a walk from
   * where the call before ended, if that is not behind.
   *
   * @param off the byte, from 0
   * @param before element 0 gets the number of bytes in the mbufs before it
   */
  @Requires("lock")
  public Mbuf sbsndptr(int off, int[] before) {
    Mbuf m = sbSndptr;
    int at = sbSndptroff;
    if (m == null || at > off) {
      m = sbMb; // Something is sent again: rare, and the next new byte is not to pay for it.
      at = 0;
    }
    while (m != null && m.next != null && off - at >= m.len) {
      at += m.len;
      m = m.next;
    }
    if (sbSndptr == null || at >= sbSndptroff) {
      sbSndptr = m;
      sbSndptroff = at;
    }
    before[0] = at;
    return m;
  }

  /** Whether {@link #sbsndptr} would start from an mbuf of the first record, at its place. */
  @Requires("lock")
  boolean isSndptrRight() {
    int at = 0;
    Mbuf m = sbMb;
    while (m != null && m != sbSndptr) {
      at += m.len;
      m = m.next;
    }
    return sbSndptr == null ? sbSndptroff == 0 : m == sbSndptr && at == sbSndptroff;
  }

  /** sbspace: bytes that may be added; may be negative after the limit was lowered. */
  @Requires("lock")
  public int sbspace() {
    lock.assertOwned();
    if ((sbFlags & SB_STOP) != 0) {
      return 0;
    }
    return Math.min(sbHiwat - sbCc, sbMbmax - sbMbcnt);
  }

  /**
   * Back pressure, for a protocol that puts what is sent into the peer's receive buffer at once:
   * stops the writer if the peer has as much as the limits of this buffer allow. The caller holds
   * the lock that orders it with {@link #sbgo} until this is done, else the peer may drain its
   * buffer in between, and nobody wakes the writer.
   *
   * @param cc bytes in the peer's receive buffer
   * @param mbcnt its storage in bytes
   */
  @Requires("lock")
  public void sbstop(int cc, int mbcnt) {
    lock.assertOwned();
    if (cc >= sbHiwat || mbcnt >= sbMbmax) {
      sbFlags |= SB_STOP;
    }
  }

  /** The peer has read: lets the writer go on if there is room again. The caller wakes it. */
  @Requires("lock")
  public void sbgo(int cc, int mbcnt) {
    lock.assertOwned();
    if (cc < sbHiwat && mbcnt < sbMbmax) {
      sbFlags &= ~SB_STOP;
    }
  }

  /** The storage that an mbuf stands for. */
  private static int storage(Mbuf m) {
    return m.isExt() ? Mbuf.MSIZE + m.storageSize() : Mbuf.MSIZE;
  }

  private static boolean isData(Mbuf m) {
    return m.type != Mbuf.MT_SONAME && m.type != Mbuf.MT_CONTROL;
  }

  /** sballoc: counts an mbuf that comes in. */
  @Requires("lock")
  void sballoc(Mbuf m) {
    sbCc += m.len;
    if (!isData(m)) {
      sbCtl += m.len;
    }
    sbMbcnt += storage(m);
  }

  /** sbfree: counts an mbuf that goes. */
  @Requires("lock")
  void sbfree(Mbuf m) {
    sbCc -= m.len;
    if (!isData(m)) {
      sbCtl -= m.len;
    }
    sbMbcnt -= storage(m);
    if (m == sbSndptr) {
      sbSndptr = null;
      sbSndptroff = 0;
    } else if (sbSndptroff != 0) {
      sbSndptroff -= m.len;
    }
  }

  /** Counts bytes that came to the last mbuf, or with a negative number went from the first. */
  @Requires("lock")
  void sbadjust(Mbuf m, int bytes) {
    sbCc += bytes;
    if (!isData(m)) {
      sbCtl += bytes;
    }
    if (bytes < 0 && sbSndptroff != 0) {
      sbSndptroff += bytes;
    }
  }

  /**
   * sbreserve: sets the limits.
   *
   * @return false if {@code kern.ipc.maxsockbuf} forbids that much
   */
  @Requires("lock")
  public boolean sbreserveLocked(int cc) {
    lock.assertOwned();
    if (cc > so.sockets.sbMaxAdj()) {
      return false;
    }
    sbHiwat = cc;
    long storage = Math.min((long) cc * so.sockets.sbEfficiency(), so.sockets.sbMax());
    sbMbmax = (int) Math.min(storage, Integer.MAX_VALUE);
    if (sbLowat > sbHiwat) {
      sbLowat = sbHiwat;
    }
    return true;
  }

  /**
   * Takes the contents away and puts the buffer back to its state at birth, but for the mutex,
   * sb_state and the select record, which other threads may be using (locking reference, D-11).
   *
   * @return the records, the caller's to free
   */
  @Requires("lock")
  Mbuf clear() {
    lock.assertOwned();
    Mbuf records = sbMb;
    sbMb = null;
    sbMbtail = null;
    sbLastrecord = null;
    sbSndptr = null;
    sbSndptroff = 0;
    sbCc = 0;
    sbCtl = 0;
    sbMbcnt = 0;
    sbHiwat = 0;
    sbMbmax = 0;
    sbLowat = 0;
    sbTimeo = SleepQueue.FOREVER;
    // Those who watch go on to watch.
    sbFlags &= SB_KNOTE | SB_SEL;
    upcall = null;
    return records;
  }

  // ---- sblock, and waiting ----

  /**
   * sblock: takes the flag lock.
   *
   * @param wait false: EWOULDBLOCK if another thread has it
   * @return OK; EINTR or ERESTART for a signal
   */
  @Requires("lock")
  Errno sblock(boolean wait) {
    lock.assertOwned();
    while ((sbFlags & SB_LOCK) != 0) {
      if (!wait) {
        return Errno.EWOULDBLOCK;
      }
      sbFlags |= SB_WANT;
      WaitResult r =
          sleepq.sleep(
              lockChannel, lock, "sblock", (sbFlags & SB_NOINTR) == 0, SleepQueue.FOREVER, false);
      if (r != WaitResult.WOKEN) {
        return so.sockets.kernel().sleepErrno(r);
      }
    }
    sbFlags |= SB_LOCK;
    return Errno.OK;
  }

  /** sbunlock. */
  @Requires("lock")
  void sbunlock() {
    lock.assertOwned();
    Kassert.kassert((sbFlags & SB_LOCK) != 0, "sbunlock: not locked");
    sbFlags &= ~SB_LOCK;
    if ((sbFlags & SB_WANT) != 0) {
      sbFlags &= ~SB_WANT;
      sleepq.wakeup(lockChannel);
    }
  }

  /**
   * sbwait: sleeps until the other side has done something. The mutex is released meanwhile, so the
   * caller looks at everything again.
   *
   * @return OK, EWOULDBLOCK after sb_timeo, EINTR or ERESTART for a signal
   */
  @Requires("lock")
  Errno sbwait() {
    lock.assertOwned();
    sbFlags |= SB_WAIT;
    WaitResult r = sleepq.sleep(this, lock, "sbwait", (sbFlags & SB_NOINTR) == 0, sbTimeo, false);
    return r == WaitResult.WOKEN ? Errno.OK : so.sockets.kernel().sleepErrno(r);
  }

  /**
   * sbwait of a writer that finds no room. Unless it has a time-out, it need not hear of every
   * segment that is acknowledged: see {@link #roomWakes}.
   *
   * @param bytes what it has yet to put in, at least 1
   * @return as {@link #sbwait}
   */
  @Requires("lock")
  Errno sbwaitRoom(int bytes) {
    sbWanted = sbTimeo == SleepQueue.FOREVER ? bytes : 0;
    Errno error = sbwait();
    sbWanted = 0;
    return error;
  }

  // ---- Waking ----

  /**
   * Whether there is news for anybody when nothing but the room has grown. A writer alone is left
   * asleep until what it has fits, or a good part of the buffer is free: enough is still queued to
   * keep the protocol busy, and one wakeup serves for many segments. An empty buffer always wakes.
   */
  @Requires("lock")
  boolean roomWakes() {
    if ((sbFlags & SB_NOTIFY) != SB_WAIT || sbWanted == 0) {
      return sbNotify();
    }
    int part = Math.max(sbLowat, Math.min(sbHiwat, sbMbmax) / WAKE_PART);
    return sbspace() >= Math.min(sbWanted, part);
  }

  /** sb_notify: whether anybody is to be told. */
  @Requires("lock")
  boolean sbNotify() {
    return (sbFlags & SB_NOTIFY) != 0;
  }

  /** Wakes who sleeps in {@link #sbwait} and who selects. */
  @Requires("lock")
  void wake() {
    wakeSelect();
    if ((sbFlags & SB_WAIT) != 0) {
      sbFlags &= ~SB_WAIT;
      sleepq.wakeup(this);
    }
    knote();
  }

  /** KNOTE_LOCKED. */
  @Requires("lock")
  void knote() {
    if ((sbFlags & SB_KNOTE) != 0) {
      notes.knote();
    }
  }

  @Requires("lock")
  KnList knlist() {
    if (notes == null) {
      notes = new KnList(lock);
    }
    return notes;
  }

  @Requires("lock")
  void addNote(Knote kn) {
    notes.add(kn);
    sbFlags |= SB_KNOTE;
  }

  @Requires("lock")
  void removeNote(Knote kn) {
    notes.remove(kn);
    if (notes.isEmpty()) {
      sbFlags &= ~SB_KNOTE;
    }
  }

  /** Wakes who selects. */
  @Requires("lock")
  void wakeSelect() {
    lock.assertOwned();
    if ((sbFlags & SB_SEL) != 0) {
      sbFlags &= ~SB_SEL;
      sel.wakeup();
    }
  }

  /** The upcall to make once the mutex is released, or null. */
  @Requires("lock")
  Upcall upcallWanted() {
    return (sbFlags & SB_UPCALL) != 0 ? upcall : null;
  }

  /** soupcall_set: has the function called at every event; null for none. */
  @Requires("lock")
  public void setUpcall(Upcall function) {
    lock.assertOwned();
    upcall = function;
    sbFlags = function == null ? sbFlags & ~SB_UPCALL : sbFlags | SB_UPCALL;
  }

  /** selrecord: the thread will be told by {@link #wake}. */
  @Requires("lock")
  void record(ProcThread td) {
    lock.assertOwned();
    sel.record(td);
    sbFlags |= SB_SEL;
  }
}
