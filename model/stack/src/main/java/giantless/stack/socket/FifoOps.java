package giantless.stack.socket;

import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileOps;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.Knote;
import giantless.stack.kern.Poll;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Stat;
import giantless.stack.kern.Uio;

/** The operations of a descriptor that is an open {@link Fifo}. No state of its own. */
final class FifoOps implements FileOps {
  static final FifoOps FIFOOPS = new FifoOps();

  /** What a descriptor of a fifo refers to. Immutable. */
  static final class End {
    final Fifo fifo;
    final Fifo.Info info;

    /** Opens for writing before this one. */
    final long wgen;

    End(Fifo fifo, Fifo.Info info, long wgen) {
      this.fifo = fifo;
      this.info = info;
      this.wgen = wgen;
    }
  }

  private FifoOps() {}

  private static End end(File fp) {
    return (End) fp.data();
  }

  private static int flags(File fp) {
    return fp.isNonblocking() ? SocketConst.MSG_NBIO : 0;
  }

  @Override
  public Errno read(File fp, Uio uio, ProcThread td) {
    if (uio.resid() == 0) {
      return Errno.OK;
    }
    Socket so = end(fp).info.readsock;
    return so.soProto.prUsrreqs.soreceive(new SoReceive(so, uio, false, flags(fp)));
  }

  @Override
  public Errno write(File fp, Uio uio, ProcThread td) {
    Socket so = end(fp).info.writesock;
    Errno error =
        so.soProto.prUsrreqs.sosend(so, null, uio, null, null, flags(fp), td.proc().ucred());
    if (error == Errno.EPIPE) {
      UipcSyscalls.sigpipe(so, td);
    }
    return error;
  }

  /** FIONBIO is the file's flag alone; the rest is asked of the socket of the side that is open. */
  @Override
  public Errno ioctl(File fp, int cmd, Object data, ProcThread td) {
    if (cmd == FileOps.FIONBIO) {
      return Errno.OK;
    }
    if (cmd != FileOps.FIONREAD
        && cmd != FileOps.FIOASYNC
        && cmd != FileOps.FIOSETOWN
        && cmd != FileOps.FIOGETOWN) {
      return Errno.ENOTTY;
    }
    Errno error = Errno.OK;
    End e = end(fp);
    if ((fp.flag() & File.FREAD) != 0) {
      error = SysSocket.sooIoctl(e.info.readsock, cmd, data, td);
    }
    if (error == Errno.OK && (fp.flag() & File.FWRITE) != 0 && cmd != FileOps.FIONREAD) {
      error = SysSocket.sooIoctl(e.info.writesock, cmd, data, td);
    }
    return error;
  }

  /** A reader that has not had a writer yet does not see the end of file. */
  @Override
  public int poll(File fp, int events, ProcThread td) {
    End e = end(fp);
    int in = events & (Poll.POLLIN | Poll.POLLRDNORM | Poll.POLLRDBAND);
    int out = events & (Poll.POLLOUT | Poll.POLLWRBAND);
    int revents = 0;
    if ((fp.flag() & File.FREAD) != 0 && in != 0) {
      int ignore = e.fifo.writerGeneration() == e.wgen ? Poll.POLLINIGNEOF : 0;
      revents |= SysSocket.sopoll(e.info.readsock, in | ignore, td);
    }
    if ((fp.flag() & File.FWRITE) != 0 && out != 0) {
      revents |= SysSocket.sopoll(e.info.writesock, out, td);
    }
    return revents;
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    SockBuf rcv = end(fp).info.readsock.rcv;
    st.mode = Stat.S_IFIFO;
    st.blksize = Fifo.PIPE_BUF;
    rcv.lock.lock();
    st.size = rcv.dataBytes();
    rcv.lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno kqfilter(File fp, Knote kn) {
    boolean write = kn.filter() == KEvent.EVFILT_WRITE;
    if ((fp.flag() & (write ? File.FWRITE : File.FREAD)) == 0) {
      return Errno.EINVAL;
    }
    End e = end(fp);
    return SoKqueue.kqfilter(write ? e.info.writesock : e.info.readsock, kn, kn.filter());
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    end(fp).fifo.close(fp.flag());
    return Errno.OK;
  }
}
