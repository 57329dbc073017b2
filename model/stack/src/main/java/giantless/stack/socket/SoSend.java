package giantless.stack.socket;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;

/**
 * sosend: moves a caller's data to the protocol, a message at once or a stream in parts. The send
 * buffer's sblock is held over the whole call (D-10); its mutex only while the buffer is looked at:
 * copying in and pru_send run unlocked, so the protocol tests the state again (locking reference,
 * C.8). No state of its own.
 */
public final class SoSend {
  private SoSend() {}

  /**
   * sosend.
   *
   * @param addr the destination, or null for the peer
   * @param uio the data, moved on by what was taken; or null, when {@code top} has them
   * @param top the data as a packet, consumed; or null
   * @param control control messages, consumed; or null
   * @param flags MSG_*
   * @return EPIPE, ENOTCONN, EDESTADDRREQ, EMSGSIZE, EWOULDBLOCK, EINTR, ENOBUFS, EINVAL, a pending
   *     error, or what the protocol says
   */
  @Excludes("so.snd.lock")
  public static Errno sosend(
      Socket so, SockAddr addr, Uio uio, Mbuf top, Mbuf control, int flags, Ucred cred) {
    MbufPool pool = so.sockets.mbufs();
    boolean atomic = top != null || (so.soProto.prFlags & Protosw.PR_ATOMIC) != 0;
    int resid = uio != null ? uio.resid() : top.pkthdr.len;
    if (so.soType() == SocketConst.SOCK_STREAM && (flags & SocketConst.MSG_EOR) != 0) {
      release(pool, top, control);
      return Errno.EINVAL;
    }
    int clen = 0;
    for (Mbuf c = control; c != null; c = c.next) {
      clen += c.len;
    }
    SockBuf sb = so.snd;
    boolean nbio = (flags & (SocketConst.MSG_NBIO | SocketConst.MSG_DONTWAIT)) != 0;
    sb.lock.lock();
    Errno error = sb.sblock((flags & SocketConst.MSG_DONTWAIT) == 0);
    if (error != Errno.OK) {
      sb.lock.unlock();
      release(pool, top, control);
      return error;
    }
    while (true) {
      error = check(so, addr, resid, clen);
      if (error != Errno.OK) {
        break;
      }
      int space = sb.sbspace();
      if ((flags & SocketConst.MSG_OOB) != 0) {
        space += 1024;
      }
      if (atomic && resid > sb.sbHiwat || clen > sb.sbHiwat) {
        error = Errno.EMSGSIZE;
        break;
      }
      if (space < resid + clen && (atomic || space < sb.sbLowat || space < clen)) {
        if (nbio || so.hasState(Socket.SS_NBIO)) {
          error = Errno.EWOULDBLOCK;
          break;
        }
        // sblock is kept: another writer must not get between the parts of this call (D-10).
        error = sb.sbwaitRoom(resid + clen);
        if (error != Errno.OK) {
          break;
        }
        continue;
      }
      sb.lock.unlock();
      space -= clen;
      do {
        if (uio == null) {
          resid = 0;
          if ((flags & SocketConst.MSG_EOR) != 0) {
            endRecord(top);
          }
        } else {
          int len = atomic ? resid : Math.min(resid, space);
          top = copyin(pool, uio, len, atomic, nbio || so.hasState(Socket.SS_NBIO));
          if (top == null) {
            error = Errno.ENOBUFS;
            break;
          }
          space -= top.pkthdr.len;
          resid = uio.resid();
          if (resid <= 0 && (flags & SocketConst.MSG_EOR) != 0) {
            endRecord(top);
          }
        }
        int prus = prus(so, flags, resid, space);
        Mbuf m = top;
        Mbuf c = control;
        top = null;
        control = null;
        clen = 0;
        error = so.soProto.prUsrreqs.send(so, prus, m, addr, c, cred);
      } while (error == Errno.OK && resid > 0 && space > 0);
      sb.lock.lock();
      if (error != Errno.OK || resid <= 0) {
        break;
      }
    }
    sb.sbunlock();
    sb.lock.unlock();
    release(pool, top, control);
    return error;
  }

