package giantless.stack.socket;

import giantless.lock.SleepQueue;
import giantless.lock.contract.Excludes;
import giantless.stack.kern.Errno;

/**
 * sosetopt and sogetopt: getsockopt(2) and setsockopt(2) at SOL_SOCKET; other levels go to the
 * protocol. Values are copied in before any lock is taken and out after it was released (locking
 * reference, D-35). No state of its own.
 */
public final class SoOpt {
  private static final int BITS =
      SocketConst.SO_DEBUG
          | SocketConst.SO_KEEPALIVE
          | SocketConst.SO_DONTROUTE
          | SocketConst.SO_USELOOPBACK
          | SocketConst.SO_BROADCAST
          | SocketConst.SO_REUSEADDR
          | SocketConst.SO_REUSEPORT
          | SocketConst.SO_OOBINLINE
          | SocketConst.SO_TIMESTAMP
          | SocketConst.SO_BINTIME
          | SocketConst.SO_NOSIGPIPE
          | SocketConst.SO_NO_OFFLOAD
          | SocketConst.SO_NO_DDP
          | SocketConst.SO_REUSEPORT_LB
          | SocketConst.SO_RERROR;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int USEC_PER_SECOND = 1_000_000;

  /** The longest time-out in seconds; more is as long as that. */
  private static final long MAX_TIMEO = Integer.MAX_VALUE;

  /** USHRT_MAX: the longest time to linger in seconds; more is EDOM. */
  private static final int MAX_LINGER = 65535;

  private SoOpt() {}

  private static boolean isBit(int name) {
    return (name & BITS) == name && Integer.bitCount(name) == 1;
  }

  /**
   * sosetopt.
   *
   * @return ENOPROTOOPT for an unknown option, EINVAL for a value too short or out of range, EDOM
   *     for a time out of range, ENOBUFS for a buffer that {@code kern.ipc.maxsockbuf} forbids
   */
  @Excludes({"so.snd.lock", "so.rcv.lock"})
  public static Errno sosetopt(Socket so, Sockopt sopt) {
    Protosw.Ctloutput ctloutput = so.soProto.prCtloutput;
    if (sopt.level != SocketConst.SOL_SOCKET) {
      return ctloutput == null ? Errno.ENOPROTOOPT : ctloutput.ctloutput(so, sopt);
    }
    Errno error;
    if (isBit(sopt.name)) {
      error = setBit(so, sopt);
    } else {
      switch (sopt.name) {
        case SocketConst.SO_LINGER:
          error = setLinger(so, sopt);
          break;
        case SocketConst.SO_SNDBUF:
        case SocketConst.SO_RCVBUF:
        case SocketConst.SO_SNDLOWAT:
        case SocketConst.SO_RCVLOWAT:
          error = setSize(so, sopt);
          break;
        case SocketConst.SO_SNDTIMEO:
        case SocketConst.SO_RCVTIMEO:
          error = setTimeo(so, sopt);
          break;
        case SocketConst.SO_ACCEPTFILTER:
          error = so.sockets.acceptFilters.setopt(so, sopt);
          break;
        case SocketConst.SO_USER_COOKIE:
        case SocketConst.SO_TS_CLOCK:
        case SocketConst.SO_MAX_PACING_RATE:
          error = setNumber(so, sopt);
          break;
        case SocketConst.SO_SETFIB:
          error = setFib(sopt);
          break;
        case SocketConst.SO_LABEL:
          return Errno.EOPNOTSUPP; // No mandatory access control.
        default:
          return Errno.ENOPROTOOPT;
      }
    }
    if (error == Errno.OK && ctloutput != null) {
      // The protocol may want to know; what it says does not matter.
      ctloutput.ctloutput(so, sopt);
    }
    return error;
  }

  private static Errno setBit(Socket so, Sockopt sopt) {
    int[] val = new int[1];
    Errno error = sopt.copyinInt(val);
    if (error == Errno.OK) {
      so.rcv.lock.lock();
      so.changeOptions(val[0] != 0 ? sopt.name : 0, sopt.name);
      so.rcv.lock.unlock();
    }
    return error;
  }

  /** Numbers that are kept as they are. */
  private static Errno setNumber(Socket so, Sockopt sopt) {
    int[] val = new int[1];
    Errno error = sopt.copyinInt(val);
    if (error != Errno.OK) {
      return error;
    }
    switch (sopt.name) {
      case SocketConst.SO_TS_CLOCK:
        if (val[0] < 0 || val[0] > SocketConst.SO_TS_MONOTONIC) {
          return Errno.EINVAL;
        }
        so.setSoTsClock(val[0]);
        return Errno.OK;
      case SocketConst.SO_MAX_PACING_RATE:
        so.setSoMaxPacingRate(val[0]);
        return Errno.OK;
      default:
        so.setSoUserCookie(val[0]);
        return Errno.OK;
    }
  }

  /** There is one routing table, number 0. */
  private static Errno setFib(Sockopt sopt) {
    int[] val = new int[1];
    Errno error = sopt.copyinInt(val);
    return error == Errno.OK && val[0] != 0 ? Errno.EINVAL : error;
  }

  private static Errno setLinger(Socket so, Sockopt sopt) {
    byte[] l = new byte[8];
    Errno error = sopt.copyin(l, 8);
    if (error == Errno.OK) {
      int seconds = Sockopt.getInt(l, 4);
      if (seconds < 0 || seconds > MAX_LINGER) {
        return Errno.EDOM;
      }
      so.rcv.lock.lock();
      so.setSoLinger(seconds);
      so.changeOptions(
          Sockopt.getInt(l, 0) != 0 ? SocketConst.SO_LINGER : 0, SocketConst.SO_LINGER);
      so.rcv.lock.unlock();
    }
    return error;
  }

