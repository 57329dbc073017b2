package giantless.stack.socket;

import giantless.lock.contract.Confined;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;

/**
 * soreceive: moves the first record, or bytes of a stream, to a caller. One object serves one call
 * and belongs to its thread.
 *
 * <p>The receive buffer's sblock is held from the check to the end, so only this thread takes from
 * the front; the protocol appends at the tail whenever the mutex is free. So before each unlock the
 * buffer is made whole ({@link SbDrop#pushsync}) and after each lock the following record is read
 * again (locking reference, C.8, D-09). Control messages are unlinked all together before the first
 * unlock (D-08).
 */
@Confined("the call")
public final class SoReceive {
  private final Socket so;
  private final SockBuf sb;
  private final MbufPool pool;
  private final Uio uio;
  private final boolean peek;
  private final boolean wantControl;
  private int flags;
  private int origResid;

  /** The record that follows the one being read. */
  private Mbuf nextrecord;

  private SockAddr from;
  private Mbuf control;

  /**
   * @param uio where the data go
   * @param wantControl false: control messages are thrown away
   * @param flags MSG_PEEK, MSG_WAITALL, MSG_DONTWAIT, MSG_NBIO, MSG_OOB
   */
  public SoReceive(Socket so, Uio uio, boolean wantControl, int flags) {
    this.so = so;
    this.sb = so.rcv;
    this.pool = so.sockets.mbufs();
    this.uio = uio;
    this.wantControl = wantControl;
    this.flags = flags & ~(SocketConst.MSG_EOR | SocketConst.MSG_TRUNC);
    this.peek = (flags & SocketConst.MSG_PEEK) != 0;
  }

  /** Who sent the record, or null. */
  public SockAddr from() {
    return from;
  }

  /** The control messages, the caller's to free; or null. */
  public Mbuf control() {
    return control;
  }

  /** MSG_EOR, MSG_TRUNC, MSG_OOB as found. */
  public int flags() {
    return flags;
  }

  /**
   * soreceive: one call. What was moved before an error is to be seen in the uio.
   *
   * @return EWOULDBLOCK, EINTR, ENOTCONN, a pending error; OK with nothing moved is the end of file
   */
  @Excludes("sb.lock")
  public Errno receive() {
    Protosw pr = so.soProto;
    origResid = uio.resid();
    if ((flags & SocketConst.MSG_OOB) != 0) {
      return rcvoob();
    }
    if ((pr.prFlags & Protosw.PR_WANTRCVD) != 0
        && so.hasState(Socket.SS_ISCONFIRMING)
        && uio.resid() > 0) {
      pr.prUsrreqs.rcvd(so, 0);
    }
    sb.lock.lock();
    while (true) {
      Errno error = sb.sblock((flags & SocketConst.MSG_DONTWAIT) == 0);
      if (error != Errno.OK) {
        sb.lock.unlock();
        return error;
      }
      if (mustWait()) {
        error = whyNotWait();
        if (error == null) {
          sb.sbunlock();
          error = sb.sbwait();
          if (error != Errno.OK) {
            sb.lock.unlock();
            return error;
          }
          continue;
        }
        if (sb.sbMb == null || error != Errno.OK) {
          sb.sbunlock();
          sb.lock.unlock();
          return error;
        }
      }
      error = takeRecord();
      boolean again =
          error == Errno.OK
              && origResid == uio.resid()
              && origResid > 0
              && (flags & SocketConst.MSG_EOR) == 0
              && (sb.sbState & SockBuf.SBS_CANTRCVMORE) == 0;
      sb.sbunlock();
      if (!again) {
        sb.lock.unlock();
        return error;
      }
    }
  }

  /** Whether there is less than this call wants. */
  @Requires("sb.lock")
  private boolean mustWait() {
    Mbuf m = sb.sbMb;
    if (m == null) {
      return true;
    }
    return (flags & SocketConst.MSG_DONTWAIT) == 0
        && sb.sbCc() < uio.resid()
        && (sb.sbCc() < sb.sbLowat
            || (flags & SocketConst.MSG_WAITALL) != 0 && uio.resid() <= sb.sbHiwat)
        && m.nextpkt == null
        && (so.soProto.prFlags & Protosw.PR_ATOMIC) == 0;
  }

