package giantless.stack.socket;

import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileDesc;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Signal;
import giantless.stack.kern.SysGeneric;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;

/**
 * The socket calls on a descriptor, {@code uipc_syscalls.c}: what Syscalls makes of a program's
 * call ends here. A call holds a reference to the file, and so to the socket, from its begin to its
 * end: a close in another thread takes the descriptor away at once, and the socket when the last
 * call on it has returned. Without MPSAFE each runs under Giant. No lock is held on entry and on
 * return.
 */
public final class UipcSyscalls {
  private final Sockets sockets;
  private final Kernel kernel;

  public UipcSyscalls(Sockets sockets) {
    this.sockets = sockets;
    this.kernel = sockets.kernel();
  }

  /** What a call does with the socket, under Giant where that is asked for. */
  @FunctionalInterface
  private interface Action {
    Errno run(Socket so);
  }

  /** getsock, the action, and fdrop: EBADF, ENOTSOCK, or what the action says. */
  private Errno with(ProcThread td, int fd, Action action) {
    File fp = td.proc().fd().fget(fd);
    if (fp == null) {
      return Errno.EBADF;
    }
    Errno error = Errno.ENOTSOCK;
    if (fp.type() == File.DTYPE_SOCKET) {
      kernel.netLockGiant();
      error = action.run((Socket) fp.data());
      kernel.netUnlockGiant();
    }
    fp.fdrop(td);
    return error;
  }

  /** socket(2): the descriptor to {@code out[0]}. */
  public Errno socket(ProcThread td, int domain, int type, int protocol, int[] out) {
    File fp = kernel.files().alloc();
    if (fp == null) {
      return Errno.ENFILE;
    }
    FileDesc fdp = td.proc().fd();
    int fd = fdp.falloc(fp);
    if (fd < 0) {
      fp.fdrop(td);
      return Errno.of(-fd);
    }
    Socket[] so = new Socket[1];
    kernel.netLockGiant();
    Errno error = UipcSocket.socreate(sockets, domain, so, type, protocol, td.proc().ucred());
    kernel.netUnlockGiant();
    if (error == Errno.OK) {
      fp.finit(File.FREAD | File.FWRITE, File.DTYPE_SOCKET, so[0], SysSocket.SOCKETOPS);
      out[0] = fd;
    } else {
      fdp.fdclose(fp, fd, td);
    }
    fp.fdrop(td);
    return error;
  }

  /** bind(2). */
  public Errno bind(ProcThread td, int fd, SockAddr name) {
    if (name == null) {
      return Errno.EFAULT;
    }
    return with(td, fd, so -> UipcSocket.sobind(so, name, td.proc().ucred()));
  }

  /** socketpair(2): the descriptors to {@code sv[0]} and {@code sv[1]}. */
  public Errno socketpair(ProcThread td, int domain, int type, int protocol, int[] sv) {
    Errno error = socket(td, domain, type, protocol, sv);
    if (error != Errno.OK) {
      return error;
    }
    int[] second = new int[1];
    error = socket(td, domain, type, protocol, second);
    if (error != Errno.OK) {
      td.proc().fd().close(sv[0], td);
      return error;
    }
    sv[1] = second[0];
    error =
        with(
            td,
            sv[0],
            so1 ->
                with(
                    td,
                    sv[1],
                    so2 -> {
                      Errno e = UipcSocket.soconnect2(so1, so2);
                      // A connection of datagram sockets has one direction.
                      return e == Errno.OK && type == SocketConst.SOCK_DGRAM
                          ? UipcSocket.soconnect2(so2, so1)
                          : e;
                    }));
    if (error != Errno.OK) {
      td.proc().fd().close(sv[0], td);
      td.proc().fd().close(sv[1], td);
    }
    return error;
  }

  /** listen(2). */
  public Errno listen(ProcThread td, int fd, int backlog) {
    return with(td, fd, so -> SoListen.solisten(so, backlog, td.proc().ucred()));
  }

