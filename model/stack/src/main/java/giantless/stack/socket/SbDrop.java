package giantless.stack.socket;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/** Taking from a socket buffer: {@code sbdrop}, {@code sbdroprecord}, {@code sbflush}. No state. */
public final class SbDrop {
  private SbDrop() {}

  /**
   * sbdrop: drops bytes from the front, across records.
   *
   * @throws giantless.lock.Panic if there are not as many
   */
  @Requires("sb.lock")
  public static void sbdropLocked(SockBuf sb, int len) {
    sb.lock.assertOwned();
    MbufPool pool = sb.so.sockets.mbufs();
    Mbuf m = sb.sbMb;
    Mbuf next = m == null ? null : m.nextpkt;
    while (len > 0) {
      if (m == null) {
        Kassert.kassert(next != null, "sbdrop");
        m = next;
        next = m.nextpkt;
        continue;
      }
      if (m.len > len) {
        m.len -= len;
        m.off += len;
        sb.sbadjust(m, -len);
        break;
      }
      len -= m.len;
      sb.sbfree(m);
      m = pool.free(m);
    }
    while (m != null && m.len == 0) {
      sb.sbfree(m);
      m = pool.free(m);
    }
    if (m != null) {
      sb.sbMb = m;
      m.nextpkt = next;
    } else {
      sb.sbMb = next;
    }
    fixup(sb);
  }

  /** sbdrop. */
  @Excludes("sb.lock")
  public static void sbdrop(SockBuf sb, int len) {
    sb.lock.lock();
    sbdropLocked(sb, len);
    sb.lock.unlock();
  }

  /** sbdroprecord: drops the first record. */
  @Requires("sb.lock")
  public static void sbdroprecordLocked(SockBuf sb) {
    sb.lock.assertOwned();
    MbufPool pool = sb.so.sockets.mbufs();
    Mbuf m = sb.sbMb;
    if (m == null) {
      return;
    }
    sb.sbMb = m.nextpkt;
    while (m != null) {
      sb.sbfree(m);
      m = pool.free(m);
    }
    fixup(sb);
  }

  /** sbflush: drops everything. Nobody may be inside a transfer. */
  @Requires("sb.lock")
  public static void sbflushLocked(SockBuf sb) {
    sb.lock.assertOwned();
    while (sb.sbMb != null) {
      sbdroprecordLocked(sb);
    }
    Kassert.kassert(
        sb.sbCc() == 0 && sb.sbMbcnt() == 0, "sbflush: cc " + sb.sbCc() + " mbcnt " + sb.sbMbcnt());
  }

  /** The last pointers after the front has changed: SB_EMPTY_FIXUP and the case of one record. */
  @Requires("sb.lock")
  static void fixup(SockBuf sb) {
    Mbuf m = sb.sbMb;
    if (m == null) {
      sb.sbMbtail = null;
      sb.sbLastrecord = null;
    } else if (m.nextpkt == null) {
      sb.sbLastrecord = m;
    }
  }

  /**
   * sockbuf_pushsync: a reader that took mbufs from the first record, and knows what record
   * follows, makes the buffer whole again before it lets the mutex go (locking reference, D-09).
   */
  @Requires("sb.lock")
  static void pushsync(SockBuf sb, Mbuf nextrecord) {
    sb.lock.assertOwned();
    if (sb.sbMb != null) {
      sb.sbMb.nextpkt = nextrecord;
    } else {
      sb.sbMb = nextrecord;
    }
    fixup(sb);
  }
}
