package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.Socket;
import giantless.stack.socket.Sockopt;

/**
 * tcp_ctloutput(): options at IPPROTO_TCP, tcp(4); those of IP go to IP. The value is copied in
 * before the block is locked and out after it was unlocked, and whether the connection is still
 * there is asked under the lock (locking reference, D-35). Fields are constant.
 */
public final class TcpCtloutput implements Protosw.Ctloutput {
  /** The level. */
  public static final int IPPROTO_TCP = Ip.IPPROTO_TCP;

  public static final int TCP_NODELAY = 1;
  public static final int TCP_MAXSEG = 2;
  public static final int TCP_NOPUSH = 4;
  public static final int TCP_NOOPT = 8;
  public static final int TCP_INFO = 32;

  /** A name of an algorithm. */
  public static final int TCP_CONGESTION = 64;

  /** Seconds. */
  public static final int TCP_KEEPINIT = 128;

  /** Seconds. */
  public static final int TCP_KEEPIDLE = 256;

  /** Seconds. */
  public static final int TCP_KEEPINTVL = 512;

  public static final int TCP_KEEPCNT = 1024;

  private static final int MILLIS = 1000;
  private static final int CA_NAME_MAX = 16;
  private static final int GONE = InPcb.INP_DROPPED | InPcb.INP_TIMEWAIT;

  private final Tcp tcp;
  private final IpCtloutput ip;

  TcpCtloutput(Tcp tcp, IpCtloutput ip) {
    this.tcp = tcp;
    this.ip = ip;
  }

  @Override
  public Errno ctloutput(Socket so, Sockopt sopt) {
    InPcb inp = (InPcb) so.soPcb();
    if (inp == null) {
      return Errno.ECONNRESET;
    }
    if (sopt.level != IPPROTO_TCP) {
      return ip.ctloutput(so, sopt);
    }
    return sopt.dir == Sockopt.Dir.SET ? set(inp, sopt) : get(inp, sopt);
  }

  @Excludes("inp.lock")
  private Errno set(InPcb inp, Sockopt sopt) {
    int[] val = new int[1];
    CcAlgo algo = null;
    switch (sopt.name) {
      case TCP_NODELAY:
      case TCP_NOOPT:
      case TCP_NOPUSH:
      case TCP_MAXSEG:
      case TCP_KEEPINIT:
      case TCP_KEEPIDLE:
      case TCP_KEEPINTVL:
      case TCP_KEEPCNT:
        Errno error = sopt.copyinInt(val);
        if (error != Errno.OK) {
          return error;
        }
        break;
      case TCP_CONGESTION:
        algo = tcp.cong.byName(name(sopt.val()));
        if (algo == null) {
          return Errno.ENOENT;
        }
        break;
      default:
        return Errno.ENOPROTOOPT;
    }
    inp.lock.lock();
    Errno error = Errno.ECONNRESET;
    if ((inp.inpFlags & GONE) == 0) {
      error = set(TcpSubr.tcpcb(inp), sopt.name, val[0], algo);
    }
    inp.lock.unlock();
    return error;
  }

