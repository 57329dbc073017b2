package giantless.stack.kern;

/**
 * The calls on a descriptor of any kind, {@code sys_generic.c} and the part of {@code
 * kern_descrip.c} that is no table: read, write, ioctl, fcntl. No state of its own; called with no
 * lock held.
 */
public final class SysGeneric {
  /** The most pieces of one readv(2), {@code IOV_MAX}. */
  public static final int IOV_MAX = 1024;

  private SysGeneric() {}

  /** EINVAL for a negative length, EFAULT for memory that is not the caller's. */
  public static Errno checkBuffer(byte[] buf, int off, int len) {
    if (len < 0) {
      return Errno.EINVAL;
    }
    return buf == null || off < 0 || len > buf.length - off ? Errno.EFAULT : Errno.OK;
  }

  /** Errors that do not count if something was moved before. */
  public static boolean isInterrupt(Errno error) {
    return error == Errno.ERESTART || error == Errno.EINTR || error == Errno.EWOULDBLOCK;
  }

  /** read(2) or write(2): bytes moved to {@code out[0]}. */
  public static Errno transfer(
      ProcThread td, int fd, byte[] buf, int off, int len, Uio.Rw rw, int[] out) {
    Errno error = checkBuffer(buf, off, len);
    return error != Errno.OK
        ? error
        : dofile(td, fd, new Uio(rw, new Uio.Iovec(buf, off, len)), out);
  }

  /** readv(2) or writev(2). */
  public static Errno transferv(ProcThread td, int fd, byte[][] iov, Uio.Rw rw, int[] out) {
    if (iov == null) {
      return Errno.EFAULT;
    }
    if (iov.length == 0 || iov.length > IOV_MAX) {
      return Errno.EINVAL;
    }
    Uio.Iovec[] v = new Uio.Iovec[iov.length];
    long total = 0;
    for (int i = 0; i < v.length; i++) {
      if (iov[i] == null) {
        return Errno.EFAULT;
      }
      total += iov[i].length;
      v[i] = new Uio.Iovec(iov[i], 0, iov[i].length);
    }
    if (total > Integer.MAX_VALUE) {
      return Errno.EINVAL;
    }
    return dofile(td, fd, new Uio(rw, v), out);
  }

  /** dofileread, dofilewrite. */
  private static Errno dofile(ProcThread td, int fd, Uio uio, int[] out) {
    File fp = td.proc().fd().fget(fd);
    if (fp == null) {
      return Errno.EBADF;
    }
    Errno error = Errno.EBADF;
    boolean reading = uio.rw() == Uio.Rw.READ;
    int len = uio.resid();
    if ((fp.flag() & (reading ? File.FREAD : File.FWRITE)) != 0) {
      FileOps ops = fp.ops();
      error = reading ? ops.read(fp, uio, td) : ops.write(fp, uio, td);
      if (uio.resid() != len && isInterrupt(error)) {
        error = Errno.OK;
      }
      out[0] = len - uio.resid();
    }
    fp.fdrop(td);
    return error;
  }

  /** fstat(2). */
  public static Errno fstat(ProcThread td, int fd, Stat st) {
    File fp = td.proc().fd().fget(fd);
    if (fp == null) {
      return Errno.EBADF;
    }
    Errno error = fp.ops().stat(fp, st, td);
    fp.fdrop(td);
    return error;
  }

  /** lseek(2) from the beginning: ESPIPE for what has no offset. */
  public static Errno lseek(ProcThread td, int fd, long offset) {
    File fp = td.proc().fd().fget(fd);
    if (fp == null) {
      return Errno.EBADF;
    }
    boolean can = fp.type() == File.DTYPE_SHM;
    Errno error = can ? ((ShmFile) fp.data()).seek(offset) : Errno.ESPIPE;
    fp.fdrop(td);
    return error;
  }

  /** ioctl(2); the file keeps FIONBIO and FIOASYNC as the flags that fcntl(2) shows. */
  public static Errno ioctl(ProcThread td, int fd, int cmd, Object data) {
    if (cmd != FileOps.FIONBIO && cmd != FileOps.FIOASYNC) {
      return fileIoctl(td, fd, cmd, data);
    }
    if (!(data instanceof int[]) || ((int[]) data).length < 1) {
      return Errno.EFAULT;
    }
    FileDesc fdp = td.proc().fd();
    int old = fdp.getfl(fd, td);
    if (old < 0) {
      return Errno.of(-old);
    }
    int bit = cmd == FileOps.FIONBIO ? File.FNONBLOCK : File.FASYNC;
    return fdp.setfl(fd, ((int[]) data)[0] != 0 ? old | bit : old & ~bit, td);
  }

  /** fo_ioctl of the descriptor's file. */
  public static Errno fileIoctl(ProcThread td, int fd, int cmd, Object data) {
    File fp = td.proc().fd().fget(fd);
    if (fp == null) {
      return Errno.EBADF;
    }
    Errno error = fp.ops().ioctl(fp, cmd, data, td);
    fp.fdrop(td);
    return error;
  }
}
