package giantless.stack.socket;

import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;

/**
 * The life of a socket, {@code uipc_socket.c}: made, named, connected, shut down, closed, freed. No
 * state of its own. Called by system calls and by kernel users of sockets, with a reference and no
 * lock.
 */
public final class UipcSocket {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private UipcSocket() {}

  /**
   * socreate: a socket with count 1, attached to its protocol.
   *
   * @param proto the protocol's number, or 0 for the first of its type
   * @param aso gets the socket
   * @return EAFNOSUPPORT, EPROTOTYPE or EPROTONOSUPPORT; ENOBUFS for too many sockets; or what the
   *     protocol says, EPERM for a raw socket
   */
  public static Errno socreate(
      Sockets sockets, int dom, Socket[] aso, int type, int proto, Ucred cred) {
    if (!sockets.hasDomain(dom)) {
      return Errno.EAFNOSUPPORT;
    }
    Protosw prp =
        proto != 0 ? sockets.pffindproto(dom, proto, type) : sockets.pffindtype(dom, type);
    if (prp == null) {
      return proto == 0 && type != 0 ? Errno.EPROTOTYPE : Errno.EPROTONOSUPPORT;
    }
    if (prp.prType != type) {
      return Errno.EPROTOTYPE;
    }
    long gen = sockets.countUp();
    if (gen < 0) {
      return Errno.ENOBUFS;
    }
    Socket so = new Socket(sockets, prp, cred, gen);
    so.rcv.lock.lock();
    so.soref();
    so.rcv.lock.unlock();
    Errno error = prp.prUsrreqs.attach(so, proto, cred);
    if (error != Errno.OK) {
      Kassert.kassert(so.soPcb() == null, "socreate: pcb left by an attach that failed");
      sockets.accept.lock();
      so.rcv.lock.lock();
      so.changeState(Socket.SS_NOFDREF, 0);
      sorele(so);
      return error;
    }
    aso[0] = so;
    return Errno.OK;
  }

  /** sobind. */
  public static Errno sobind(Socket so, SockAddr nam, Ucred cred) {
    return so.soProto.prUsrreqs.bind(so, nam, cred);
  }

  /**
   * soconnect: a socket without connections may be connected again; its old peer is left first.
   *
   * @return EOPNOTSUPP for a listener, EISCONN, or what the protocol says
   */
  public static Errno soconnect(Socket so, SockAddr nam, Ucred cred) {
    if (so.hasOption(SocketConst.SO_ACCEPTCONN)) {
      return Errno.EOPNOTSUPP;
    }
    // Two threads may pass this test at once; the protocol tests again under its own lock.
    if (so.hasState(Socket.SS_ISCONNECTED | Socket.SS_ISCONNECTING)
        && ((so.soProto.prFlags & Protosw.PR_CONNREQUIRED) != 0 || sodisconnect(so) != Errno.OK)) {
      return Errno.EISCONN;
    }
    so.setSoError(Errno.OK);
    return so.soProto.prUsrreqs.connect(so, nam, cred);
  }

  /** soconnect2: for socketpair(2). EOPNOTSUPP where the protocol cannot. */
  public static Errno soconnect2(Socket so1, Socket so2) {
    return so1.soProto.prUsrreqs.connect2(so1, so2);
  }

  /** sodisconnect: ENOTCONN, EALREADY while it is under way, or what the protocol says. */
  public static Errno sodisconnect(Socket so) {
    if (!so.hasState(Socket.SS_ISCONNECTED)) {
      return Errno.ENOTCONN;
    }
    if (so.hasState(Socket.SS_ISDISCONNECTING)) {
      return Errno.EALREADY;
    }
    return so.soProto.prUsrreqs.disconnect(so);
  }

