package giantless.stack.socket;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.Confined;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.ShmFile;
import giantless.stack.kern.SysGeneric;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * sendfile(2): a file's pages go to a stream as external storage of mbufs, without a copy. The send
 * buffer's sblock is held over the file's part of the call, so that nothing of another writer gets
 * into it. One object serves one call.
 */
@Confined("the calling thread")
final class SendFile {
  /** Do not wait for the disk: nothing is on a disk here. */
  static final int SF_NODISKIO = 0x01;

  /** Do not wait for mbufs: ENOBUFS. */
  static final int SF_MNOWAIT = 0x02;

  /** Return when the last page was given back. */
  static final int SF_SYNC = 0x04;

  /** How many mbufs of the call are on their way, {@code struct sendfile_sync}. */
  static final class Sync {
    final Mtx lock;
    private final SleepQueue sleepq;

    @GuardedBy("lock")
    private int count;

    Sync(Kernel kernel) {
      this.lock = kernel.rt().mtx(Locks.SENDFILE);
      this.sleepq = kernel.rt().sleepQueue();
    }

    @Excludes("lock")
    void begin() {
      lock.lock();
      count++;
      lock.unlock();
    }

    /** From ext_free, with any lock of the stack held. */
    @Excludes("lock")
    void end() {
      lock.lock();
      count--;
      if (count == 0) {
        sleepq.wakeup(this);
      }
      lock.unlock();
    }

    /**
     * Waits for all; a signal ends the wait, for the reader may be this very process (D-16). What
     * is still on its way keeps this object.
     */
    @Excludes("lock")
    Errno await(Kernel kernel) {
      Errno error = Errno.OK;
      lock.lock();
      while (error == Errno.OK && count != 0) {
        WaitResult r = sleepq.sleep(this, lock, "sfsync", true, SleepQueue.FOREVER, false);
        error = r == WaitResult.WOKEN ? Errno.OK : kernel.sleepErrno(r);
      }
      lock.unlock();
      return error;
    }
  }

  private final Socket so;
  private final SockBuf sb;
  private final MbufPool pool;
  private final ProcThread td;
  private final int flags;
  private final Sync sync;
  private long sent;

  private SendFile(Socket so, ProcThread td, int flags) {
    this.so = so;
    this.sb = so.snd;
    this.pool = so.sockets.mbufs();
    this.td = td;
    this.flags = flags;
    this.sync = (flags & SF_SYNC) != 0 ? new Sync(so.sockets.kernel()) : null;
  }

  /**
   * kern_sendfile.
   *
   * @param fd the file
   * @param s the socket
   * @param nbytes how many of the file; 0 for all up to its end
   * @param headers sent before, or null
   * @param trailers sent after, or null
   * @param sbytes element 0 gets what was sent, also on an error
   * @return EBADF, EINVAL for a file that has no pages, a socket that is no stream or a negative
   *     offset, ENOTSOCK, ENOTCONN, EPIPE, EWOULDBLOCK, ENOBUFS, EINTR, or a pending error
   */
  static Errno sendfile(
      ProcThread td,
      int fd,
      int s,
      long offset,
      long nbytes,
      byte[][] headers,
      byte[][] trailers,
      long[] sbytes,
      int flags) {
    if (offset < 0 || nbytes < 0) {
      return Errno.EINVAL;
    }
    File file = td.proc().fd().fget(fd);
    if (file == null) {
      return Errno.EBADF;
    }
    File sock = td.proc().fd().fget(s);
    Errno error = check(file, sock);
    if (error == Errno.OK) {
      Socket so = (Socket) sock.data();
      so.sockets.kernel().netLockGiant();
      SendFile call = new SendFile(so, td, flags);
      error = call.send(s, (ShmFile) file.data(), offset, nbytes, headers, trailers);
      so.sockets.kernel().netUnlockGiant();
      if (sbytes != null) {
        sbytes[0] = call.sent;
      }
      if (call.sync != null) {
        Errno e = call.sync.await(so.sockets.kernel());
        error = error == Errno.OK ? e : error;
      }
      // What was sent is told by sbytes: the call is not made again.
      error = error == Errno.ERESTART ? Errno.EINTR : error;
    }
    if (sock != null) {
      sock.fdrop(td);
    }
    file.fdrop(td);
    return error;
  }

