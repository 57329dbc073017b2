package giantless.stress.lincheck;

import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileOps;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Stat;
import giantless.stack.kern.Uio;

/** A file that knows its number and whether it was closed. */
final class Numbered implements FileOps {
  private final int number;
  private volatile boolean closed;

  Numbered(int number) {
    this.number = number;
  }

  @Override
  public Errno read(File fp, Uio uio, ProcThread td) {
    return Errno.OK;
  }

  @Override
  public Errno write(File fp, Uio uio, ProcThread td) {
    return Errno.OK;
  }

  @Override
  public Errno ioctl(File fp, int cmd, Object data, ProcThread td) {
    return Errno.ENOTTY;
  }

  @Override
  public int poll(File fp, int events, ProcThread td) {
    return 0;
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    return Errno.OK;
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    closed = true;
    return Errno.OK;
  }

  /** A new file of that number, with a reference for the caller. */
  static File file(Kernel kernel, int number) {
    File fp = kernel.files().alloc();
    Numbered ops = new Numbered(number);
    fp.finit(File.FREAD, File.DTYPE_DEV, ops, ops);
    return fp;
  }

  /** Its number; a negative one if it was closed under the reference. */
  static int of(File fp) {
    Numbered n = (Numbered) fp.data();
    return n.closed ? -n.number : n.number;
  }
}