  /**
   * soshutdown: ends reading, writing or both. A datagram socket that is not connected is shut down
   * too, and yet answered ENOTCONN, since programs rely on the first and POSIX on the second; so is
   * a listener, whose accept(2) ends with ECONNABORTED.
   *
   * @param how SHUT_RD, SHUT_WR or SHUT_RDWR; else EINVAL
   */
  public static Errno soshutdown(Socket so, int how) {
    if (how < SocketConst.SHUT_RD || how > SocketConst.SHUT_RDWR) {
      return Errno.EINVAL;
    }
    Errno error = Errno.OK;
    if (!so.hasState(Socket.SS_ISCONNECTED | Socket.SS_ISCONNECTING | Socket.SS_ISDISCONNECTING)) {
      if (so.hasOption(SocketConst.SO_ACCEPTCONN)) {
        if (how != SocketConst.SHUT_WR) {
          SoListen.abortAccepts(so);
        }
        return Errno.ENOTCONN;
      }
      if (so.soType() != SocketConst.SOCK_DGRAM) {
        return Errno.ENOTCONN;
      }
      error = Errno.ENOTCONN;
    }
    if (how != SocketConst.SHUT_WR) {
      sorflush(so);
    }
    if (how != SocketConst.SHUT_RD) {
      Errno e = so.soProto.prUsrreqs.shutdown(so);
      if (error == Errno.OK) {
        error = e;
      }
    }
    return error;
  }

  /**
   * sorflush: no more is received, readers are woken, and what is there is dropped. First the state
   * is changed, so that a reader which sleeps with sblock held gives it up; then the flag lock is
   * waited for, not to be interrupted, against readers that copy out. The buffer is emptied under
   * the mutex and freed without (locking reference, C.8, D-11).
   */
  @Excludes("so.rcv.lock")
  public static void sorflush(Socket so) {
    SockBuf sb = so.rcv;
    UipcSocket2.socantrcvmore(so);
    sb.lock.lock();
    sb.sbFlags |= SockBuf.SB_NOINTR;
    Errno error = sb.sblock(true);
    Kassert.kassert(error == Errno.OK, "sorflush: sblock interrupted");
    sb.sbunlock();
    Mbuf records = sb.clear();
    sb.lock.unlock();
    Protosw.Rights rights = so.soProto.prRights;
    if (rights != null && records != null) {
      rights.dispose(records);
    }
    freeRecords(so.sockets.mbufs(), records);
  }

  private static void freeRecords(MbufPool pool, Mbuf m) {
    while (m != null) {
      Mbuf next = m.nextpkt;
      m.nextpkt = null;
      pool.freem(m);
      m = next;
    }
  }

  /**
   * soclose: the last descriptor is gone. Aborts what waits on a listener's queues, disconnects,
   * lingers if asked to, detaches the protocol and gives up the descriptor's reference. The socket
   * is not to be used afterwards.
   *
   * @return what disconnecting said; the socket is closed all the same
   */
  public static Errno soclose(Socket so) {
    Kassert.kassert(!so.hasState(Socket.SS_NOFDREF), "soclose: SS_NOFDREF on enter");
    Errno error = Errno.OK;
    if (so.hasOption(SocketConst.SO_ACCEPTCONN)) {
      SoListen.drain(so);
    }
    if (so.soPcb() != null && so.hasState(Socket.SS_ISCONNECTED)) {
      if (!so.hasState(Socket.SS_ISDISCONNECTING)) {
        error = sodisconnect(so);
        if (error == Errno.ENOTCONN) {
          // The peer was first; that the socket is connected no longer is what was wanted.
          error = Errno.OK;
        }
      }
      if (error == Errno.OK) {
        error = linger(so);
      }
    }
    if (so.soPcb() != null) {
      Errno e = so.soProto.prUsrreqs.detach(so);
      if (error == Errno.OK) {
        error = e;
      }
    }
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    Kassert.kassert(!so.hasState(Socket.SS_NOFDREF), "soclose: NOFDREF");
    so.changeState(Socket.SS_NOFDREF, 0);
    sorele(so);
    return error;
  }

