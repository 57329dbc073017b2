package giantless.stack.socket;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileOps;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knote;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Proc;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Stat;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.Mbuf;

/**
 * The operations of a descriptor that is a socket, {@code sys_socket.c}. Without MPSAFE each runs
 * under Giant. No state.
 */
public final class SysSocket implements FileOps {
  /** The one table, socketops. */
  public static final SysSocket SOCKETOPS = new SysSocket();

  private static final int IN = Poll.POLLIN | Poll.POLLRDNORM;
  private static final int OUT = Poll.POLLOUT | Poll.POLLWRNORM;
  private static final int PRI = Poll.POLLPRI | Poll.POLLRDBAND;

  private SysSocket() {}

  private static Socket so(File fp) {
    return (Socket) fp.data();
  }

  @Override
  public Errno read(File fp, Uio uio, ProcThread td) {
    Socket so = so(fp);
    Kernel kernel = so.sockets.kernel();
    kernel.netLockGiant();
    Errno error = so.soProto.prUsrreqs.soreceive(new SoReceive(so, uio, false, 0));
    kernel.netUnlockGiant();
    return error;
  }

  @Override
  public Errno write(File fp, Uio uio, ProcThread td) {
    Socket so = so(fp);
    Kernel kernel = so.sockets.kernel();
    kernel.netLockGiant();
    Ucred cred = td.proc().ucred();
    Errno error = so.soProto.prUsrreqs.sosend(so, null, uio, null, null, 0, cred);
    if (error == Errno.EPIPE) {
      UipcSyscalls.sigpipe(so, td);
    }
    kernel.netUnlockGiant();
    return error;
  }

  @Override
  public Errno ioctl(File fp, int cmd, Object data, ProcThread td) {
    Socket so = so(fp);
    Kernel kernel = so.sockets.kernel();
    kernel.netLockGiant();
    Errno error = sooIoctl(so, cmd, data, td);
    kernel.netUnlockGiant();
    return error;
  }

  static Errno sooIoctl(Socket so, int cmd, Object data, ProcThread td) {
    switch (cmd) {
      case SocketConst.FIONBIO:
      case SocketConst.FIOASYNC:
      case SocketConst.FIONREAD:
      case SocketConst.FIONWRITE:
      case SocketConst.FIONSPACE:
      case SocketConst.SIOCATMARK:
      case SocketConst.SIOCSPGRP:
      case SocketConst.SIOCGPGRP:
      case FileOps.FIOSETOWN:
      case FileOps.FIOGETOWN:
        if (!(data instanceof int[]) || ((int[]) data).length < 1) {
          return Errno.EFAULT;
        }
        return intIoctl(so, cmd, (int[]) data);
      default:
        return so.soProto.prUsrreqs.control(so, cmd, data, td.proc().ucred());
    }
  }

  private static Errno intIoctl(Socket so, int cmd, int[] data) {
    switch (cmd) {
      case SocketConst.FIONBIO:
        changeState(so, data[0] != 0, Socket.SS_NBIO);
        return Errno.OK;
      case SocketConst.FIOASYNC:
        setAsync(so, data[0] != 0);
        return Errno.OK;
      case SocketConst.FIONREAD:
        so.rcv.lock.lock();
        data[0] = so.rcv.dataBytes();
        so.rcv.lock.unlock();
        return Errno.OK;
      case SocketConst.FIONWRITE:
        so.snd.lock.lock();
        data[0] = so.snd.sbCc();
        so.snd.lock.unlock();
        return Errno.OK;
      case SocketConst.FIONSPACE:
        so.snd.lock.lock();
        data[0] = Math.max(0, so.snd.sbspace());
        so.snd.lock.unlock();
        return Errno.OK;
      case SocketConst.SIOCATMARK:
        so.rcv.lock.lock();
        data[0] = (so.rcv.sbState & SockBuf.SBS_RCVATMARK) != 0 ? 1 : 0;
        so.rcv.lock.unlock();
        return Errno.OK;
      default:
        return sigioIoctl(so, cmd, data);
    }
  }

  private static void changeState(Socket so, boolean on, int ss) {
    so.rcv.lock.lock();
    so.changeState(on ? ss : 0, ss);
    so.rcv.lock.unlock();
  }

  private static void setAsync(Socket so, boolean on) {
    changeState(so, on, Socket.SS_ASYNC);
    setAsync(so.rcv, on);
    setAsync(so.snd, on);
  }

  private static void setAsync(SockBuf sb, boolean on) {
    sb.lock.lock();
    sb.sbFlags = on ? sb.sbFlags | SockBuf.SB_ASYNC : sb.sbFlags & ~SockBuf.SB_ASYNC;
    sb.lock.unlock();
  }

