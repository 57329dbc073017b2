package giantless.stack;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpCtloutput;
import giantless.stack.net.SockAddr;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.Sockets;
import giantless.stack.socket.Sockopt;
import giantless.stack.socket.UipcSyscalls;
import giantless.stack.vfs.Vfs;

/**
 * The system calls of one process: how a program enters the kernel. Any thread may call; one from
 * outside becomes a thread of the process. Each call throws {@link SysException} with the errno
 * that a BSD gives, holds no lock when it returns (the watch is asked), and takes the signals that
 * were posted meanwhile. A call that a signal interrupted fails with EINTR, or begins again if the
 * handler was installed with SA_RESTART.
 *
 * <p>Memory that is null or does not reach as far as the length says is a bad address, EFAULT.
 * Holds nothing that changes.
 */
public final class Syscalls extends PathCalls {
  private final UipcSyscalls uipc;

  public Syscalls(Proc proc, Sockets sockets, Vfs vfs) {
    super(proc, sockets, vfs);
    this.uipc = new UipcSyscalls(sockets);
  }

  /**
   * socket(2): a new socket's descriptor.
   *
   * @throws SysException EAFNOSUPPORT, EPROTOTYPE, EPROTONOSUPPORT, EPERM for a raw socket, EMFILE,
   *     ENFILE, ENOBUFS
   */
  public int socket(int domain, int type, int protocol) throws SysException {
    int[] out = new int[1];
    run("syscall socket", td -> uipc.socket(td, domain, type, protocol, out));
    return out[0];
  }

  /**
   * bind(2).
   *
   * @throws SysException EBADF, ENOTSOCK, EFAULT, EAFNOSUPPORT, EINVAL if bound already,
   *     EADDRNOTAVAIL, EADDRINUSE, EACCES for a privileged port
   */
  public void bind(int s, SockAddr name) throws SysException {
    run("syscall bind", td -> uipc.bind(td, s, name));
  }

  /**
   * connect(2).
   *
   * @throws SysException EBADF, ENOTSOCK, EFAULT, EAFNOSUPPORT, EADDRNOTAVAIL for port 0,
   *     EADDRINUSE, ENETUNREACH, EISCONN, EINTR
   */
  public void connect(int s, SockAddr name) throws SysException {
    run("syscall connect", td -> uipc.connect(td, s, name));
  }

  /**
   * listen(2).
   *
   * @param backlog the most connections that wait for accept(2); kern.ipc.somaxconn if it is
   *     negative or larger than that
   * @throws SysException EBADF, ENOTSOCK, EOPNOTSUPP, EINVAL for a connected socket, and what the
   *     protocol says
   */
  public void listen(int s, int backlog) throws SysException {
    run("syscall listen", td -> uipc.listen(td, s, backlog));
  }

  /**
   * accept(2): waits for a connection and gives its descriptor.
   *
   * @param peer element 0 gets the peer's address; or null
   * @throws SysException EBADF, ENOTSOCK, EOPNOTSUPP where connections are not accepted, EINVAL on
   *     a socket that does not listen, EFAULT, EMFILE, ENFILE, EWOULDBLOCK if the listener does not
   *     block, ECONNABORTED for a connection that has ended meanwhile and for a listener that was
   *     shut down, EINTR
   */
  public int accept(int s, SockAddr[] peer) throws SysException {
    if (peer != null && peer.length < 1) {
      throw new SysException(Errno.EFAULT, "syscall accept");
    }
    int[] out = new int[1];
    SockAddr[] nam = peer == null ? new SockAddr[1] : peer;
    run("syscall accept", td -> uipc.accept(td, s, nam, out));
    return out[0];
  }

  /**
   * socketpair(2): two descriptors of sockets that are connected to each other.
   *
   * @throws SysException EAFNOSUPPORT, EPROTOTYPE, EPROTONOSUPPORT, EOPNOTSUPP, EMFILE, ENFILE,
   *     ENOBUFS
   */
  public int[] socketpair(int domain, int type, int protocol) throws SysException {
    int[] sv = new int[2];
    run("syscall socketpair", td -> uipc.socketpair(td, domain, type, protocol, sv));
    return sv;
  }

  /** send(2): as {@link #sendto} without a destination. */
  public int send(int s, byte[] buf, int off, int len, int flags) throws SysException {
    return sendto(s, buf, off, len, flags, null);
  }

  /** send(2) of a whole array. */
  public int send(int s, byte[] buf, int flags) throws SysException {
    return sendto(s, buf, 0, buf == null ? 0 : buf.length, flags, null);
  }

  /**
   * sendto(2).
   *
   * @param to the destination, or null
   * @return how many bytes were sent; all, for a datagram
   * @throws SysException EBADF, ENOTSOCK, EFAULT, EINVAL, EMSGSIZE, EDESTADDRREQ, ENOTCONN,
   *     EISCONN, EPIPE (with SIGPIPE unless MSG_NOSIGNAL), EACCES for a broadcast, EWOULDBLOCK,
   *     EINTR, ENOBUFS, ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL, a pending
   *     error as ECONNREFUSED
   */
  public int sendto(int s, byte[] buf, int off, int len, int flags, SockAddr to)
      throws SysException {
    int[] out = new int[1];
    run("syscall sendto", td -> uipc.sendto(td, s, buf, off, len, flags, to, out));
    return out[0];
  }

  /** sendto(2) of a whole array. */
  public int sendto(int s, byte[] buf, int flags, SockAddr to) throws SysException {
    return sendto(s, buf, 0, buf == null ? 0 : buf.length, flags, to);
  }

