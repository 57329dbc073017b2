package giantless.stack.socket;

import giantless.lock.SleepQueue;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Signal;

/**
 * What protocols do to sockets, {@code uipc_socket2.c}: changes of state, and wakeups. No state of
 * its own. Called with the lock of the protocol's control block held or without; takes the socket's
 * locks itself unless a name ends in Locked, in which case the buffer's mutex comes in held and
 * goes out released (locking reference, C.2).
 */
public final class UipcSocket2 {
  private UipcSocket2() {}

  /** soisconnecting. */
  @Excludes({"so.snd.lock", "so.rcv.lock"})
  public static void soisconnecting(Socket so) {
    so.rcv.lock.lock();
    so.changeState(Socket.SS_ISCONNECTING, Socket.SS_ISCONNECTED | Socket.SS_ISDISCONNECTING);
    so.rcv.lock.unlock();
  }

  /**
   * soisconnected: the connection is complete. A child on its listener's queue of incomplete ones
   * goes on to accept(2), or first to the listener's accept filter, which calls here again. Of any
   * other socket both sides wake, for a writer could not write before.
   */
  @Excludes({"so.sockets.accept", "so.snd.lock", "so.rcv.lock"})
  public static void soisconnected(Socket so) {
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    so.changeState(
        Socket.SS_ISCONNECTED,
        Socket.SS_ISCONNECTING | Socket.SS_ISDISCONNECTING | Socket.SS_ISCONFIRMING);
    so.rcv.lock.unlock();
    if ((so.soQstate & Socket.SQ_INCOMP) != 0) {
      SoListen.complete(so);
      return;
    }
    so.sockets.accept.unlock();
    so.sockets.kernel().rt().sleepQueue().wakeup(so);
    sorwakeup(so);
    sowwakeup(so);
  }

  /** soisdisconnecting: no more data either way. */
  @Excludes({"so.snd.lock", "so.rcv.lock"})
  public static void soisdisconnecting(Socket so) {
    so.rcv.lock.lock();
    so.changeState(Socket.SS_ISDISCONNECTING, Socket.SS_ISCONNECTING);
    so.rcv.sbState |= SockBuf.SBS_CANTRCVMORE;
    sowakeup(so, so.rcv);
    so.snd.lock.lock();
    so.snd.sbState |= SockBuf.SBS_CANTSENDMORE;
    sowakeup(so, so.snd);
    wakeTimeo(so);
  }

  /** soisdisconnected: the connection is over. */
  @Excludes({"so.snd.lock", "so.rcv.lock"})
  public static void soisdisconnected(Socket so) {
    so.rcv.lock.lock();
    so.changeState(
        Socket.SS_ISDISCONNECTED,
        Socket.SS_ISCONNECTING | Socket.SS_ISCONNECTED | Socket.SS_ISDISCONNECTING);
    so.rcv.sbState |= SockBuf.SBS_CANTRCVMORE;
    sowakeup(so, so.rcv);
    so.snd.lock.lock();
    so.snd.sbState |= SockBuf.SBS_CANTSENDMORE;
    SbDrop.sbdropLocked(so.snd, so.snd.sbCc());
    sowakeup(so, so.snd);
    wakeTimeo(so);
  }

  /**
   * wakeup(&so->so_timeo): who waits in connect, in close or, on a listener, in accept. The first
   * two sleep under the socket lock, under which the state was changed. An accept sleeps under the
   * accept lock, so the wakeup is made under it, else it could fall between test and sleep.
   */
  @Excludes("so.sockets.accept")
  private static void wakeTimeo(Socket so) {
    SleepQueue sleepq = so.sockets.kernel().rt().sleepQueue();
    if (so.hasOption(SocketConst.SO_ACCEPTCONN)) {
      so.sockets.accept.lock();
      sleepq.wakeup(so);
      so.sockets.accept.unlock();
    } else {
      sleepq.wakeup(so);
    }
  }

  /**
   * sohasoutofband: urgent data have come: SIGURG to the owner, and whoever polls looks again. The
   * mark has been set before, under the buffer's mutex.
   */
  @Excludes("so.rcv.lock")
  public static void sohasoutofband(Socket so) {
    so.rcv.lock.lock();
    Proc owner = so.soSigio();
    so.rcv.wakeSelect();
    so.rcv.lock.unlock();
    if (owner != null) {
      owner.signal(Signal.SIGURG);
    }
  }

  /** A datagram socket lost its peer and can go on: only the state is cleared. */
  @Excludes("so.rcv.lock")
  public static void soisunconnected(Socket so) {
    so.rcv.lock.lock();
    so.changeState(0, Socket.SS_ISCONNECTED);
    so.rcv.lock.unlock();
  }

  /** socantsendmore: EPIPE from now on. */
  @Excludes("so.snd.lock")
  public static void socantsendmore(Socket so) {
    so.snd.lock.lock();
    socantsendmoreLocked(so);
  }

  /** socantsendmore_locked. */
  @Releases("so.snd.lock")
  public static void socantsendmoreLocked(Socket so) {
    so.snd.lock.assertOwned();
    so.snd.sbState |= SockBuf.SBS_CANTSENDMORE;
    sowwakeupLocked(so);
  }

  /** sbflush(&so->so_rcv): what came and was not read is dropped; for a protocol at disconnect. */
  @Excludes("so.rcv.lock")
  public static void sbflushRcv(Socket so) {
    so.rcv.lock.lock();
    SbDrop.sbflushLocked(so.rcv);
    so.rcv.lock.unlock();
  }

