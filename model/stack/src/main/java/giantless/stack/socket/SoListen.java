package giantless.stack.socket;

import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Ucred;
import java.util.List;

/**
 * Listeners and their queues: sonewconn, listen(2), the waiting of accept(2), and the end of a
 * listener. No state of its own; the queues belong to the accept lock (locking reference, C.9).
 *
 * <p>A child on a queue has no reference: count 0, SS_NOFDREF. Who takes it off, to accept or to
 * abort it, takes a reference first, in the same hold of the accept lock (D-01), so that a protocol
 * that lets go meanwhile does not free it. Exactly one thread owns a child that was taken off.
 *
 * <p>A listener that is closed takes no more children from the moment at which its queues are
 * emptied; whoever wakes it after it let go of the accept lock has a reference to it.
 */
public final class SoListen {
  private SoListen() {}

  // ---- listen(2) ----

  /**
   * solisten: EOPNOTSUPP where connections are not accepted, EINVAL on a connected socket, and what
   * the protocol says.
   *
   * @param backlog the most connections that wait; out of range for kern.ipc.somaxconn
   */
  @Excludes({"so.sockets.accept", "so.rcv.lock"})
  public static Errno solisten(Socket so, int backlog, Ucred cred) {
    Errno error = so.soProto.prUsrreqs.listen(so, backlog, cred);
    if (error == Errno.OK) {
      int somaxconn = so.sockets.somaxconn();
      so.sockets.accept.lock();
      so.soQlimit = backlog < 0 || backlog > somaxconn ? somaxconn : backlog;
      so.sockets.accept.unlock();
    }
    return error;
  }

  /** solisten_proto_check: EINVAL if the socket is connected, or about to be. */
  @Requires("so.rcv.lock")
  public static Errno solistenProtoCheck(Socket so) {
    so.rcv.lock.assertOwned();
    int connected = Socket.SS_ISCONNECTED | Socket.SS_ISCONNECTING | Socket.SS_ISDISCONNECTING;
    return so.hasState(connected) ? Errno.EINVAL : Errno.OK;
  }

  /** solisten_proto: it is a listener from now on; in one hold of the lock with the check. */
  @Requires("so.rcv.lock")
  public static void solistenProto(Socket so) {
    so.changeOptions(SocketConst.SO_ACCEPTCONN, 0);
  }

  // ---- A child comes ----

  /**
   * sonewconn: a connection to a listener has begun. The protocol calls with its own locks, which
   * keep the listener's control block; {@link PrUsrreqs#attach} of the child, and {@link
   * PrUsrreqs#abort} of an older one that has to make room, are called under them.
   *
   * @param head the listener
   * @param connstatus SS_ISCONNECTED or SS_ISCONFIRMING: the child goes to accept(2) at once,
   *     unless there is an accept filter; 0: it waits for {@link UipcSocket2#soisconnected}
   * @return the child, attached to the protocol; null if the queue is full, the listener is closed,
   *     or there is no memory
   */
  @Excludes({"head.sockets.accept", "head.snd.lock", "head.rcv.lock"})
  public static Socket sonewconn(Socket head, int connstatus) {
    return sonewconn(head, connstatus, false);
  }

  /**
   * As {@link #sonewconn(Socket, int)}, and the child comes with a reference, for a protocol that
   * has no lock at the call: the listener may be closed, and the child aborted, before it has one.
   */
  @Excludes({"head.sockets.accept", "head.snd.lock", "head.rcv.lock"})
  public static Socket sonewconnHeld(Socket head, int connstatus) {
    return sonewconn(head, connstatus, true);
  }