  /** MSG_EOR: the mark is on the last mbuf, for a reader ends its record where it finds it. */
  private static void endRecord(Mbuf top) {
    Mbuf m = top;
    while (m.next != null) {
      m = m.next;
    }
    m.flags |= Mbuf.M_EOR;
  }

  /** Whether the socket may send at all. */
  @Requires("so.snd.lock")
  private static Errno check(Socket so, SockAddr addr, int resid, int clen) {
    if ((so.snd.sbState & SockBuf.SBS_CANTSENDMORE) != 0) {
      return Errno.EPIPE;
    }
    Errno pending = so.takeError();
    if (pending != Errno.OK) {
      return pending;
    }
    if (so.hasState(Socket.SS_ISCONNECTED)) {
      return Errno.OK;
    }
    int pr = so.soProto.prFlags;
    if ((pr & Protosw.PR_CONNREQUIRED) != 0 && (pr & Protosw.PR_IMPLOPCL) == 0) {
      boolean rightsOnly = resid == 0 && clen != 0;
      return so.hasState(Socket.SS_ISCONFIRMING) || rightsOnly ? Errno.OK : Errno.ENOTCONN;
    }
    if (addr == null) {
      return (pr & Protosw.PR_CONNREQUIRED) != 0 ? Errno.ENOTCONN : Errno.EDESTADDRREQ;
    }
    return Errno.OK;
  }

  private static int prus(Socket so, int flags, int resid, int space) {
    int prus = 0;
    if ((flags & SocketConst.MSG_OOB) != 0) {
      prus = PrUsrreqs.PRUS_OOB;
    } else if ((flags & SocketConst.MSG_EOF) != 0
        && (so.soProto.prFlags & Protosw.PR_IMPLOPCL) != 0
        && resid <= 0) {
      prus = PrUsrreqs.PRUS_EOF;
    } else if (resid > 0 && space > 0) {
      prus = PrUsrreqs.PRUS_MORETOCOME;
    }
    // FreeBSD flips SO_DONTROUTE of the socket around the call, which a parallel sender sees; here
    // the one message says it.
    if ((flags & SocketConst.MSG_DONTROUTE) != 0) {
      prus |= PrUsrreqs.PRUS_DONTROUTE;
    }
    return prus;
  }

  /**
   * A packet of the caller's bytes; null if there are no mbufs, the uio then moved part of the way.
   */
  private static Mbuf copyin(MbufPool pool, Uio uio, int len, boolean atomic, boolean nbio) {
    How how = nbio ? How.DONTWAIT : How.WAITOK;
    Mbuf top = null;
    Mbuf tail = null;
    int total = 0;
    do {
      int want = len - total;
      Mbuf m;
      if (want >= Mbuf.MINCLSIZE) {
        // A stream in large pieces, as m_getm2() makes them: a segment touches fewer.
        int size = !atomic && want > Mbuf.MCLBYTES ? Mbuf.MJUMPAGESIZE : Mbuf.MCLBYTES;
        m = pool.getjcl(how, Mbuf.MT_DATA, top == null ? Mbuf.M_PKTHDR : 0, size);
      } else {
        m = top == null ? pool.gethdr(how, Mbuf.MT_DATA) : pool.get(how, Mbuf.MT_DATA);
      }
      if (m == null) {
        if (top != null) {
          pool.freem(top);
        }
        return null;
      }
      int n = Math.min(want, m.storageSize());
      if (atomic && top == null) {
        m.align(n); // Leaves room for the headers of the protocols.
      }
      m.len = n;
      uio.move(m.data, m.off, n);
      total += n;
      if (top == null) {
        top = m;
      } else {
        tail.next = m;
      }
      tail = m;
    } while (total < len);
    top.pkthdr.len = total;
    return top;
  }

  private static void release(MbufPool pool, Mbuf top, Mbuf control) {
    if (top != null) {
      pool.freem(top);
    }
    if (control != null) {
      pool.freem(control);
    }
  }
}
