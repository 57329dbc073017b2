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
import giantless.stack.kern.ShmFile;
import giantless.stack.kern.Stat;
import giantless.stack.kern.SysException;
import giantless.stack.kern.SysGeneric;
import giantless.stack.kern.Uio;
import java.util.BitSet;

/**
 * The system calls on descriptors of any kind, and how every call runs. Holds nothing that changes.
 *
 * @see Syscalls
 */
public abstract class FileCalls {
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

  FileCalls(Proc proc) {
    this.proc = proc;
    this.kernel = proc.kernel();
  }

  /** The process that calls. */
  public final Proc proc() {
    return proc;
  }

  /** The body of a call. */
  @FunctionalInterface
  protected interface Call {
    Errno call(ProcThread td);
  }

  /** syscall(): the body, the check at return, and the signals. */
  protected final void run(String where, Call call) throws SysException {
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
  static Errno result(int n, int[] out) {
    if (n < 0) {
      return Errno.of(-n);
    }
    out[0] = n;
    return Errno.OK;
  }

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

  // ---- Memory that is a file ----

  /** shm_open(2) of SHM_ANON: EMFILE, ENFILE. */
  public int shmOpen() throws SysException {
    int[] out = new int[1];
    run("syscall shm_open", td -> result(ShmFile.shmOpen(td), out));
    return out[0];
  }

  /** lseek(2) from the beginning: EBADF, ESPIPE for what has no offset, EINVAL. */
  public void lseek(int fd, long offset) throws SysException {
    run("syscall lseek", td -> SysGeneric.lseek(td, fd, offset));
  }
}