  private static Socket sonewconn(Socket head, int connstatus, boolean held) {
    Sockets sockets = head.sockets;
    Mtx accept = sockets.accept;
    accept.lock();
    boolean refused = head.soDraining || head.comp.len() > 3 * head.soQlimit / 2;
    accept.unlock();
    if (refused) {
      return null;
    }
    long gen = sockets.countUp();
    if (gen < 0) {
      return null;
    }
    Socket so = new Socket(sockets, head.soProto, head.soCred, gen);
    if (!inherit(head, so)) {
      UipcSocket.sodealloc(so);
      return null;
    }
    if (held) {
      so.rcv.lock.lock();
      so.soref();
      so.rcv.lock.unlock();
    }
    accept.lock();
    int status = hasFilter(head, so) ? 0 : connstatus;
    while (!head.soDraining && status == 0 && head.incomp.len() > head.soQlimit) {
      // The lock is dropped over the abort, and others insert meanwhile: look again (D-03).
      abortFirst(head.incomp);
    }
    if (head.soDraining) {
      if (!held) {
        takeOver(so);
      }
      accept.unlock();
      UipcSocket.soabort(so);
      return null;
    }
    if (status == 0) {
      head.incomp.insert(head, so);
      accept.unlock();
      return so;
    }
    so.rcv.lock.lock();
    so.changeState(status, 0);
    so.rcv.lock.unlock();
    head.comp.insert(head, so);
    wakeListener(head);
    return so;
  }

  /** What a child has from its listener, and its control block; false if that fails. */
  private static boolean inherit(Socket head, Socket so) {
    so.rcv.lock.lock();
    so.changeOptions(head.soOptions() & ~SocketConst.SO_ACCEPTCONN, 0);
    so.setSoLinger(head.soLinger());
    so.changeState(head.soState() | Socket.SS_NOFDREF, 0);
    so.rcv.lock.unlock();
    return SbReserve.inherit(so.snd, head.snd)
        && SbReserve.inherit(so.rcv, head.rcv)
        && so.soProto.prUsrreqs.attach(so, 0, head.soCred) == Errno.OK;
  }

  /**
   * The second half of soisconnected, for a child whose connection is complete now: to so_comp, or
   * to the listener's accept filter, which is asked at once and then at each event.
   */
  @Releases("so.sockets.accept")
  static void complete(Socket so) {
    Socket head = so.soHead;
    if (hasFilter(head, so)) {
      AcceptFilters.SoAccf af = head.soAccf;
      SockBuf.Upcall ask = child -> askFilter(child, af);
      so.rcv.lock.lock();
      so.rcv.setUpcall(ask);
      so.rcv.lock.unlock();
      so.sockets.accept.unlock();
      ask.upcall(so);
      return;
    }
    head.incomp.remove(so);
    head.comp.insert(head, so);
    wakeListener(head);
  }

  /**
   * Whether the accept filter of the listener keeps the child: the child has SO_ACCEPTFILTER from
   * its birth until the filter has said yes, or was taken away.
   */
  @Requires("head.sockets.accept")
  private static boolean hasFilter(Socket head, Socket so) {
    if (head.soAccf == null && so.hasOption(SocketConst.SO_ACCEPTFILTER)) {
      filterDone(so);
    }
    return so.hasOption(SocketConst.SO_ACCEPTFILTER);
  }

  @Excludes("so.rcv.lock")
  private static void filterDone(Socket so) {
    so.rcv.lock.lock();
    so.changeOptions(0, SocketConst.SO_ACCEPTFILTER);
    so.rcv.setUpcall(null);
    so.rcv.lock.unlock();
  }

  /**
   * The upcall of a child that waits for the filter. Test and decision are one hold of the mutex,
   * so of several events one passes the child on.
   */
  @Excludes({"so.sockets.accept", "so.rcv.lock"})
  private static void askFilter(Socket so, AcceptFilters.SoAccf af) {
    SockBuf sb = so.rcv;
    sb.lock.lock();
    boolean done =
        so.hasOption(SocketConst.SO_ACCEPTFILTER)
            && ((sb.sbState & SockBuf.SBS_CANTRCVMORE) != 0
                || so.soError() != Errno.OK
                || af.filter.ready(so, af.arg));
    if (done) {
      so.changeOptions(0, SocketConst.SO_ACCEPTFILTER);
      sb.setUpcall(null);
    }
    sb.lock.unlock();
    if (done) {
      passed(so);
    }
  }

