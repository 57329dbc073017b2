package giantless.stack;

import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileDesc;
import giantless.stack.kern.FileOps;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.KqOps;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.Proc;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Stat;
import giantless.stack.kern.SysException;
import giantless.stack.kern.SysGeneric;
import giantless.stack.kern.Uio;
import giantless.stack.net.SockAddr;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.Sockets;
import giantless.stack.socket.Sockopt;
import giantless.stack.socket.UipcSyscalls;
import java.util.BitSet;

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
public final class Syscalls {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** fcntl(2) commands. */
  public static final int F_DUPFD = 0;

  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int F_GETOWN = 5;
  public static final int F_SETOWN = 6;

  /** F_SETFL: reads and writes do not wait. */
  public static final int O_NONBLOCK = File.FNONBLOCK;

  /** F_SETFL: SIGIO when the file gets ready. */
  public static final int O_ASYNC = File.FASYNC;

  private static final int O_RDWR = 2;

  private final Proc proc;
  private final Kernel kernel;
  private final UipcSyscalls uipc;

  public Syscalls(Proc proc, Sockets sockets) {
    this.proc = proc;
    this.kernel = proc.kernel();
    this.uipc = new UipcSyscalls(sockets);
  }

  /** The process that calls. */
  public Proc proc() {
    return proc;
  }

  /** The body of a call. */
  @FunctionalInterface
  private interface Call {
    Errno call(ProcThread td);
  }

  /** syscall(): the body, the check at return, and the signals. */
  private void run(String where, Call call) throws SysException {
    ProcThread td = proc.curthread();
    while (true) {
      Errno error = call.call(td);
      kernel.mustHoldNothing(where);
      boolean restart = td.ast();
      if (error == Errno.ERESTART) {
        if (restart) {
          continue;
        }
        error = Errno.EINTR;
      }
      if (error != Errno.OK) {
        throw new SysException(error, where);
      }
      return;
    }
  }

  /** A number that is an answer, or an error number if it is negative. */
  private static Errno result(int n, int[] out) {
    if (n < 0) {
      return Errno.of(-n);
    }
    out[0] = n;
    return Errno.OK;
  }

  // ---- Sockets ----

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

  // ---- Descriptors ----

  /**
   * read(2).
   *
   * @throws SysException EBADF, EFAULT, EINVAL, and what the file says
   */
  public int read(int fd, byte[] buf, int off, int len) throws SysException {
    return transfer("syscall read", fd, buf, off, len, Uio.Rw.READ);
  }

  /** read(2) to a whole array. */
  public int read(int fd, byte[] buf) throws SysException {
    return read(fd, buf, 0, buf == null ? 0 : buf.length);
  }

  /** write(2). */
  public int write(int fd, byte[] buf, int off, int len) throws SysException {
    return transfer("syscall write", fd, buf, off, len, Uio.Rw.WRITE);
  }

  /** write(2) of a whole array. */
  public int write(int fd, byte[] buf) throws SysException {
    return write(fd, buf, 0, buf == null ? 0 : buf.length);
  }

  private int transfer(String where, int fd, byte[] buf, int off, int len, Uio.Rw rw)
      throws SysException {
    int[] out = new int[1];
    run(where, td -> SysGeneric.transfer(td, fd, buf, off, len, rw, out));
    return out[0];
  }

  /** readv(2): EINVAL for no piece or too many. */
  public int readv(int fd, byte[]... iov) throws SysException {
    return transferv("syscall readv", fd, iov, Uio.Rw.READ);
  }

  /** writev(2): EINVAL for no piece or too many. */
  public int writev(int fd, byte[]... iov) throws SysException {
    return transferv("syscall writev", fd, iov, Uio.Rw.WRITE);
  }

  private int transferv(String where, int fd, byte[][] iov, Uio.Rw rw) throws SysException {
    int[] out = new int[1];
    run(where, td -> SysGeneric.transferv(td, fd, iov, rw, out));
    return out[0];
  }

  /**
   * close(2). A call of another thread on the descriptor goes on and ends as it would have.
   *
   * @throws SysException EBADF, and what the file says; it is closed all the same
   */
  public void close(int fd) throws SysException {
    run("syscall close", td -> proc.fd().close(fd, td));
  }

  /**
   * dup(2).
   *
   * @throws SysException EBADF, EMFILE
   */
  public int dup(int fd) throws SysException {
    int[] out = new int[1];
    run("syscall dup", td -> result(proc.fd().dup(fd), out));
    return out[0];
  }

  /**
   * dup2(2).
   *
   * @throws SysException EBADF
   */
  public int dup2(int from, int to) throws SysException {
    int[] out = new int[1];
    run("syscall dup2", td -> result(proc.fd().dup2(from, to, td), out));
    return out[0];
  }