  private static Errno setSize(Socket so, Sockopt sopt) {
    int[] val = new int[1];
    Errno error = sopt.copyinInt(val);
    if (error != Errno.OK) {
      return error;
    }
    if (val[0] < 1) {
      return Errno.EINVAL;
    }
    boolean send = sopt.name == SocketConst.SO_SNDBUF || sopt.name == SocketConst.SO_SNDLOWAT;
    SockBuf sb = send ? so.snd : so.rcv;
    sb.lock.lock();
    if (sopt.name == SocketConst.SO_SNDBUF || sopt.name == SocketConst.SO_RCVBUF) {
      if (!SbReserve.userSizeLocked(sb, val[0])) {
        error = Errno.ENOBUFS;
      }
    } else {
      sb.sbLowat = Math.min(val[0], sb.sbHiwat);
    }
    sb.lock.unlock();
    return error;
  }

  private static Errno setTimeo(Socket so, Sockopt sopt) {
    byte[] tv = new byte[16];
    Errno error = sopt.copyin(tv, 16);
    if (error != Errno.OK) {
      return error;
    }
    long sec = Sockopt.getLong(tv, 0);
    long usec = Sockopt.getLong(tv, 8);
    if (sec < 0 || usec < 0 || usec >= USEC_PER_SECOND) {
      return Errno.EDOM;
    }
    if (sec > MAX_TIMEO) {
      sec = MAX_TIMEO;
      usec = USEC_PER_SECOND - 1;
    }
    long nanos = sec * NANOS_PER_SECOND + usec * 1000;
    SockBuf sb = sopt.name == SocketConst.SO_SNDTIMEO ? so.snd : so.rcv;
    sb.lock.lock();
    sb.sbTimeo = nanos == 0 ? SleepQueue.FOREVER : nanos;
    sb.lock.unlock();
    return Errno.OK;
  }

  /** The pending error, or else that of the receiving side alone. */
  private static Errno takeError(Socket so) {
    Errno error = so.takeError();
    if (error == Errno.OK) {
      so.rcv.lock.lock();
      error = so.soRerror();
      so.setSoRerror(Errno.OK);
      so.rcv.lock.unlock();
    }
    return error;
  }

  /** sogetopt: ENOPROTOOPT for an unknown option. Reading SO_ERROR clears the pending error. */
  @Excludes({"so.snd.lock", "so.rcv.lock"})
  public static Errno sogetopt(Socket so, Sockopt sopt) {
    if (sopt.level != SocketConst.SOL_SOCKET) {
      Protosw.Ctloutput ctloutput = so.soProto.prCtloutput;
      return ctloutput == null ? Errno.ENOPROTOOPT : ctloutput.ctloutput(so, sopt);
    }
    if (isBit(sopt.name)) {
      return sopt.copyoutInt(so.soOptions() & sopt.name);
    }
    SockBuf sb;
    int val;
    switch (sopt.name) {
      case SocketConst.SO_LINGER:
        return sopt.copyout(
            Sockopt.ofLinger(so.soOptions() & SocketConst.SO_LINGER, so.soLinger()));
      case SocketConst.SO_TYPE:
        return sopt.copyoutInt(so.soType());
      case SocketConst.SO_ERROR:
        return sopt.copyoutInt(takeError(so).code());
      case SocketConst.SO_ACCEPTCONN:
        return sopt.copyoutInt(so.soOptions() & SocketConst.SO_ACCEPTCONN);
      case SocketConst.SO_DOMAIN:
        return sopt.copyoutInt(so.soProto.prFamily);
      case SocketConst.SO_PROTOCOL:
        return sopt.copyoutInt(so.soProto.prProtocol);
      case SocketConst.SO_USER_COOKIE:
        return sopt.copyoutInt(so.soUserCookie());
      case SocketConst.SO_TS_CLOCK:
        return sopt.copyoutInt(so.soTsClock());
      case SocketConst.SO_MAX_PACING_RATE:
        return sopt.copyoutInt(so.soMaxPacingRate());
      case SocketConst.SO_LISTENQLEN:
        return sopt.copyoutInt(SoListen.queueLengths(so)[0]);
      case SocketConst.SO_LISTENINCQLEN:
        return sopt.copyoutInt(SoListen.queueLengths(so)[1]);
      case SocketConst.SO_LISTENQLIMIT:
        return sopt.copyoutInt(SoListen.queueLengths(so)[2]);
      case SocketConst.SO_ACCEPTFILTER:
        return so.sockets.acceptFilters.getopt(so, sopt);
      case SocketConst.SO_LABEL:
      case SocketConst.SO_PEERLABEL:
        return Errno.EOPNOTSUPP;
      case SocketConst.SO_SNDBUF:
      case SocketConst.SO_RCVBUF:
        sb = sopt.name == SocketConst.SO_SNDBUF ? so.snd : so.rcv;
        sb.lock.lock();
        val = sb.sbHiwat;
        sb.lock.unlock();
        return sopt.copyoutInt(val);
      case SocketConst.SO_SNDLOWAT:
      case SocketConst.SO_RCVLOWAT:
        sb = sopt.name == SocketConst.SO_SNDLOWAT ? so.snd : so.rcv;
        sb.lock.lock();
        val = sb.sbLowat;
        sb.lock.unlock();
        return sopt.copyoutInt(val);
      case SocketConst.SO_SNDTIMEO:
      case SocketConst.SO_RCVTIMEO:
        sb = sopt.name == SocketConst.SO_SNDTIMEO ? so.snd : so.rcv;
        sb.lock.lock();
        long nanos = sb.sbTimeo;
        sb.lock.unlock();
        return sopt.copyout(
            Sockopt.ofTimeval(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND / 1000));
      default:
        return Errno.ENOPROTOOPT;
    }
  }
}
