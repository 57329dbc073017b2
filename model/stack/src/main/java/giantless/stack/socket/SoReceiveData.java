package giantless.stack.socket;

import giantless.lock.contract.Confined;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * The data part of {@link SoReceive}: copies out of the mbufs of the first record with the mutex
 * released, and takes them away with it held. One object serves one record of one call.
 */
@Confined("the call")
final class SoReceiveData {
  private final Socket so;
  private final SockBuf sb;
  private final MbufPool pool;
  private final Uio uio;
  private final boolean peek;
  private int flags;
  private Mbuf nextrecord;

  SoReceiveData(Socket so, Uio uio, int flags, Mbuf nextrecord) {
    this.so = so;
    this.sb = so.rcv;
    this.pool = so.sockets.mbufs();
    this.uio = uio;
    this.flags = flags;
    this.peek = (flags & SocketConst.MSG_PEEK) != 0;
    this.nextrecord = nextrecord;
  }

  /** MSG_* with what was found. */
  int flags() {
    return flags;
  }

  /**
   * Takes from the record.
   *
   * @param m its first mbuf of data, or null; if the record is not peeked at, the first of the
   *     buffer
   * @param failed an error found before: no data are taken, and a message is lost
   */
  @Requires("sb.lock")
  Errno take(Mbuf m, Errno failed) {
    if (failed != Errno.OK) {
      finish(m, 0);
      return failed;
    }
    int type = m == null ? 0 : m.type;
    int moff = 0;
    int offset = 0;
    Errno error = Errno.OK;
    while (m != null && uio.resid() > 0) {
      // Out-of-band data that are kept in line are read apart from the rest.
      if (m.type != type && (m.type == Mbuf.MT_OOBDATA || type == Mbuf.MT_OOBDATA)) {
        break;
      }
      sb.sbState &= ~SockBuf.SBS_RCVATMARK;
      int len = uio.resid();
      if (so.soOobmark != 0 && len > so.soOobmark - offset) {
        len = so.soOobmark - offset;
      }
      int mlen = m.len;
      if (len > mlen - moff) {
        len = mlen - moff;
      }
      byte[] from = m.data;
      int at = m.off + moff;
      // The protocol may append meanwhile, behind what is copied: sblock keeps the front.
      sb.lock.unlock();
      uio.move(from, at, len);
      sb.lock.lock();
      if (len == m.len - moff) {
        if ((m.flags & Mbuf.M_EOR) != 0) {
          flags |= SocketConst.MSG_EOR;
        }
        if (peek) {
          m = m.next;
          moff = 0;
        } else {
          nextrecord = m.nextpkt;
          sb.sbfree(m);
          sb.sbMb = pool.free(m);
          m = sb.sbMb;
          SbDrop.pushsync(sb, nextrecord);
        }
      } else if (peek) {
        moff += len;
      } else {
        m.off += len;
        m.len -= len;
        sb.sbadjust(m, -len);
      }
      if (so.soOobmark != 0 && !peek) {
        so.soOobmark -= len;
        if (so.soOobmark == 0) {
          sb.sbState |= SockBuf.SBS_RCVATMARK;
          break;
        }
      } else if (so.soOobmark != 0) {
        offset += len;
        if (offset == so.soOobmark) {
          break;
        }
      }
      if ((flags & SocketConst.MSG_EOR) != 0) {
        break;
      }
      if (m == null
          && (flags & SocketConst.MSG_WAITALL) != 0
          && !peek
          && nextrecord == null
          && (so.soProto.prFlags & Protosw.PR_ATOMIC) == 0) {
        error = waitAll();
        if (error != Errno.OK) {
          return error;
        }
        m = sb.sbMb;
        nextrecord = m == null ? null : m.nextpkt;
      }
    }
    return finish(m, moff);
  }

  /** MSG_WAITALL: sleeps until the stream goes on, with sblock held; OK also at its end. */
  @Requires("sb.lock")
  private Errno waitAll() {
    while (sb.sbMb == null && uio.resid() > 0) {
      if (so.soError() != Errno.OK || (sb.sbState & SockBuf.SBS_CANTRCVMORE) != 0) {
        return Errno.OK;
      }
      if ((so.soProto.prFlags & Protosw.PR_WANTRCVD) != 0 && so.soPcb() != null) {
        sb.lock.unlock();
        so.soProto.prUsrreqs.rcvd(so, flags);
        sb.lock.lock();
        if (sb.sbMb != null) {
          return Errno.OK;
        }
      }
      Errno error = sb.sbwait();
      if (error != Errno.OK) {
        return error;
      }
    }
    return Errno.OK;
  }

  /**
   * Control messages may have come with no data, in an mbuf that a call which asks for no data does
   * not get to. Left at the front, it would keep a peek looking at it for ever.
   *
   * @param first the first of the buffer, or null if the record has ended
   */
  @Requires("sb.lock")
  private void dropEmpty(Mbuf first) {
    Mbuf m = first;
    while (m != null && m.len == 0) {
      Mbuf next = m.nextpkt;
      sb.sbfree(m);
      sb.sbMb = pool.free(m);
      m = sb.sbMb;
      SbDrop.pushsync(sb, next);
    }
  }

  /**
   * The end of the call: a message that did not fit is cut, and the protocol hears of the room.
   *
   * @param m what is left of the record
   * @param moff what a peek has seen of {@code m}
   */
  @Requires("sb.lock")
  private Errno finish(Mbuf m, int moff) {
    int pr = so.soProto.prFlags;
    if (m != null && (pr & Protosw.PR_ATOMIC) != 0) {
      int left = -moff;
      for (Mbuf n = m; n != null; n = n.next) {
        left += n.len;
      }
      if (left > 0) {
        flags |= SocketConst.MSG_TRUNC;
      }
      if (!peek) {
        SbDrop.sbdroprecordLocked(sb);
      }
    } else if (!peek) {
      dropEmpty(m);
    }
    if (!peek && (pr & Protosw.PR_WANTRCVD) != 0 && so.soPcb() != null) {
      sb.lock.unlock();
      so.soProto.prUsrreqs.rcvd(so, flags);
      sb.lock.lock();
    }
    return Errno.OK;
  }
}