  /** sendmsg(2): as {@link #sendto}; EMSGSIZE also for too many pieces. */
  public int sendmsg(int s, MsgHdr msg, int flags) throws SysException {
    int[] out = new int[1];
    run("syscall sendmsg", td -> uipc.sendmsg(td, s, msg, flags, out));
    return out[0];
  }

  /** recv(2). */
  public int recv(int s, byte[] buf, int off, int len, int flags) throws SysException {
    return recvfrom(s, buf, off, len, flags, null);
  }

  /** recv(2) to a whole array. */
  public int recv(int s, byte[] buf, int flags) throws SysException {
    return recvfrom(s, buf, 0, buf == null ? 0 : buf.length, flags, null);
  }

  /**
   * recvfrom(2).
   *
   * @param from element 0 gets the sender; or null
   * @return how many bytes came; 0 also at the end of file
   * @throws SysException EBADF, ENOTSOCK, EFAULT, EINVAL, EWOULDBLOCK also after SO_RCVTIMEO,
   *     EINTR, a pending error as ECONNREFUSED
   */
  public int recvfrom(int s, byte[] buf, int off, int len, int flags, SockAddr[] from)
      throws SysException {
    int[] out = new int[1];
    run("syscall recvfrom", td -> uipc.recvfrom(td, s, buf, off, len, flags, from, out));
    return out[0];
  }

  /** recvmsg(2): as {@link #recvfrom}; the rest of the answer is in the message. */
  public int recvmsg(int s, MsgHdr msg, int flags) throws SysException {
    int[] out = new int[1];
    run("syscall recvmsg", td -> uipc.recvmsg(td, s, msg, flags, out));
    return out[0];
  }

  /**
   * shutdown(2).
   *
   * @param how SHUT_RD, SHUT_WR, SHUT_RDWR
   * @throws SysException EBADF, ENOTSOCK, EINVAL, ENOTCONN (a datagram socket is shut down all the
   *     same)
   */
  public void shutdown(int s, int how) throws SysException {
    run("syscall shutdown", td -> uipc.shutdown(td, s, how));
  }

  /**
   * setsockopt(2).
   *
   * @param val the value in the layout of {@link Sockopt}
   * @throws SysException EBADF, ENOTSOCK, ENOPROTOOPT, EFAULT, EINVAL, EDOM, ENOBUFS
   */
  public void setsockopt(int s, int level, int name, byte[] val) throws SysException {
    run("syscall setsockopt", td -> uipc.setsockopt(td, s, Sockopt.set(level, name, val)));
  }

  /** setsockopt(2) of an {@code int}. */
  public void setsockopt(int s, int level, int name, int val) throws SysException {
    setsockopt(s, level, name, Sockopt.ofInt(val));
  }

  /**
   * getsockopt(2).
   *
   * @param size the most bytes wanted
   * @throws SysException EBADF, ENOTSOCK, ENOPROTOOPT, EINVAL for a negative size
   */
  public byte[] getsockopt(int s, int level, int name, int size) throws SysException {
    if (size < 0) {
      throw new SysException(Errno.EINVAL, "syscall getsockopt");
    }
    Sockopt sopt = Sockopt.get(level, name, size);
    run("syscall getsockopt", td -> uipc.getsockopt(td, s, sopt));
    return sopt.val();
  }

  /** getsockopt(2) of an {@code int}. */
  public int getsockoptInt(int s, int level, int name) throws SysException {
    return Sockopt.getInt(getsockopt(s, level, name, 4), 0);
  }

  /**
   * getsockname(2).
   *
   * @throws SysException EBADF, ENOTSOCK
   */
  public SockAddr getsockname(int s) throws SysException {
    SockAddr[] out = new SockAddr[1];
    run("syscall getsockname", td -> uipc.getsockname(td, s, out));
    return out[0];
  }

  /**
   * getpeername(2).
   *
   * @throws SysException EBADF, ENOTSOCK, ENOTCONN
   */
  public SockAddr getpeername(int s) throws SysException {
    SockAddr[] out = new SockAddr[1];
    run("syscall getpeername", td -> uipc.getpeername(td, s, out));
    return out[0];
  }

  /**
   * getpeereid(3): effective user and group of the peer of a UNIX domain stream.
   *
   * @throws SysException EBADF, ENOTSOCK, ENOTCONN
   */
  public int[] getpeereid(int s) throws SysException {
    byte[] xucred = getsockopt(s, UnpCtloutput.SOL_LOCAL, UnpCtloutput.LOCAL_PEERCRED, 88);
    return new int[] {Sockopt.getInt(xucred, 4), Sockopt.getInt(xucred, 12)};
  }

  // ---- Files ----

  /**
   * sendfile(2): sends a part of a file of {@link #shmOpen} to a stream, without a copy.
   *
   * @param nbytes how many; 0 for all up to the end of the file
   * @param headers sent before, or null
   * @param trailers sent after, or null
   * @param sbytes element 0 gets the number of bytes sent, also on an error; or null
   * @param flags SF_MNOWAIT (2): ENOBUFS instead of a wait; SF_SYNC (4): wait until no page is on
   *     its way any more
   * @throws SysException EBADF, EINVAL, ENOTSOCK, ENOTCONN, EPIPE, EWOULDBLOCK, ENOBUFS, EINTR
   */
  public void sendfile(
      int fd,
      int s,
      long offset,
      long nbytes,
      byte[][] headers,
      byte[][] trailers,
      long[] sbytes,
      int flags)
      throws SysException {
    run(
        "syscall sendfile",
        td -> uipc.sendfile(td, fd, s, offset, nbytes, headers, trailers, sbytes, flags));
  }
}