  /**
   * accept(2): the new descriptor to {@code out[0]}, the peer's address to {@code peer[0]}. The
   * descriptor is taken before the wait, and given back if it fails.
   */
  public Errno accept(ProcThread td, int fd, SockAddr[] peer, int[] out) {
    FileDesc fdp = td.proc().fd();
    File headfp = fdp.fget(fd);
    if (headfp == null) {
      return Errno.EBADF;
    }
    Errno error = Errno.ENOTSOCK;
    if (headfp.type() == File.DTYPE_SOCKET) {
      Socket head = (Socket) headfp.data();
      if (!head.hasOption(SocketConst.SO_ACCEPTCONN)) {
        boolean can = (head.soProto.prFlags & Protosw.PR_CONNREQUIRED) != 0;
        error = can ? Errno.EINVAL : Errno.EOPNOTSUPP;
      } else {
        error = accept(td, headfp, head, peer, out);
      }
    }
    headfp.fdrop(td);
    return error;
  }

  private Errno accept(ProcThread td, File headfp, Socket head, SockAddr[] peer, int[] out) {
    File nfp = kernel.files().alloc();
    if (nfp == null) {
      return Errno.ENFILE;
    }
    FileDesc fdp = td.proc().fd();
    int nfd = fdp.falloc(nfp);
    if (nfd < 0) {
      nfp.fdrop(td);
      return Errno.of(-nfd);
    }
    Socket[] child = new Socket[1];
    kernel.netLockGiant();
    Errno error = SoListen.dequeue(head, child);
    if (error == Errno.OK) {
      Socket so = child[0];
      head.rcv.lock.lock();
      head.rcv.knote(); // One less waits.
      head.rcv.lock.unlock();
      int flags = headfp.flag();
      SysSocket.inheritFlags(head, so, flags);
      nfp.finit(flags, File.DTYPE_SOCKET, so, SysSocket.SOCKETOPS);
      error = SoListen.soaccept(so, peer);
    }
    kernel.netUnlockGiant();
    if (error == Errno.OK) {
      out[0] = nfd;
    } else {
      fdp.fdclose(nfp, nfd, td);
    }
    nfp.fdrop(td);
    return error;
  }

  /** connect(2). */
  public Errno connect(ProcThread td, int fd, SockAddr name) {
    if (name == null) {
      return Errno.EFAULT;
    }
    return with(td, fd, so -> connect(so, name, td));
  }

  private Errno connect(Socket so, SockAddr name, ProcThread td) {
    if (so.hasState(Socket.SS_ISCONNECTING)) {
      return Errno.EALREADY;
    }
    Errno error = UipcSocket.soconnect(so, name, td.proc().ucred());
    if (error != Errno.OK) {
      if (error != Errno.EISCONN && error != Errno.EALREADY) {
        // Of those two another connect is the cause, and goes on.
        so.rcv.lock.lock();
        so.changeState(0, Socket.SS_ISCONNECTING);
        so.rcv.lock.unlock();
      }
      return error;
    }
    if (so.hasState(Socket.SS_NBIO) && so.hasState(Socket.SS_ISCONNECTING)) {
      return Errno.EINPROGRESS;
    }
    SleepQueue sleepq = kernel.rt().sleepQueue();
    so.rcv.lock.lock();
    while (error == Errno.OK && so.hasState(Socket.SS_ISCONNECTING) && so.soError() == Errno.OK) {
      WaitResult r = sleepq.sleep(so, so.rcv.lock, "connec", true, SleepQueue.FOREVER, false);
      error = r == WaitResult.WOKEN ? Errno.OK : kernel.sleepErrno(r);
    }
    if (error == Errno.OK) {
      error = so.takeError();
      if (error != Errno.OK) {
        so.changeState(0, Socket.SS_ISCONNECTING);
      }
    }
    so.rcv.lock.unlock();
    // A connection that is under way goes on; the call is not made again.
    return error == Errno.ERESTART ? Errno.EINTR : error;
  }

  /** The pieces of a message as a transfer; null for a bad address. */
  private static Uio uio(Uio.Rw rw, byte[][] iov) {
    Uio.Iovec[] v = new Uio.Iovec[iov.length];
    long total = 0;
    for (int i = 0; i < v.length; i++) {
      if (iov[i] == null) {
        return null;
      }
      v[i] = new Uio.Iovec(iov[i], 0, iov[i].length);
      total += iov[i].length;
    }
    return total > Integer.MAX_VALUE ? null : new Uio(rw, v);
  }