  private static String name(byte[] b) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < b.length && i < CA_NAME_MAX && b[i] != 0; i++) {
      s.append((char) b[i]);
    }
    return s.toString();
  }

  @Requires("tp.inp.lock")
  private Errno set(Tcpcb tp, int name, int val, CcAlgo algo) {
    switch (name) {
      case TCP_NODELAY:
        flag(tp, Tcpcb.TF_NODELAY, val);
        return Errno.OK;
      case TCP_NOOPT:
        flag(tp, Tcpcb.TF_NOOPT, val);
        return Errno.OK;
      case TCP_NOPUSH:
        boolean was = tp.has(Tcpcb.TF_NOPUSH);
        flag(tp, Tcpcb.TF_NOPUSH, val);
        if (was && val == 0 && TcpState.haveEstablished(tp.tState)) {
          return tcp.output.output(tp); // What was held back.
        }
        return Errno.OK;
      case TCP_MAXSEG:
        if (val <= 0 || val > tp.tMaxseg || val + TcpMss.HDRS < tcp.sysctl.minmss.get()) {
          return Errno.EINVAL;
        }
        tp.tMaxseg = val;
        return Errno.OK;
      case TCP_CONGESTION:
        tcp.cong.attach(tp, algo);
        return Errno.OK;
      default:
        return keep(tp, name, val);
    }
  }

  @Requires("tp.inp.lock")
  private static void flag(Tcpcb tp, int flag, int val) {
    tp.tFlags = val != 0 ? tp.tFlags | flag : tp.tFlags & ~flag;
  }

  @Requires("tp.inp.lock")
  private static Errno keep(Tcpcb tp, int name, int val) {
    if (val < 0 || name != TCP_KEEPCNT && val > Integer.MAX_VALUE / MILLIS) {
      return Errno.EINVAL;
    }
    boolean armed = tp.tState > TcpState.LISTEN && tp.tState <= TcpState.CLOSING;
    switch (name) {
      case TCP_KEEPINIT:
        tp.tKeepinit = val * MILLIS;
        if (tp.tState == TcpState.SYN_SENT || tp.tState == TcpState.SYN_RECEIVED) {
          tp.timers.activate(TcpTimers.KEEP, tp.keepinit());
        }
        return Errno.OK;
      case TCP_KEEPIDLE:
        tp.tKeepidle = val * MILLIS;
        if (armed && tp.tState >= TcpState.ESTABLISHED) {
          tp.timers.activate(TcpTimers.KEEP, tp.keepidle());
        }
        return Errno.OK;
      case TCP_KEEPINTVL:
        tp.tKeepintvl = val * MILLIS;
        break;
      default:
        tp.tKeepcnt = val;
        break;
    }
    if (tp.tState == TcpState.FIN_WAIT_2 && tp.timers.active(TcpTimers.MSL2)) {
      tp.timers.activate(TcpTimers.MSL2, tp.maxidle());
    }
    return Errno.OK;
  }

  @Excludes("inp.lock")
  private Errno get(InPcb inp, Sockopt sopt) {
    inp.lock.lock();
    if ((inp.inpFlags & GONE) != 0) {
      inp.lock.unlock();
      return Errno.ECONNRESET;
    }
    Tcpcb tp = TcpSubr.tcpcb(inp);
    int val = 0;
    byte[] bytes = null;
    Errno error = Errno.OK;
    switch (sopt.name) {
      case TCP_NODELAY:
        val = tp.tFlags & Tcpcb.TF_NODELAY;
        break;
      case TCP_NOOPT:
        val = tp.tFlags & Tcpcb.TF_NOOPT;
        break;
      case TCP_NOPUSH:
        val = tp.tFlags & Tcpcb.TF_NOPUSH;
        break;
      case TCP_MAXSEG:
        val = tp.tMaxseg;
        break;
      case TCP_KEEPINIT:
        val = tp.keepinit() / MILLIS;
        break;
      case TCP_KEEPIDLE:
        val = tp.keepidle() / MILLIS;
        break;
      case TCP_KEEPINTVL:
        val = tp.keepintvl() / MILLIS;
        break;
      case TCP_KEEPCNT:
        val = tp.keepcnt();
        break;
      case TCP_INFO:
        bytes = TcpInfo.of(tp).bytes();
        break;
      case TCP_CONGESTION:
        bytes = nameBytes(tp.ccAlgo.name());
        break;
      default:
        error = Errno.ENOPROTOOPT;
        break;
    }
    inp.lock.unlock();
    if (error != Errno.OK) {
      return error;
    }
    return bytes != null ? sopt.copyout(bytes) : sopt.copyoutInt(val);
  }

  private static byte[] nameBytes(String s) {
    byte[] b = new byte[CA_NAME_MAX];
    for (int i = 0; i < s.length(); i++) {
      b[i] = (byte) s.charAt(i);
    }
    return b;
  }
}