  /** The filter has said yes: to so_comp, unless the child was taken off meanwhile. */
  @Excludes("so.sockets.accept")
  private static void passed(Socket so) {
    so.sockets.accept.lock();
    if ((so.soQstate & Socket.SQ_INCOMP) != 0) {
      complete(so);
    } else {
      so.sockets.accept.unlock();
    }
  }

  /** The listener's filter was taken away: the complete connections that it kept go on. */
  @Releases("head.sockets.accept")
  static void filterGone(Socket head) {
    boolean any = false;
    Socket next;
    for (Socket so = head.incomp.first(); so != null; so = next) {
      next = so.soNext;
      if (so.hasOption(SocketConst.SO_ACCEPTFILTER)) {
        filterDone(so);
        if (so.hasState(Socket.SS_ISCONNECTED)) {
          head.incomp.remove(so);
          head.comp.insert(head, so);
          any = true;
        }
      }
    }
    if (any) {
      wakeAccepts(head);
    } else {
      head.sockets.accept.unlock();
    }
  }

  /** Wakes one accept(2), and whoever polls. */
  @Releases("head.sockets.accept")
  private static void wakeListener(Socket head) {
    head.sockets.kernel().rt().sleepQueue().wakeupOne(head);
    wakePollers(head);
  }

  /** Wakes every accept(2), and whoever polls. */
  @Releases("head.sockets.accept")
  private static void wakeAccepts(Socket head) {
    head.sockets.kernel().rt().sleepQueue().wakeup(head);
    wakePollers(head);
  }

  /**
   * The reference keeps the listener until its pollers are woken, for it may be closed once the
   * accept lock is free.
   */
  @Releases("head.sockets.accept")
  private static void wakePollers(Socket head) {
    head.rcv.lock.lock();
    head.soref();
    head.rcv.lock.unlock();
    head.sockets.accept.unlock();
    UipcSocket2.sorwakeup(head);
    head.sockets.accept.lock();
    head.rcv.lock.lock();
    UipcSocket.sorele(head);
  }

  // ---- A child goes ----

  /**
   * Takes the child over: a reference, before it leaves its queue; the accept lock keeps its memory
   * until then.
   */
  @Requires("so.sockets.accept")
  private static void takeOver(Socket so) {
    so.rcv.lock.lock();
    so.soref();
    so.rcv.lock.unlock();
  }

  /** Aborts the oldest of the queue, with the accept lock dropped meanwhile. */
  @Requires("queue.sockets.accept")
  private static void abortFirst(SoQueue queue) {
    Socket so = queue.first();
    Mtx accept = so.sockets.accept;
    takeOver(so);
    queue.remove(so);
    accept.unlock();
    UipcSocket.soabort(so);
    accept.lock();
  }

  /** The protocol cannot complete the child: aborts it, unless another thread took it over. */
  @Excludes("so.sockets.accept")
  public static void dropIncomplete(Socket so) {
    so.sockets.accept.lock();
    boolean mine = (so.soQstate & Socket.SQ_INCOMP) != 0;
    if (mine) {
      takeOver(so);
      so.soHead.incomp.remove(so);
    }
    so.sockets.accept.unlock();
    if (mine) {
      UipcSocket.soabort(so);
    }
  }

  /** Whether it waits on a listener's queue, so that only accept(2) leads to it. */
  @Excludes("so.sockets.accept")
  public static boolean isQueued(Socket so) {
    so.sockets.accept.lock();
    boolean queued = so.soQstate != 0;
    so.sockets.accept.unlock();
    return queued;
  }

  /** soref if it waits on a listener's queue; whether it did. */
  @Excludes({"so.sockets.accept", "so.rcv.lock"})
  public static boolean refQueued(Socket so) {
    so.sockets.accept.lock();
    boolean queued = so.soQstate != 0;
    if (queued) {
      takeOver(so);
    }
    so.sockets.accept.unlock();
    return queued;
  }