  /** What an accepted socket has from its listener: the file's flags, and who gets SIGIO. */
  static void inheritFlags(Socket head, Socket so, int flags) {
    changeState(so, (flags & File.FNONBLOCK) != 0, Socket.SS_NBIO);
    setAsync(so, (flags & File.FASYNC) != 0);
    head.rcv.lock.lock();
    Proc owner = head.soSigio();
    head.rcv.lock.unlock();
    if (owner != null) {
      so.rcv.lock.lock();
      so.setSoSigio(owner);
      so.rcv.lock.unlock();
    }
  }

  private static Errno sigioIoctl(Socket so, int cmd, int[] data) {
    if (cmd == FileOps.FIOGETOWN || cmd == SocketConst.SIOCGPGRP) {
      so.rcv.lock.lock();
      data[0] = so.soSigio() == null ? 0 : so.soSigio().pid();
      so.rcv.lock.unlock();
      return Errno.OK;
    }
    Proc owner = null;
    if (data[0] != 0) {
      owner = so.sockets.kernel().procs().pfind(data[0]);
      if (owner == null) {
        return Errno.ESRCH;
      }
    }
    so.rcv.lock.lock();
    so.setSoSigio(owner);
    so.rcv.lock.unlock();
    return Errno.OK;
  }

  /** sopoll: test and record in one hold of both mutexes, so that no event slips between. */
  @Override
  public int poll(File fp, int events, ProcThread td) {
    Socket so = so(fp);
    Kernel kernel = so.sockets.kernel();
    kernel.netLockGiant();
    int revents = so.soProto.prUsrreqs.sopoll(so, events, td);
    kernel.netUnlockGiant();
    return revents;
  }

  @Excludes({"so.snd.lock", "so.rcv.lock"})
  static int sopoll(Socket so, int events, ProcThread td) {
    so.snd.lock.lock();
    so.rcv.lock.lock();
    int revents = 0;
    if ((events & IN) != 0 && soreadable(so, (events & Poll.POLLINIGNEOF) == 0)) {
      revents |= events & IN;
    }
    if ((events & OUT) != 0 && sowriteable(so)) {
      revents |= events & OUT;
    }
    if ((events & PRI) != 0
        && (so.soOobmark != 0 || (so.rcv.sbState & SockBuf.SBS_RCVATMARK) != 0)) {
      revents |= events & PRI;
    }
    if ((events & Poll.POLLINIGNEOF) == 0
        && (so.rcv.sbState & SockBuf.SBS_CANTRCVMORE) != 0
        && (so.snd.sbState & SockBuf.SBS_CANTSENDMORE) != 0) {
      revents |= Poll.POLLHUP;
      // A hang-up and writing exclude each other, poll(2).
      revents &= ~OUT;
    }
    if (revents == 0) {
      if ((events & (IN | PRI)) != 0) {
        so.rcv.record(td);
      }
      if ((events & OUT) != 0) {
        so.snd.record(td);
      }
    }
    so.rcv.lock.unlock();
    so.snd.lock.unlock();
    return revents;
  }

  @Requires("so.rcv.lock")
  private static boolean soreadable(Socket so, boolean eof) {
    return so.rcv.sbMb != null && so.rcv.sbCc() >= so.rcv.sbLowat
        || eof && (so.rcv.sbState & SockBuf.SBS_CANTRCVMORE) != 0
        || so.comp.len() != 0
        || so.soError() != Errno.OK
        || so.soRerror() != Errno.OK;
  }

  @Requires("so.snd.lock")
  private static boolean sowriteable(Socket so) {
    return so.snd.sbspace() >= so.snd.sbLowat
            && (so.hasState(Socket.SS_ISCONNECTED)
                || (so.soProto.prFlags & Protosw.PR_CONNREQUIRED) == 0)
        || (so.snd.sbState & SockBuf.SBS_CANTSENDMORE) != 0
        || so.soError() != Errno.OK;
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    Socket so = so(fp);
    st.mode = Stat.S_IFSOCK;
    st.blksize = Mbuf.MCLBYTES;
    so.snd.lock.lock();
    so.rcv.lock.lock();
    if ((so.rcv.sbState & SockBuf.SBS_CANTRCVMORE) == 0 || so.rcv.sbCc() != 0) {
      st.mode |= 0444;
    }
    if ((so.snd.sbState & SockBuf.SBS_CANTSENDMORE) == 0) {
      st.mode |= 0222;
    }
    st.size = so.rcv.dataBytes();
    so.rcv.lock.unlock();
    so.snd.lock.unlock();
    return so.soProto.prUsrreqs.sense(so, st);
  }

  @Override
  public Errno kqfilter(File fp, Knote kn) {
    Socket so = so(fp);
    Kernel kernel = so.sockets.kernel();
    kernel.netLockGiant();
    Errno error = SoKqueue.kqfilter(so, kn, kn.filter());
    kernel.netUnlockGiant();
    return error;
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    Socket so = so(fp);
    Kernel kernel = so.sockets.kernel();
    kernel.netLockGiant();
    Errno error = UipcSocket.soclose(so);
    kernel.netUnlockGiant();
    return error;
  }
}