  /**
   * Null if the thread is to sleep; else how the call goes on: OK with data takes what is there.
   */
  @Requires("sb.lock")
  private Errno whyNotWait() {
    Mbuf m = sb.sbMb;
    if (m == null && sb.sbCc() != 0) {
      throw Kassert.panic("receive: no mbuf but cc " + sb.sbCc());
    }
    Errno pending = m == null && !peek ? so.takeError() : so.soError();
    if (pending == Errno.OK) {
      pending = so.soRerror();
      if (m == null && !peek) {
        so.setSoRerror(Errno.OK);
      }
    }
    if (pending != Errno.OK) {
      return m == null ? pending : Errno.OK;
    }
    if ((sb.sbState & SockBuf.SBS_CANTRCVMORE) != 0) {
      return Errno.OK;
    }
    for (; m != null; m = m.next) {
      if (m.type == Mbuf.MT_OOBDATA || (m.flags & Mbuf.M_EOR) != 0) {
        return Errno.OK;
      }
    }
    if (!so.hasState(Socket.SS_ISCONNECTED | Socket.SS_ISCONNECTING)
        && (so.soProto.prFlags & Protosw.PR_CONNREQUIRED) != 0) {
      return Errno.ENOTCONN;
    }
    if (uio.resid() == 0) {
      return Errno.OK;
    }
    if (so.hasState(Socket.SS_NBIO)
        || (flags & (SocketConst.MSG_DONTWAIT | SocketConst.MSG_NBIO)) != 0) {
      return Errno.EWOULDBLOCK;
    }
    return null;
  }

  /** Takes from the first record, which is there. */
  @Requires("sb.lock")
  private Errno takeRecord() {
    Protosw pr = so.soProto;
    Mbuf m = sb.sbMb;
    nextrecord = m.nextpkt;
    if ((pr.prFlags & Protosw.PR_ADDR) != 0) {
      m = takeAddress(m);
    }
    Errno error = Errno.OK;
    if (m != null && m.type == Mbuf.MT_CONTROL) {
      Mbuf[] chain = new Mbuf[1];
      m = takeControl(m, chain);
      error = externalize(chain[0]);
      if (!peek) {
        // The mutex was free meanwhile, and what follows may have come.
        nextrecord = m != null ? m.nextpkt : sb.sbMb;
      }
    }
    if (m != null && m.type == Mbuf.MT_OOBDATA) {
      flags |= SocketConst.MSG_OOB;
    }
    SoReceiveData data = new SoReceiveData(so, uio, flags, nextrecord);
    error = data.take(m, error);
    flags = data.flags();
    return error;
  }

  /** The address of a record; returns the mbuf behind it. */
  @Requires("sb.lock")
  private Mbuf takeAddress(Mbuf m) {
    if (m.type != Mbuf.MT_SONAME) {
      throw Kassert.panic("receive: type " + m.type + " is no address");
    }
    origResid = 0;
    from = SockAddrBytes.get(m.data, m.off);
    if (peek) {
      return m.next;
    }
    sb.sbfree(m);
    sb.sbMb = pool.free(m);
    Mbuf rest = sb.sbMb;
    SbDrop.pushsync(sb, nextrecord);
    return rest;
  }

  /**
   * Unlinks the control messages of a record, or copies them for a peek. Files that pass are not
   * shown to a peek.
   *
   * @param chain gets them
   * @return the mbuf behind them
   */
  @Requires("sb.lock")
  private Mbuf takeControl(Mbuf m, Mbuf[] chain) {
    Mbuf tail = null;
    origResid = 0;
    while (m != null && m.type == Mbuf.MT_CONTROL) {
      Mbuf next = m.next;
      Mbuf c = m;
      if (peek) {
        boolean copy = wantControl && so.soProto.prRights == null;
        c = copy ? pool.copym(m, 0, m.len, How.DONTWAIT) : null;
      } else {
        sb.sbfree(m);
        sb.sbMb = next;
        m.next = null;
        m.nextpkt = null;
      }
      if (c != null) {
        if (tail == null) {
          chain[0] = c;
        } else {
          tail.next = c;
        }
        tail = c;
      }
      m = next;
    }
    if (!peek) {
      SbDrop.pushsync(sb, nextrecord);
    }
    return m;
  }

  /**
   * dom_externalize, with the mutex released: the control messages are unlinked from the buffer all
   * together before (D-08).
   */
  @Requires("sb.lock")
  private Errno externalize(Mbuf chain) {
    Protosw.Rights rights = so.soProto.prRights;
    if (chain == null) {
      return Errno.OK;
    }
    if (rights == null || peek) {
      if (wantControl) {
        control = chain;
      } else {
        pool.freem(chain);
      }
      return Errno.OK;
    }
    if (wantControl) {
      rights.hold(chain);
    }
    sb.lock.unlock();
    Errno error = Errno.OK;
    if (wantControl) {
      Mbuf[] out = new Mbuf[1];
      error = rights.externalize(chain, out);
      control = out[0];
    } else {
      rights.dispose(chain);
      pool.freem(chain);
    }
    sb.lock.lock();
    return error;
  }

  /** soreceive_rcvoob: the out-of-band byte, from the protocol. */
  private Errno rcvoob() {
    Mbuf m = pool.get(How.WAITOK, Mbuf.MT_DATA);
    if (m == null) {
      return Errno.ENOBUFS;
    }
    Errno error = so.soProto.prUsrreqs.rcvoob(so, m, flags & SocketConst.MSG_PEEK);
    for (Mbuf n = m; error == Errno.OK && n != null && uio.resid() > 0; n = n.next) {
      uio.move(n.data, n.off, n.len);
    }
    pool.freem(m);
    return error;
  }
}
