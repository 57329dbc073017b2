package giantless.stack.kern;

/**
 * The operations of a descriptor that is a kqueue, and kqueue(2). A kqueue can be polled, and
 * watched by another kqueue. No state of its own.
 */
public final class KqOps implements FileOps {
  private static final KqOps KQUEUEOPS = new KqOps();
  private static final FilterOps KQREAD = new KqRead();

  private KqOps() {}

  private static Kqueue kq(File fp) {
    return (Kqueue) fp.data();
  }

  /** kqueue(2): the descriptor, {@code -EMFILE} or {@code -ENFILE}. */
  public static int kqueue(ProcThread td) {
    Kernel kernel = td.proc().kernel();
    FileDesc fdp = td.proc().fd();
    File fp = kernel.files().alloc();
    if (fp == null) {
      return -Errno.ENFILE.code();
    }
    int fd = fdp.falloc(fp);
    if (fd >= 0) {
      Kqueue kq = new Kqueue(kernel.kqueues(), fdp);
      fdp.remember(kq);
      fp.finit(File.FREAD | File.FWRITE, File.DTYPE_KQUEUE, kq, KQUEUEOPS);
    }
    fp.fdrop(td);
    return fd;
  }

  /**
   * kevent(2).
   *
   * @param nanos the longest wait; 0 does not wait, negative waits for ever
   * @return how many events; {@code -EBADF} for no kqueue, {@code -EINTR}, or the errno of a change
   */
  public static int kevent(ProcThread td, int fd, KEvent[] changes, KEvent[] events, long nanos) {
    File fp = td.proc().fd().fget(fd);
    if (fp == null) {
      return -Errno.EBADF.code();
    }
    int n = -Errno.EBADF.code();
    if (fp.type() == File.DTYPE_KQUEUE) {
      n = KqScan.kevent(kq(fp), td, changes, events, nanos);
    }
    fp.fdrop(td);
    return n;
  }

  @Override
  public Errno read(File fp, Uio uio, ProcThread td) {
    return Errno.ENXIO;
  }

  @Override
  public Errno write(File fp, Uio uio, ProcThread td) {
    return Errno.ENXIO;
  }

  @Override
  public Errno ioctl(File fp, int cmd, Object data, ProcThread td) {
    return Errno.ENOTTY;
  }

  @Override
  public int poll(File fp, int events, ProcThread td) {
    Kqueue kq = kq(fp);
    int in = events & (Poll.POLLIN | Poll.POLLRDNORM);
    if (in == 0) {
      return 0;
    }
    kq.lock.lock();
    int revents = kq.count() != 0 ? in : 0;
    if (revents == 0) {
      kq.record(td);
    }
    kq.lock.unlock();
    return revents;
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    Kqueue kq = kq(fp);
    st.mode = Stat.S_IFIFO;
    kq.lock.lock();
    st.size = kq.count();
    kq.lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    kq(fp).close(td);
    return Errno.OK;
  }

  @Override
  public Errno kqfilter(File fp, Knote kn) {
    if (kn.filter != KEvent.EVFILT_READ) {
      return Errno.EINVAL;
    }
    Kqueue kq = kq(fp);
    kn.attach(KQREAD, kq.note, kq, 0);
    kq.lock.lock();
    kq.note.add(kn);
    kq.lock.unlock();
    return Errno.OK;
  }

  /** filt_kqueue: data is the number of active notes. */
  private static final class KqRead implements FilterOps {
    @Override
    public void detach(Knote kn) {
      Kqueue kq = (Kqueue) kn.hook();
      kq.lock.lock();
      kq.note.remove(kn);
      kq.lock.unlock();
    }

    @Override
    public boolean event(Knote kn) {
      Kqueue kq = (Kqueue) kn.hook();
      kn.setData(kq.count());
      return kq.count() != 0;
    }
  }
}