  /** SO_LINGER: waits for the connection to go, as long as the option says. */
  private static Errno linger(Socket so) {
    if (!so.hasOption(SocketConst.SO_LINGER)
        || so.hasState(Socket.SS_ISDISCONNECTING) && so.hasState(Socket.SS_NBIO)) {
      return Errno.OK;
    }
    Kernel kernel = so.sockets.kernel();
    SleepQueue sleepq = kernel.rt().sleepQueue();
    long deadline = kernel.uptimeNanos() + so.soLinger() * NANOS_PER_SECOND;
    so.rcv.lock.lock();
    Errno error = Errno.OK;
    while (error == Errno.OK && so.hasState(Socket.SS_ISCONNECTED) && so.soLinger() > 0) {
      long left = deadline - kernel.uptimeNanos();
      if (left <= 0) {
        error = Errno.EWOULDBLOCK;
      } else {
        WaitResult r = sleepq.sleep(so, so.rcv.lock, "soclos", true, left, false);
        error = r == WaitResult.WOKEN ? Errno.OK : kernel.sleepErrno(r);
      }
    }
    so.rcv.lock.unlock();
    return error;
  }

  /**
   * soabort: the protocol is told to drop the connection of a socket that has no descriptor. The
   * caller has taken it off its queue and took a reference to it, which is given up here: the
   * protocol may have let go of the socket by itself at any time before, and without the reference
   * the socket would be gone.
   */
  @Excludes({"so.sockets.accept", "so.rcv.lock"})
  static void soabort(Socket so) {
    so.soProto.prUsrreqs.abort(so);
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    sorele(so);
  }

  /** sorele: gives up a reference. Comes in with both locks and goes out without (C.2). */
  @Releases({"so.sockets.accept", "so.rcv.lock"})
  public static void sorele(Socket so) {
    so.sockets.accept.assertOwned();
    so.rcv.lock.assertOwned();
    if (so.countDown() == 0) {
      sofree(so);
    } else {
      so.rcv.lock.unlock();
      so.sockets.accept.unlock();
    }
  }

  /** sotryfree: for a protocol that has let go; as {@link #sofree} unless there are references. */
  @Releases({"so.sockets.accept", "so.rcv.lock"})
  public static void sotryfree(Socket so) {
    so.sockets.accept.assertOwned();
    so.rcv.lock.assertOwned();
    if (so.soCount() == 0) {
      sofree(so);
    } else {
      so.rcv.lock.unlock();
      so.sockets.accept.unlock();
    }
  }

  /**
   * sofree: frees the socket if nothing refers to it: no count, no descriptor, no protocol. Comes
   * in with both locks and goes out without, whether or not it was freed (C.2, C.3). A protocol
   * must not touch the socket afterwards (D-02).
   */
  @Releases({"so.sockets.accept", "so.rcv.lock"})
  static void sofree(Socket so) {
    so.sockets.accept.assertOwned();
    so.rcv.lock.assertOwned();
    if (so.soPcb() != null
        || !so.hasState(Socket.SS_NOFDREF)
        || so.hasState(Socket.SS_PROTOREF)
        || so.soCount() != 0
        || (so.soQstate & Socket.SQ_COMP) != 0) {
      so.rcv.lock.unlock();
      so.sockets.accept.unlock();
      return;
    }
    if (so.soHead != null) {
      // accept(2) takes what is on so_comp, returned above; nobody waits for an incomplete one.
      so.soHead.incomp.remove(so);
    }
    so.rcv.lock.unlock();
    so.sockets.accept.unlock();
    so.snd.lock.lock();
    so.snd.sbFlags |= SockBuf.SB_NOINTR;
    Errno error = so.snd.sblock(true);
    Kassert.kassert(error == Errno.OK, "sofree: sblock interrupted");
    UipcSocket2.socantsendmoreLocked(so);
    so.snd.lock.lock();
    so.snd.sbunlock();
    SbReserve.sbreleaseLocked(so.snd);
    so.snd.lock.unlock();
    sorflush(so);
    sodealloc(so);
  }

  /** sodealloc: nothing refers to the socket. */
  static void sodealloc(Socket so) {
    so.sockets.countDown();
    so.snd.lock.destroy();
    so.rcv.lock.destroy();
  }
}