  /** Adds what waits on the listener's queues to the list. */
  @Excludes("head.sockets.accept")
  public static void addQueued(Socket head, List<Socket> to) {
    head.sockets.accept.lock();
    for (Socket so = head.comp.first(); so != null; so = so.soNext) {
      to.add(so);
    }
    for (Socket so = head.incomp.first(); so != null; so = so.soNext) {
      to.add(so);
    }
    head.sockets.accept.unlock();
  }

  /** The listener is closed: aborts whatever waits, and takes nothing more. */
  @Excludes("head.sockets.accept")
  static void drain(Socket head) {
    head.sockets.acceptFilters.clear(head);
    Mtx accept = head.sockets.accept;
    accept.lock();
    head.soDraining = true;
    while (head.incomp.len() != 0) {
      abortFirst(head.incomp);
    }
    while (head.comp.len() != 0) {
      abortFirst(head.comp);
    }
    accept.unlock();
  }

  /**
   * The first half of accept(2): waits for a child and takes it off the queue, with a reference for
   * the descriptor. Its SS_NOFDREF is cleared by {@link #soaccept}.
   *
   * @param out gets the child
   * @return EWOULDBLOCK if the listener does not block, ECONNABORTED if it can have no more
   *     connections, EINTR, ERESTART, or a pending error of the listener
   */
  @Excludes({"head.sockets.accept", "head.rcv.lock"})
  public static Errno dequeue(Socket head, Socket[] out) {
    Kernel kernel = head.sockets.kernel();
    SleepQueue sleepq = kernel.rt().sleepQueue();
    Mtx accept = head.sockets.accept;
    accept.lock();
    while (true) {
      Errno error = head.takeError();
      if (error == Errno.OK && head.comp.len() != 0) {
        break;
      }
      if (error == Errno.OK && head.hasState(Socket.SS_NBIO)) {
        error = Errno.EWOULDBLOCK;
      } else if (error == Errno.OK && cantRcvMore(head)) {
        error = Errno.ECONNABORTED;
      } else if (error == Errno.OK) {
        WaitResult r = sleepq.sleep(head, accept, "accept", true, SleepQueue.FOREVER, false);
        error = r == WaitResult.WOKEN ? Errno.OK : kernel.sleepErrno(r);
      }
      if (error != Errno.OK) {
        accept.unlock();
        return error;
      }
    }
    Socket so = head.comp.first();
    takeOver(so);
    head.comp.remove(so);
    accept.unlock();
    out[0] = so;
    return Errno.OK;
  }

  private static boolean cantRcvMore(Socket head) {
    head.rcv.lock.lock();
    boolean cant = (head.rcv.sbState & SockBuf.SBS_CANTRCVMORE) != 0;
    head.rcv.lock.unlock();
    return cant;
  }

  /** soaccept: a descriptor refers to the child now; ECONNABORTED if its connection has ended. */
  @Excludes("so.rcv.lock")
  public static Errno soaccept(Socket so, giantless.stack.net.SockAddr[] nam) {
    so.rcv.lock.lock();
    Kassert.kassert(so.hasState(Socket.SS_NOFDREF), "soaccept: !NOFDREF");
    so.changeState(0, Socket.SS_NOFDREF);
    so.rcv.lock.unlock();
    return so.soProto.prUsrreqs.accept(so, nam);
  }

  /** Ends every accept(2) on the listener, now or the next one: ECONNABORTED. */
  @Excludes("head.sockets.accept")
  static void abortAccepts(Socket head) {
    head.sockets.accept.lock();
    head.setSoError(Errno.ECONNABORTED);
    wakeListener(head);
  }

  /** so_qlen, so_incqlen and so_qlimit, for SO_LISTENQLEN and its kin. */
  @Excludes("head.sockets.accept")
  public static int[] queueLengths(Socket head) {
    head.sockets.accept.lock();
    int[] n = {head.comp.len(), head.incomp.len(), head.soQlimit};
    head.sockets.accept.unlock();
    return n;
  }

  /** Checker: both queues agree with their sockets and their lengths. */
  @Excludes("head.sockets.accept")
  public static void check(Socket head) {
    head.sockets.accept.lock();
    head.incomp.check(head);
    head.comp.check(head);
    head.sockets.accept.unlock();
  }
}