  /** socantrcvmore: end of file behind what is in the buffer. */
  @Excludes("so.rcv.lock")
  public static void socantrcvmore(Socket so) {
    so.rcv.lock.lock();
    socantrcvmoreLocked(so);
  }

  /** socantrcvmore_locked. */
  @Releases("so.rcv.lock")
  public static void socantrcvmoreLocked(Socket so) {
    so.rcv.lock.assertOwned();
    so.rcv.sbState |= SockBuf.SBS_CANTRCVMORE;
    sorwakeupLocked(so);
  }

  /** sorwakeup. */
  @Excludes("so.rcv.lock")
  public static void sorwakeup(Socket so) {
    so.rcv.lock.lock();
    sorwakeupLocked(so);
  }

  /** sorwakeup_locked: the caller has appended under this same hold of the mutex (D-17). */
  @Releases("so.rcv.lock")
  public static void sorwakeupLocked(Socket so) {
    if (so.rcv.sbNotify()) {
      sowakeup(so, so.rcv);
    } else {
      so.rcv.lock.unlock();
    }
  }

  /**
   * soroverflow_locked: a datagram that came is lost for want of room. Who has SO_RERROR is told:
   * ENOBUFS at the next read that finds nothing.
   */
  @Releases("so.rcv.lock")
  public static void soroverflowLocked(Socket so) {
    if (so.hasOption(SocketConst.SO_RERROR)) {
      so.setSoRerror(Errno.ENOBUFS);
      sorwakeupLocked(so);
    } else {
      so.rcv.lock.unlock();
    }
  }

  /** sowwakeup. */
  @Excludes("so.snd.lock")
  public static void sowwakeup(Socket so) {
    so.snd.lock.lock();
    sowwakeupLocked(so);
  }

  /** sowwakeup_locked. */
  @Releases("so.snd.lock")
  public static void sowwakeupLocked(Socket so) {
    if (so.snd.sbNotify()) {
      sowakeup(so, so.snd);
    } else {
      so.snd.lock.unlock();
    }
  }

  /** sowwakeup_locked, when something has left the buffer and nothing else has changed. */
  @Releases("so.snd.lock")
  public static void sowroomLocked(Socket so) {
    if (so.snd.roomWakes()) {
      sowakeup(so, so.snd);
    } else {
      so.snd.lock.unlock();
    }
  }

  /**
   * sowakeup: with the mutex held, wakes who selects and who sleeps; then releases it and signals
   * and calls up.
   */
  @Releases("sb.lock")
  static void sowakeup(Socket so, SockBuf sb) {
    sb.lock.assertOwned();
    sb.wake();
    SockBuf.Upcall upcall = sb.upcallWanted();
    boolean async = (sb.sbFlags & SockBuf.SB_ASYNC) != 0;
    sb.lock.unlock();
    if (async && so.hasState(Socket.SS_ASYNC)) {
      pgsigio(so);
    }
    if (upcall != null) {
      upcall.upcall(so);
    }
    sb.lock.assertNotOwned();
  }

  /**
   * pgsigio: SIGIO to the owner, which is asked for under the socket lock and signalled without.
   */
  @Excludes("so.rcv.lock")
  private static void pgsigio(Socket so) {
    so.rcv.lock.lock();
    Proc owner = so.soSigio();
    so.rcv.lock.unlock();
    if (owner != null) {
      owner.signal(Signal.SIGIO);
    }
  }

  /**
   * soreserve: the limits of both buffers, at attach; ENOBUFS if {@code kern.ipc.maxsockbuf}
   * forbids them.
   *
   * @param sndcc bytes to send
   * @param rcvcc bytes to receive
   */
  @Excludes({"so.snd.lock", "so.rcv.lock"})
  public static Errno soreserve(Socket so, int sndcc, int rcvcc) {
    return soreserve(so, sndcc, rcvcc, 0);
  }

  /**
   * As {@link #soreserve(Socket, int, int)}.
   *
   * @param sbFlags {@link SockBuf#SB_AUTOSIZE} if the protocol sizes both buffers from then on,
   *     else 0
   */
  @Excludes({"so.snd.lock", "so.rcv.lock"})
  public static Errno soreserve(Socket so, int sndcc, int rcvcc, int sbFlags) {
    so.snd.lock.lock();
    so.rcv.lock.lock();
    boolean ok = so.snd.sbreserveLocked(sndcc);
    if (ok && !so.rcv.sbreserveLocked(rcvcc)) {
      SbReserve.sbreleaseLocked(so.snd);
      ok = false;
    }
    if (ok) {
      so.snd.sbFlags |= sbFlags;
      so.rcv.sbFlags |= sbFlags;
      if (so.rcv.sbLowat == 0) {
        so.rcv.sbLowat = 1;
      }
      if (so.snd.sbLowat == 0) {
        so.snd.sbLowat = giantless.stack.mbuf.Mbuf.MCLBYTES;
      }
      if (so.snd.sbLowat > so.snd.sbHiwat) {
        so.snd.sbLowat = so.snd.sbHiwat;
      }
    }
    so.rcv.lock.unlock();
    so.snd.lock.unlock();
    return ok ? Errno.OK : Errno.ENOBUFS;
  }
}
