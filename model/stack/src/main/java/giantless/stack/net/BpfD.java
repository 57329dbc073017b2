package giantless.stack.net;

import giantless.lock.CondVar;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;

/**
 * One capture, struct bpf_d: packets gather in the store buffer; when it is full, or the reader
 * asks, it becomes the hold buffer, and the free buffer the store. The lock protects the three
 * buffers and the state. The reader copies the hold buffer with the lock dropped, so it marks it as
 * in use, and nobody else moves it meanwhile.
 *
 * <p>A record is eight bytes of time in nanoseconds since 1970, four of captured and four of real
 * length, all most significant first, then the bytes.
 */
public final class BpfD {
  /** Of a record before its packet, in bytes. */
  public static final int HEADER = 16;

  /** bd_mtx. */
  public final Mtx lock;

  private final Bpf bpf;
  private final int bufsize;
  private final CondVar readable;

  @GuardedBy("lock")
  private BpfFilter filter;

  @GuardedBy("lock")
  private BpfIf bif;

  @GuardedBy("lock")
  private byte[] sbuf;

  @GuardedBy("lock")
  private byte[] hbuf;

  @GuardedBy("lock")
  private byte[] fbuf;

  @GuardedBy("lock")
  private int slen;

  @GuardedBy("lock")
  private int hlen;

  @GuardedBy("lock")
  private boolean hbufInUse;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private long rcount;

  @GuardedBy("lock")
  private long fcount;

  @GuardedBy("lock")
  private long dcount;

  BpfD(Bpf bpf, int bufsize, BpfFilter filter) {
    this.bpf = bpf;
    this.bufsize = bufsize;
    this.filter = filter;
    this.lock = bpf.kernel.rt().mtx(Locks.BPFD);
    this.readable = bpf.kernel.rt().cv("bpf");
    this.sbuf = new byte[bufsize];
    this.fbuf = new byte[bufsize];
  }

  /** The size of a read's buffer, BIOCGBLEN. */
  public int bufsize() {
    return bufsize;
  }

  @Excludes("lock")
  void attached(BpfIf to) {
    lock.lock();
    bif = to;
    lock.unlock();
  }

  /** The interface has gone: what was captured can still be read, then the end. */
  @Excludes("lock")
  void detached() {
    lock.lock();
    bif = null;
    readable.broadcast();
    lock.unlock();
  }

  @Excludes("lock")
  BpfIf bif() {
    lock.lock();
    BpfIf now = bif;
    lock.unlock();
    return now;
  }

  /**
   * BIOCSETF: captures by this filter from now on. What was captured before is thrown away and the
   * counts begin at 0. May sleep, for a reader that is copying a buffer.
   */
  @Excludes("lock")
  public void setf(BpfFilter newFilter) {
    lock.lock();
    while (hbufInUse) {
      readable.await(lock);
    }
    filter = newFilter;
    if (hbuf != null) {
      fbuf = hbuf;
      hbuf = null;
    }
    slen = 0;
    hlen = 0;
    rcount = 0;
    fcount = 0;
    dcount = 0;
    lock.unlock();
  }

  /**
   * BIOCSETF with a program; none at all captures everything.
   *
   * @return EINVAL, and nothing has changed, for a program that {@link BpfProgram#validate} refuses
   */
  @Excludes("lock")
  public Errno setf(BpfInsn... program) {
    BpfFilter f = program.length == 0 ? BpfFilter.ALL : BpfProgram.of(program);
    if (f == null) {
      return Errno.EINVAL;
    }
    setf(f);
    return Errno.OK;
  }

  /** bpf_tap for this descriptor; called with the interface's lock held. */
  @Excludes("lock")
  void tap(byte[] header, Mbuf m, long nanos) {
    lock.lock();
    if (!closed) {
      rcount++;
      int length = header.length + m.pkthdr.len;
      int snap = Math.min(length, filter.snaplen(header, m, length));
      if (snap > 0) {
        fcount++;
        catchpacket(header, m, length, snap, nanos);
      }
    }
    lock.unlock();
  }

  @Requires("lock")
  private void catchpacket(byte[] header, Mbuf m, int length, int snap, long nanos) {
    lock.assertOwned();
    int caplen = Math.min(snap, bufsize - HEADER);
    if (slen + HEADER + caplen > bufsize) {
      if (fbuf == null || hbuf != null) {
        dcount++; // Both other buffers are taken: the reader is too slow.
        return;
      }
      rotate();
    }
    putLong(sbuf, slen, nanos);
    putInt(sbuf, slen + 8, caplen);
    putInt(sbuf, slen + 12, length);
    int at = slen + HEADER;
    int fromHeader = Math.min(header.length, caplen);
    System.arraycopy(header, 0, sbuf, at, fromHeader);
    bpf.mbufs.copydata(m, 0, caplen - fromHeader, sbuf, at + fromHeader);
    boolean wasEmpty = slen == 0;
    slen = at + caplen;
    if (wasEmpty) {
      readable.signal(); // Immediate mode: a reader asleep takes the store buffer as it is.
    }
  }

  /** ROTATE_BUFFERS. */
  @Requires("lock")
  private void rotate() {
    hbuf = sbuf;
    hlen = slen;
    sbuf = fbuf;
    slen = 0;
    fbuf = null;
    readable.signal();
  }

  /**
   * bpfread: waits for packets and copies a whole buffer of records. Sleeps.
   *
   * @param to at least {@link #bufsize} bytes
   * @return how many bytes; 0 after the end: closed, or the interface has gone
   */
  @Excludes("lock")
  public int read(byte[] to) {
    lock.lock();
    while (true) {
      if (hbufInUse) {
        readable.await(lock);
        continue;
      }
      if (hbuf == null && slen > 0 && fbuf != null) {
        rotate();
      }
      if (hbuf != null) {
        break;
      }
      if (closed || bif == null) {
        lock.unlock();
        return 0;
      }
      readable.await(lock);
    }
    hbufInUse = true;
    byte[] from = hbuf;
    int length = hlen;
    lock.unlock();
    System.arraycopy(from, 0, to, 0, length);
    lock.lock();
    hbufInUse = false;
    fbuf = hbuf;
    hbuf = null;
    hlen = 0;
    readable.broadcast();
    lock.unlock();
    return length;
  }

  /** bpfclose: ends the capture; readers get what is left and then the end. */
  @Excludes("lock")
  public void close() {
    bpf.close(this);
    lock.lock();
    closed = true;
    bif = null;
    readable.broadcast();
    lock.unlock();
  }

  /** bs_recv: packets seen. */
  @Excludes("lock")
  public long received() {
    lock.lock();
    long n = rcount;
    lock.unlock();
    return n;
  }

  /** Packets that the filter let through. */
  @Excludes("lock")
  public long accepted() {
    lock.lock();
    long n = fcount;
    lock.unlock();
    return n;
  }

  /** bs_drop: packets lost because the buffers were full. */
  @Excludes("lock")
  public long dropped() {
    lock.lock();
    long n = dcount;
    lock.unlock();
    return n;
  }

  private static void putLong(byte[] to, int off, long value) {
    putInt(to, off, (int) (value >>> 32));
    putInt(to, off + 4, (int) value);
  }

  private static void putInt(byte[] to, int off, int value) {
    to[off] = (byte) (value >>> 24);
    to[off + 1] = (byte) (value >>> 16);
    to[off + 2] = (byte) (value >>> 8);
    to[off + 3] = (byte) value;
  }
}
