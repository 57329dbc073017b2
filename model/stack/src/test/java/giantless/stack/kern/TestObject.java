package giantless.stack.kern;

import giantless.lock.Locks;
import giantless.lock.Mtx;

/** A file for tests: ready when told so, with the lock and the selinfo of a socket buffer. */
final class TestObject implements FileOps {
  static final int READ = File.FREAD | File.FWRITE;

  final Mtx lock;
  final SelInfo sel;
  private final Kernel kernel;
  private boolean ready;
  int closes;
  int polls;
  Errno refuseAsync = Errno.OK;
  int nonblocking;

  TestObject(Kernel kernel) {
    this.kernel = kernel;
    this.lock = kernel.rt().mtx(Locks.SO_RCV);
    this.sel = new SelInfo(kernel);
  }

  /** Opens it in the process; the descriptor. */
  int open(Proc p) {
    File fp = kernel.files().alloc();
    int fd = p.fd().falloc(fp);
    fp.finit(READ, File.DTYPE_SOCKET, this, this);
    fp.fdrop(kernel.curthread());
    return fd;
  }

  void setReady(boolean now) {
    lock.lock();
    ready = now;
    if (now) {
      sel.wakeup();
    }
    lock.unlock();
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
    if (cmd == FIONBIO) {
      nonblocking = ((int[]) data)[0];
      return Errno.OK;
    }
    return cmd == FIOASYNC ? refuseAsync : Errno.ENOTTY;
  }

  @Override
  public int poll(File fp, int events, ProcThread td) {
    lock.lock();
    polls++;
    int revents = ready ? events & (Poll.POLLIN | Poll.POLLRDNORM) : 0;
    if (revents == 0) {
      sel.record(td);
    }
    lock.unlock();
    return revents;
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    st.mode = Stat.S_IFSOCK;
    return Errno.OK;
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    closes++;
    return Errno.OK;
  }
}
