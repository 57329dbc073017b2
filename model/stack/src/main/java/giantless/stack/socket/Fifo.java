package giantless.stack.socket;

import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileDesc;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.ProcThread;

/**
 * A fifo, fifofs: while anybody has it open it is two UNIX domain stream sockets, of which one is
 * read and the other written. This object is the node that a name space has; it stays when the
 * sockets go. {@code sockets.fifoMtx} is fifo_mtx: who has it open, and with the count in one step
 * whether the sockets can send and receive; it goes before the buffers' mutexes.
 *
 * <p>An open for reading waits for a writer and one for writing for a reader: for the moment at
 * which one comes, which may be gone again when the opener runs, so it is counted.
 */
public final class Fifo {
  /** What a write transfers in one piece, bytes. */
  public static final int PIPE_BUF = 512;

  /** open(2). */
  public static final int O_RDONLY = 0;

  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  private static final int O_ACCMODE = 3;

  /** An open fifo, {@code struct fifoinfo}: the sockets. Immutable. */
  static final class Info {
    final Socket readsock;
    final Socket writesock;

    Info(Socket readsock, Socket writesock) {
      this.readsock = readsock;
      this.writesock = writesock;
    }
  }

  final Sockets sockets;
  private final int family;

  /** Null while nobody has it open. */
  @GuardedBy("sockets.fifoMtx")
  private Info info;

  @GuardedBy("sockets.fifoMtx")
  private int readers;

  @GuardedBy("sockets.fifoMtx")
  private int writers;

  /** Opens for reading so far; also the channel of those who wait for one. */
  @GuardedBy("sockets.fifoMtx")
  private long rgen;

  @GuardedBy("sockets.fifoMtx")
  private long wgen;

  private final Object readerChannel = new Object();
  private final Object writerChannel = new Object();

  /** mkfifo(2). */
  public Fifo(Sockets sockets) {
    this(sockets, SocketConst.AF_LOCAL);
  }

  Fifo(Sockets sockets, int family) {
    this.sockets = sockets;
    this.family = family;
  }

  /**
   * open(2).
   *
   * @param oflags O_RDONLY, O_WRONLY or O_RDWR, with O_NONBLOCK
   * @param out element 0 gets the descriptor
   * @return EINVAL for wrong flags, ENXIO for writing without waiting when nobody reads, EINTR,
   *     EMFILE, ENFILE, and what making the sockets says
   */
  @Excludes("sockets.fifoMtx")
  public Errno open(ProcThread td, int oflags, int[] out) {
    if ((oflags & O_ACCMODE) == O_ACCMODE
        || (oflags & ~(O_ACCMODE | File.FNONBLOCK | File.FASYNC)) != 0) {
      return Errno.EINVAL;
    }
    File fp = sockets.kernel().files().alloc();
    if (fp == null) {
      return Errno.ENFILE;
    }
    FileDesc fdp = td.proc().fd();
    int fd = fdp.falloc(fp);
    if (fd < 0) {
      fp.fdrop(td);
      return Errno.of(-fd);
    }
    // O_RDONLY, O_WRONLY and O_RDWR are one less than the bits.
    int fflags = (oflags & O_ACCMODE) + 1 | oflags & (File.FNONBLOCK | File.FASYNC);
    FifoOps.End[] end = new FifoOps.End[1];
    Errno error = open(fflags, end);
    if (error == Errno.OK) {
      fp.finit(fflags, File.DTYPE_FIFO, end[0], FifoOps.FIFOOPS);
      out[0] = fd;
    } else {
      fdp.fdclose(fp, fd, td);
    }
    fp.fdrop(td);
    return error;
  }

  /** fifo_open. */
  @Excludes("sockets.fifoMtx")
  private Errno open(int fflags, FifoOps.End[] out) {
    boolean nbio = (fflags & File.FNONBLOCK) != 0;
    Errno error = lockInfo();
    if (error != Errno.OK) {
      return error;
    }
    if ((fflags & (File.FREAD | File.FWRITE)) == File.FWRITE && nbio && readers == 0) {
      cleanup();
      return Errno.ENXIO;
    }
    final FifoOps.End end = new FifoOps.End(this, info, wgen);
    final long seenReaders = rgen;
    final long seenWriters = wgen;
    if ((fflags & File.FREAD) != 0) {
      addReader();
    }
    if ((fflags & File.FWRITE) != 0) {
      addWriter();
    }
    error = Errno.OK;
    if (!nbio) {
      while (error == Errno.OK && writers == 0 && wgen == seenWriters) {
        error = sleep(writerChannel, "fifoor");
      }
      while (error == Errno.OK && readers == 0 && rgen == seenReaders) {
        error = sleep(readerChannel, "fifoow");
      }
    }
    if (error != Errno.OK) {
      leave(fflags);
      cleanup();
      return error;
    }
    sockets.fifoMtx.unlock();
    out[0] = end;
    return Errno.OK;
  }