  /**
   * fstat(2).
   *
   * @throws SysException EBADF
   */
  public Stat fstat(int fd) throws SysException {
    Stat st = new Stat();
    run("syscall fstat", td -> SysGeneric.fstat(td, fd, st));
    return st;
  }

  /**
   * fcntl(2).
   *
   * @param cmd F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETOWN or F_SETOWN
   * @throws SysException EBADF, EINVAL, EMFILE, ESRCH
   */
  public int fcntl(int fd, int cmd, int arg) throws SysException {
    int[] out = new int[1];
    run("syscall fcntl", td -> fcntl(td, fd, cmd, arg, out));
    return out[0];
  }

  private Errno fcntl(ProcThread td, int fd, int cmd, int arg, int[] out) {
    FileDesc fdp = proc.fd();
    switch (cmd) {
      case F_DUPFD:
        return result(fdp.dupfd(fd, arg), out);
      case F_GETFD:
        return result(fdp.getfd(fd), out);
      case F_SETFD:
        return fdp.setfd(fd, arg);
      case F_GETFL:
        Errno error = result(fdp.getfl(fd, td), out);
        if (error == Errno.OK) {
          // FREAD and FWRITE become O_RDONLY, O_WRONLY, O_RDWR: one less.
          out[0] = out[0] & ~(File.FREAD | File.FWRITE) | (out[0] & O_RDWR + 1) - 1;
        }
        return error;
      case F_SETFL:
        return fdp.setfl(fd, arg, td);
      case F_GETOWN:
        return SysGeneric.fileIoctl(td, fd, FileOps.FIOGETOWN, out);
      case F_SETOWN:
        return SysGeneric.fileIoctl(td, fd, FileOps.FIOSETOWN, new int[] {arg});
      default:
        File fp = fdp.fget(fd);
        if (fp == null) {
          return Errno.EBADF;
        }
        fp.fdrop(td);
        return Errno.EINVAL;
    }
  }

  /**
   * ioctl(2).
   *
   * @param data what the command says: {@code int[1]} for the FIO* ones
   * @throws SysException EBADF, EFAULT for wrong data, ENOTTY, and what the file says
   */
  public void ioctl(int fd, int cmd, Object data) throws SysException {
    run("syscall ioctl", td -> SysGeneric.ioctl(td, fd, cmd, data));
  }

  /**
   * poll(2).
   *
   * @param millis the longest wait; 0 does not wait, negative waits for ever
   * @return how many descriptors have events
   * @throws SysException EFAULT, EINVAL, EINTR
   */
  public int poll(PollFd[] fds, int millis) throws SysException {
    int[] out = new int[1];
    run(
        "syscall poll",
        td ->
            fds == null
                ? Errno.EFAULT
                : result(Poll.poll(td, fds, millis < 0 ? -1 : millis * NANOS_PER_MILLI), out));
    return out[0];
  }

  /**
   * select(2). The sets are replaced by what is ready.
   *
   * @param nanos the longest wait; 0 does not wait, negative waits for ever
   * @return how many bits are set
   * @throws SysException EBADF, EINVAL, EINTR
   */
  public int select(int nd, BitSet in, BitSet out, BitSet except, long nanos) throws SysException {
    int[] n = new int[1];
    run("syscall select", td -> result(Poll.select(td, nd, in, out, except, nanos), n));
    return n[0];
  }

  // ---- kqueue ----

  /**
   * kqueue(2): the descriptor of a new event queue. It is not inherited by fork(2).
   *
   * @throws SysException EMFILE, ENFILE
   */
  public int kqueue() throws SysException {
    int[] out = new int[1];
    run("syscall kqueue", td -> result(KqOps.kqueue(td), out));
    return out[0];
  }

  /**
   * kevent(2): makes the changes in their order, then waits for events.
   *
   * @param changes or null
   * @param events gets the events: its length is how many are wanted, 0 only makes the changes; an
   *     error of a change goes there as EV_ERROR; or null
   * @param nanos the longest wait; 0 does not wait, negative waits for ever
   * @return how many elements of {@code events} were set
   * @throws SysException EBADF for no kqueue, EINTR; EFAULT; and the error of a change if there is
   *     no room for it: EBADF, EINVAL, ENOENT, ENOMEM
   */
  public int kevent(int kq, KEvent[] changes, KEvent[] events, long nanos) throws SysException {
    KEvent[] in = changes == null ? new KEvent[0] : changes;
    KEvent[] ev = events == null ? new KEvent[0] : events;
    for (KEvent change : in) {
      if (change == null) {
        throw new SysException(Errno.EFAULT, "syscall kevent");
      }
    }
    int[] out = new int[1];
    run("syscall kevent", td -> result(KqOps.kevent(td, kq, in, ev, nanos), out));
    return out[0];
  }
}