  /** sendmsg(2): bytes sent to {@code out[0]}. */
  public Errno sendmsg(ProcThread td, int fd, MsgHdr msg, int flags, int[] out) {
    if (msg == null || msg.iov == null) {
      return Errno.EFAULT;
    }
    if (msg.iov.length > SocketConst.IOV_MAX) {
      return Errno.EMSGSIZE;
    }
    Uio uio = uio(Uio.Rw.WRITE, msg.iov);
    if (uio == null) {
      return Errno.EFAULT;
    }
    return sendit(td, fd, msg.name, uio, msg.control, flags, out);
  }

  /** sendto(2). */
  public Errno sendto(
      ProcThread td, int fd, byte[] buf, int off, int len, int flags, SockAddr to, int[] out) {
    Errno error = SysGeneric.checkBuffer(buf, off, len);
    if (error != Errno.OK) {
      return error;
    }
    return sendit(td, fd, to, Uio.writing(buf, off, len), null, flags, out);
  }

  private Errno sendit(
      ProcThread td, int fd, SockAddr to, Uio uio, byte[] control, int flags, int[] out) {
    return with(
        td,
        fd,
        so -> {
          Mbuf c = null;
          if (control != null) {
            if (control.length < CMsg.HDR || control.length > Mbuf.MCLBYTES) {
              return Errno.EINVAL;
            }
            c = sockargs(so, control, flags);
            if (c == null) {
              return Errno.ENOBUFS;
            }
          }
          int len = uio.resid();
          Errno error = so.soProto.prUsrreqs.sosend(so, to, uio, null, c, flags, td.proc().ucred());
          if (uio.resid() != len && SysGeneric.isInterrupt(error)) {
            error = Errno.OK; // What was sent is sent.
          }
          if (error == Errno.EPIPE && (flags & SocketConst.MSG_NOSIGNAL) == 0) {
            sigpipe(so, td);
          }
          out[0] = len - uio.resid();
          return error;
        });
  }

  /** SIGPIPE to the thread whose call failed with EPIPE. */
  static void sigpipe(Socket so, ProcThread td) {
    if (!so.hasOption(SocketConst.SO_NOSIGPIPE) && td != null) {
      td.signal(Signal.SIGPIPE);
    }
  }

  /** sockargs: the caller's bytes in an mbuf. */
  private static Mbuf sockargs(Socket so, byte[] control, int flags) {
    boolean nbio = so.hasState(Socket.SS_NBIO) || (flags & SocketConst.MSG_DONTWAIT) != 0;
    How how = nbio ? How.DONTWAIT : How.WAITOK;
    MbufPool pool = so.sockets.mbufs();
    Mbuf m =
        control.length > Mbuf.MLEN
            ? pool.getcl(how, Mbuf.MT_CONTROL, 0)
            : pool.get(how, Mbuf.MT_CONTROL);
    if (m != null) {
      System.arraycopy(control, 0, m.data, m.off, control.length);
      m.len = control.length;
    }
    return m;
  }

  /** recvmsg(2): bytes received to {@code out[0]}. */
  public Errno recvmsg(ProcThread td, int fd, MsgHdr msg, int flags, int[] out) {
    if (msg == null || msg.iov == null) {
      return Errno.EFAULT;
    }
    if (msg.iov.length > SocketConst.IOV_MAX) {
      return Errno.EMSGSIZE;
    }
    if (msg.controllen < 0) {
      return Errno.EINVAL;
    }
    Uio uio = uio(Uio.Rw.READ, msg.iov);
    if (uio == null) {
      return Errno.EFAULT;
    }
    return with(td, fd, so -> recvit(td, so, uio, msg, flags, out));
  }

  /** recvfrom(2): who sent it goes to {@code from[0]}, unless that is null. */
  public Errno recvfrom(
      ProcThread td, int fd, byte[] buf, int off, int len, int flags, SockAddr[] from, int[] out) {
    Errno error = SysGeneric.checkBuffer(buf, off, len);
    if (error != Errno.OK) {
      return error;
    }
    if (from != null && from.length < 1) {
      return Errno.EFAULT;
    }
    Uio uio = Uio.reading(buf, off, len);
    MsgHdr msg = new MsgHdr(null);
    error = with(td, fd, so -> recvit(td, so, uio, msg, flags, out));
    if (error == Errno.OK && from != null) {
      from[0] = msg.name;
    }
    return error;
  }