  @Requires("sockets.fifoMtx")
  private Errno sleep(Object channel, String why) {
    Kernel kernel = sockets.kernel();
    WaitResult r =
        kernel
            .rt()
            .sleepQueue()
            .sleep(channel, sockets.fifoMtx, why, true, SleepQueue.FOREVER, false);
    return r == WaitResult.WOKEN ? Errno.OK : kernel.sleepErrno(r);
  }

  /**
   * Locks fifo_mtx with the sockets there. They are made with it released; of two threads that make
   * them, one throws its own away.
   */
  private Errno lockInfo() {
    sockets.fifoMtx.lock();
    while (info == null) {
      sockets.fifoMtx.unlock();
      Info[] made = new Info[1];
      Errno error = make(made);
      if (error != Errno.OK) {
        return error;
      }
      sockets.fifoMtx.lock();
      if (info == null) {
        info = made[0];
      } else {
        sockets.fifoMtx.unlock();
        close(made[0]);
        sockets.fifoMtx.lock();
      }
    }
    return Errno.OK;
  }

  private Errno make(Info[] out) {
    Socket[] r = new Socket[1];
    Socket[] w = new Socket[1];
    giantless.stack.kern.Ucred cred = giantless.stack.kern.Ucred.root();
    Errno error = UipcSocket.socreate(sockets, family, r, SocketConst.SOCK_STREAM, 0, cred);
    if (error != Errno.OK) {
      return error;
    }
    error = UipcSocket.socreate(sockets, family, w, SocketConst.SOCK_STREAM, 0, cred);
    if (error == Errno.OK) {
      error = UipcSocket.soconnect2(w[0], r[0]);
      if (error != Errno.OK) {
        UipcSocket.soclose(w[0]);
      }
    }
    if (error != Errno.OK) {
      UipcSocket.soclose(r[0]);
      return error;
    }
    w[0].snd.lock.lock();
    w[0].snd.sbLowat = PIPE_BUF;
    w[0].snd.lock.unlock();
    // The other direction is not used; and neither end is there yet.
    UipcSocket2.socantsendmore(r[0]);
    UipcSocket2.socantrcvmore(w[0]);
    UipcSocket2.socantsendmore(w[0]);
    UipcSocket2.socantrcvmore(r[0]);
    out[0] = new Info(r[0], w[0]);
    return Errno.OK;
  }

  private static void close(Info info) {
    UipcSocket.soclose(info.readsock);
    UipcSocket.soclose(info.writesock);
  }

  @Requires("sockets.fifoMtx")
  private void addReader() {
    rgen++;
    if (readers++ == 0) {
      SockBuf snd = info.writesock.snd;
      snd.lock.lock();
      snd.changeSbState(0, SockBuf.SBS_CANTSENDMORE);
      UipcSocket2.sowwakeupLocked(info.writesock);
    }
    sockets.kernel().rt().sleepQueue().wakeup(readerChannel);
  }

  @Requires("sockets.fifoMtx")
  private void addWriter() {
    wgen++;
    if (writers++ == 0) {
      SockBuf rcv = info.readsock.rcv;
      rcv.lock.lock();
      rcv.changeSbState(0, SockBuf.SBS_CANTRCVMORE);
      UipcSocket2.sorwakeupLocked(info.readsock);
    }
    sockets.kernel().rt().sleepQueue().wakeup(writerChannel);
  }

  /** One less reads or writes; the last one tells the other side, in the same hold. */
  @Requires("sockets.fifoMtx")
  private void leave(int fflags) {
    if ((fflags & File.FREAD) != 0 && --readers == 0) {
      UipcSocket2.socantsendmore(info.writesock);
    }
    if ((fflags & File.FWRITE) != 0 && --writers == 0) {
      UipcSocket2.socantrcvmore(info.readsock);
    }
    Kassert.kassert(readers >= 0 && writers >= 0, "fifo: closed more often than opened");
  }

  /** fifo_cleanup: the sockets go with the last who has it open. */
  @Releases("sockets.fifoMtx")
  private void cleanup() {
    Info old = null;
    if (readers == 0 && writers == 0) {
      old = info;
      info = null;
    }
    sockets.fifoMtx.unlock();
    if (old != null) {
      close(old);
    }
  }

  /** fifo_close. */
  @Excludes("sockets.fifoMtx")
  void close(int fflags) {
    sockets.fifoMtx.lock();
    leave(fflags);
    cleanup();
  }

  /** How many opens for writing there were. */
  @Excludes("sockets.fifoMtx")
  long writerGeneration() {
    sockets.fifoMtx.lock();
    long n = wgen;
    sockets.fifoMtx.unlock();
    return n;
  }
}
