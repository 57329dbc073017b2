package giantless.stack.socket;

import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileOps;
import giantless.stack.kern.Proc;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Stat;
import giantless.stack.kern.Uio;

/** An open file that is no socket: always at its end. */
final class NoSocket implements FileOps {
  private final Runnable onIoctl;

  private NoSocket(Runnable onIoctl) {
    this.onIoctl = onIoctl;
  }

  static int open(Proc p) {
    return open(p, () -> {});
  }

  /** One whose ioctl(2) does this. */
  static int open(Proc p, Runnable onIoctl) {
    File fp = p.kernel().files().alloc();
    fp.finit(File.FREAD, File.DTYPE_DEV, new Object(), new NoSocket(onIoctl));
    int fd = p.fd().falloc(fp);
    fp.fdrop(p.curthread());
    return fd;
  }

  @Override
  public Errno read(File fp, Uio uio, ProcThread td) {
    return Errno.OK;
  }

  @Override
  public Errno write(File fp, Uio uio, ProcThread td) {
    return Errno.EIO;
  }

  @Override
  public Errno ioctl(File fp, int cmd, Object data, ProcThread td) {
    onIoctl.run();
    return Errno.ENOTTY;
  }

  @Override
  public int poll(File fp, int events, ProcThread td) {
    return events;
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    return Errno.OK;
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    return Errno.OK;
  }
}