  private Errno recvit(ProcThread td, Socket so, Uio uio, MsgHdr msg, int flags, int[] out) {
    int len = uio.resid();
    SoReceive r = new SoReceive(so, uio, msg.controllen > 0, flags);
    Errno error = so.soProto.prUsrreqs.soreceive(r);
    if (uio.resid() != len && SysGeneric.isInterrupt(error)) {
      error = Errno.OK;
    }
    MbufPool pool = so.sockets.mbufs();
    Mbuf c = r.control();
    if (error == Errno.OK) {
      out[0] = len - uio.resid();
      msg.name = r.from();
      msg.flags = r.flags() & (SocketConst.MSG_EOR | SocketConst.MSG_TRUNC | SocketConst.MSG_OOB);
      msg.control = copyoutControl(td, c, msg);
    } else if (c != null) {
      closeRights(td, c);
    }
    if (c != null) {
      pool.freem(c);
    }
    return error;
  }

  /**
   * As many control messages as the caller has room for; MSG_CTRUNC if that is not all. Descriptors
   * in an mbuf that is not given in full are closed again, for the caller would not know them.
   */
  private static byte[] copyoutControl(ProcThread td, Mbuf c, MsgHdr msg) {
    if (c == null) {
      return null;
    }
    int total = 0;
    Mbuf cut = c;
    while (cut != null && cut.len <= msg.controllen - total) {
      total += cut.len;
      cut = cut.next;
    }
    if (cut != null) {
      msg.flags |= SocketConst.MSG_CTRUNC;
      if (!closeRights(td, cut)) {
        total = msg.controllen;
      }
    }
    byte[] b = new byte[total];
    int at = 0;
    for (Mbuf m = c; m != null && at < total; m = m.next) {
      int n = Math.min(m.len, total - at);
      System.arraycopy(m.data, m.off, b, at, n);
      at += n;
    }
    return b;
  }

  /** m_dispose_extcontrolm: closes the descriptors in the messages; whether there were any. */
  private static boolean closeRights(ProcThread td, Mbuf c) {
    boolean any = false;
    for (Mbuf m = c; m != null; m = m.next) {
      byte[] b = new byte[m.len];
      System.arraycopy(m.data, m.off, b, 0, m.len);
      for (CMsg msg : CMsg.parse(b)) {
        if (msg.level == SocketConst.SOL_SOCKET && msg.type == SocketConst.SCM_RIGHTS) {
          for (int i = 0; i + 4 <= msg.data.length; i += 4) {
            td.proc().fd().close(Sockopt.getInt(msg.data, i), td);
            any = true;
          }
        }
      }
    }
    return any;
  }

  /** sendfile(2); see {@link SendFile}. */
  public Errno sendfile(
      ProcThread td,
      int fd,
      int s,
      long offset,
      long nbytes,
      byte[][] headers,
      byte[][] trailers,
      long[] sbytes,
      int flags) {
    return SendFile.sendfile(td, fd, s, offset, nbytes, headers, trailers, sbytes, flags);
  }

  /** shutdown(2). */
  public Errno shutdown(ProcThread td, int fd, int how) {
    return with(td, fd, so -> UipcSocket.soshutdown(so, how));
  }

  /** setsockopt(2). */
  public Errno setsockopt(ProcThread td, int fd, Sockopt sopt) {
    boolean mayBeNull =
        sopt.level == SocketConst.SOL_SOCKET && sopt.name == SocketConst.SO_ACCEPTFILTER;
    return sopt.val() == null && !mayBeNull
        ? badAddress(td, fd)
        : with(td, fd, so -> SoOpt.sosetopt(so, sopt));
  }

  private Errno badAddress(ProcThread td, int fd) {
    return with(td, fd, so -> Errno.EFAULT);
  }

  /** getsockopt(2). */
  public Errno getsockopt(ProcThread td, int fd, Sockopt sopt) {
    return with(td, fd, so -> SoOpt.sogetopt(so, sopt));
  }

  /** getsockname(2). */
  public Errno getsockname(ProcThread td, int fd, SockAddr[] out) {
    return with(td, fd, so -> so.soProto.prUsrreqs.sockaddr(so, out));
  }

  /** getpeername(2). */
  public Errno getpeername(ProcThread td, int fd, SockAddr[] out) {
    return with(
        td,
        fd,
        so ->
            so.hasState(Socket.SS_ISCONNECTED | Socket.SS_ISCONFIRMING)
                ? so.soProto.prUsrreqs.peeraddr(so, out)
                : Errno.ENOTCONN);
  }
}