  private static Errno check(File file, File sock) {
    if (file.type() != File.DTYPE_SHM) {
      return Errno.EINVAL;
    }
    if (sock == null) {
      return Errno.EBADF;
    }
    if (sock.type() != File.DTYPE_SOCKET) {
      return Errno.ENOTSOCK;
    }
    Socket so = (Socket) sock.data();
    if (so.soType() != SocketConst.SOCK_STREAM) {
      return Errno.EINVAL;
    }
    return so.hasState(Socket.SS_ISCONNECTED) ? Errno.OK : Errno.ENOTCONN;
  }

  private Errno send(
      int s, ShmFile file, long offset, long nbytes, byte[][] headers, byte[][] trailers) {
    Errno error = writev(s, headers);
    if (error != Errno.OK) {
      return error;
    }
    boolean nbio = so.hasState(Socket.SS_NBIO);
    sb.lock.lock();
    error = sb.sblock(!nbio);
    if (error != Errno.OK) {
      sb.lock.unlock();
      return error;
    }
    error = pages(file, offset, nbytes == 0 ? Long.MAX_VALUE : nbytes, nbio);
    sb.sbunlock();
    sb.lock.unlock();
    return error == Errno.OK ? writev(s, trailers) : error;
  }

  private Errno writev(int s, byte[][] iov) {
    if (iov == null || iov.length == 0) {
      return Errno.OK;
    }
    int[] out = new int[1];
    Errno error = SysGeneric.transferv(td, s, iov, Uio.Rw.WRITE, out);
    sent += out[0];
    return error;
  }

  /** The file's part, with sblock held. */
  @Requires("sb.lock")
  private Errno pages(ShmFile file, long from, long nbytes, boolean nbio) {
    long offset = from;
    long left = nbytes;
    while (left > 0) {
      if ((sb.sbState & SockBuf.SBS_CANTSENDMORE) != 0) {
        return Errno.EPIPE;
      }
      Errno error = so.takeError();
      if (error != Errno.OK) {
        return error;
      }
      if (!so.hasState(Socket.SS_ISCONNECTED)) {
        return Errno.ENOTCONN;
      }
      int space = sb.sbspace();
      if (space <= 0 || space < sb.sbLowat) {
        error = nbio ? Errno.EWOULDBLOCK : sb.sbwait();
        if (error != Errno.OK) {
          return error;
        }
        continue;
      }
      sb.lock.unlock();
      ShmFile.Extent e = file.wire(offset, (int) Math.min(left, space));
      error = e == null ? Errno.OK : page(e);
      sb.lock.lock();
      if (e == null || error != Errno.OK) {
        return error;
      }
      offset += e.len;
      left -= e.len;
      sent += e.len;
    }
    return Errno.OK;
  }

  /** One mbuf whose storage is the page; the protocol consumes it, and with it the page's count. */
  private Errno page(ShmFile.Extent e) {
    Mbuf m = pool.gethdr((flags & SF_MNOWAIT) != 0 ? How.DONTWAIT : How.WAITOK, Mbuf.MT_DATA);
    if (m == null) {
      e.page.unwire();
      return Errno.ENOBUFS;
    }
    Sync s = sync;
    if (s != null) {
      s.begin();
    }
    ShmFile.Page page = e.page;
    pool.extadd(
        m,
        page.bytes,
        e.off,
        e.len,
        store -> {
          page.unwire();
          if (s != null) {
            s.end();
          }
        });
    m.flags |= Mbuf.M_RDONLY;
    m.len = e.len;
    m.pkthdr.len = e.len;
    return so.soProto.prUsrreqs.send(so, 0, m, null, null, td.proc().ucred());
  }
}
