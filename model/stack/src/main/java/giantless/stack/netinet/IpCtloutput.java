package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/**
 * ip_ctloutput: options at IPPROTO_IP, ip(4), for UDP and for raw sockets. The value is copied in
 * before the block is locked and out after it was unlocked (locking reference, D-35). No state.
 */
public final class IpCtloutput implements Protosw.Ctloutput {
  /** The level. */
  public static final int IPPROTO_IP = 0;

  /** IP options to send with every packet. */
  public static final int IP_OPTIONS = 1;

  public static final int IP_HDRINCL = 2;
  public static final int IP_TOS = 3;
  public static final int IP_TTL = 4;
  public static final int IP_RECVOPTS = 5;
  public static final int IP_RECVRETOPTS = 6;
  public static final int IP_RECVDSTADDR = 7;

  /** Control message of sendmsg(2): the source address, 4 bytes in network order. */
  public static final int IP_SENDSRCADDR = IP_RECVDSTADDR;

  public static final int IP_RETOPTS = 8;

  /** An address of the interface, 4 bytes. */
  public static final int IP_MULTICAST_IF = 9;

  /** An {@code int} or one byte. */
  public static final int IP_MULTICAST_TTL = 10;

  /** An {@code int} or one byte. */
  public static final int IP_MULTICAST_LOOP = 11;

  /** {@code struct ip_mreq}: group and interface address, 4 bytes each. */
  public static final int IP_ADD_MEMBERSHIP = 12;

  public static final int IP_DROP_MEMBERSHIP = 13;
  public static final int IP_PORTRANGE = 19;
  public static final int IP_RECVIF = 20;
  public static final int IP_ONESBCAST = 23;
  public static final int IP_RECVTTL = 65;
  public static final int IP_DONTFRAG = 67;

  public static final int IP_PORTRANGE_DEFAULT = 0;
  public static final int IP_PORTRANGE_HIGH = 1;
  public static final int IP_PORTRANGE_LOW = 2;

  private static final int PORTRANGE = InPcb.INP_HIGHPORT | InPcb.INP_LOWPORT;

  private final Inet inet;

  IpCtloutput(Inet inet) {
    this.inet = inet;
  }

  @Override
  public Errno ctloutput(Socket so, Sockopt sopt) {
    InPcb inp = (InPcb) so.soPcb();
    if (sopt.level != IPPROTO_IP) {
      if (sopt.level == SocketConst.SOL_SOCKET && sopt.dir == Sockopt.Dir.SET) {
        reuse(inp, so, sopt.name);
      }
      return Errno.ENOPROTOOPT;
    }
    return sopt.dir == Sockopt.Dir.SET ? set(inp, so, sopt) : get(inp, sopt);
  }

  /** The socket has changed SO_REUSEADDR or one of its kin: the block keeps a copy (D-37). */
  @Excludes({"inp.info.lock", "inp.lock"})
  private static void reuse(InPcb inp, Socket so, int name) {
    if (name != SocketConst.SO_REUSEADDR
        && name != SocketConst.SO_REUSEPORT
        && name != SocketConst.SO_REUSEPORT_LB) {
      return;
    }
    inp.info.lock.lock();
    inp.lock.lock();
    // Read again under the locks: of two calls at once the later value is kept, whoever is last.
    int reuse = so.hasOption(SocketConst.SO_REUSEADDR) ? InPcb.REUSEADDR : 0;
    reuse |= so.hasOption(SocketConst.SO_REUSEPORT) ? InPcb.REUSEPORT : 0;
    reuse |= so.hasOption(SocketConst.SO_REUSEPORT_LB) ? InPcb.REUSEPORT_LB : 0;
    inp.inpReuse = reuse;
    inp.lock.unlock();
    inp.info.lock.unlock();
  }

  private static int flag(int name) {
    switch (name) {
      case IP_RECVOPTS:
        return InPcb.INP_RECVOPTS;
      case IP_RECVRETOPTS:
        return InPcb.INP_RECVRETOPTS;
      case IP_RECVDSTADDR:
        return InPcb.INP_RECVDSTADDR;
      case IP_RECVTTL:
        return InPcb.INP_RECVTTL;
      case IP_RECVIF:
        return InPcb.INP_RECVIF;
      case IP_ONESBCAST:
        return InPcb.INP_ONESBCAST;
      case IP_DONTFRAG:
        return InPcb.INP_DONTFRAG;
      default:
        return 0;
    }
  }

  private Errno set(InPcb inp, Socket so, Sockopt sopt) {
    switch (sopt.name) {
      case IP_OPTIONS:
      case IP_RETOPTS:
        return setOptions(inp, so, sopt);
      case IP_MULTICAST_IF:
      case IP_MULTICAST_TTL:
      case IP_MULTICAST_LOOP:
      case IP_ADD_MEMBERSHIP:
      case IP_DROP_MEMBERSHIP:
        return setMulticast(inp, sopt);
      case IP_TOS:
      case IP_TTL:
      case IP_PORTRANGE:
        break;
      default:
        if (flag(sopt.name) == 0) {
          return Errno.ENOPROTOOPT;
        }
    }
    int[] val = new int[1];
    Errno error = sopt.copyinInt(val);
    if (error != Errno.OK) {
      return error;
    }
    inp.lock.lock();
    error = setInt(inp, sopt.name, val[0]);
    inp.lock.unlock();
    return error;
  }

  @Requires("inp.lock")
  private static Errno setInt(InPcb inp, int name, int val) {
    switch (name) {
      case IP_TOS:
        inp.inpIpTos = val & 0xff;
        return Errno.OK;
      case IP_TTL:
        inp.inpIpTtl = val & 0xff;
        return Errno.OK;
      case IP_PORTRANGE:
        if (val < IP_PORTRANGE_DEFAULT || val > IP_PORTRANGE_LOW) {
          return Errno.EINVAL;
        }
        inp.inpFlags &= ~PORTRANGE;
        inp.inpFlags |=
            val == IP_PORTRANGE_HIGH
                ? InPcb.INP_HIGHPORT
                : val == IP_PORTRANGE_LOW ? InPcb.INP_LOWPORT : 0;
        return Errno.OK;
      default:
        int flag = flag(name);
        inp.inpFlags = val != 0 ? inp.inpFlags | flag : inp.inpFlags & ~flag;
        return Errno.OK;
    }
  }

  /** IP_OPTIONS: an empty value takes the options away. */
  @Excludes("inp.lock")
  private Errno setOptions(InPcb inp, Socket so, Sockopt sopt) {
    Mbuf m = null;
    if (sopt.valsize() > 0) {
      if (sopt.valsize() > Mbuf.MLEN) {
        return Errno.EMSGSIZE;
      }
      byte[] opts = IpPcbOpts.parse(sopt.val());
      if (opts == null) {
        return Errno.EINVAL;
      }
      boolean nbio = so.hasState(Socket.SS_NBIO);
      m = inet.mbufs().get(nbio ? How.DONTWAIT : How.WAITOK, Mbuf.MT_DATA);
      if (m == null) {
        return Errno.ENOBUFS;
      }
      System.arraycopy(opts, 0, m.data, m.off, opts.length);
      m.len = opts.length;
    }
    inp.lock.lock();
    Mbuf old = inp.inpOptions;
    inp.inpOptions = m;
    inp.lock.unlock();
    if (old != null) {
      inet.mbufs().freem(old);
    }
    return Errno.OK;
  }

  /** A value that may be an int or a single byte. */
  private static Errno copyinByteOrInt(Sockopt sopt, int[] val) {
    if (sopt.valsize() == 1) {
      val[0] = sopt.val()[0] & 0xff;
      return Errno.OK;
    }
    return sopt.copyinInt(val);
  }

  /** ip_setmoptions: under the block's lock, which goes before in_multi_mtx. */
  @Excludes("inp.lock")
  private Errno setMulticast(InPcb inp, Sockopt sopt) {
    int[] val = new int[1];
    byte[] mreq = new byte[8];
    Errno error;
    switch (sopt.name) {
      case IP_MULTICAST_TTL:
      case IP_MULTICAST_LOOP:
        error = copyinByteOrInt(sopt, val);
        break;
      case IP_MULTICAST_IF:
        error = sopt.copyin(mreq, 4);
        break;
      default:
        error = sopt.copyin(mreq, mreq.length);
        break;
    }
    if (error != Errno.OK) {
      return error;
    }
    inp.lock.lock();
    IpMoptions imo = inp.inpMoptions;
    if (imo == null) {
      imo = new IpMoptions(inet, inp.lock);
    }
    switch (sopt.name) {
      case IP_MULTICAST_IF:
        error = imo.setIf(Ip.get32(mreq, 0));
        break;
      case IP_MULTICAST_TTL:
        error = imo.setTtl(val[0]);
        break;
      case IP_MULTICAST_LOOP:
        error = imo.setLoop(val[0] != 0);
        break;
      case IP_ADD_MEMBERSHIP:
        error = imo.join(Ip.get32(mreq, 0), Ip.get32(mreq, 4));
        break;
      default:
        error = imo.leave(Ip.get32(mreq, 0), Ip.get32(mreq, 4));
        break;
    }
    if (isDefault(imo)) {
      imo = null; // Nothing is worth keeping.
    }
    inp.inpMoptions = imo;
    inp.lock.unlock();
    return error;
  }

  private static boolean isDefault(IpMoptions imo) {
    return imo.multicastIfp() == null
        && imo.multicastTtl() == IpMoptions.DEFAULT_TTL
        && imo.multicastLoop()
        && imo.numMemberships() == 0;
  }

  private static Errno get(InPcb inp, Sockopt sopt) {
    switch (sopt.name) {
      case IP_OPTIONS:
      case IP_RETOPTS:
        inp.lock.lock();
        byte[] opts = IpPcbOpts.format(inp.inpOptions);
        inp.lock.unlock();
        return sopt.copyout(opts);
      case IP_MULTICAST_IF:
        byte[] addr = new byte[4];
        inp.lock.lock();
        Ip.put32(addr, 0, inp.inpMoptions == null ? 0 : inp.inpMoptions.getIf());
        inp.lock.unlock();
        return sopt.copyout(addr);
      case IP_TOS:
      case IP_TTL:
      case IP_PORTRANGE:
      case IP_MULTICAST_TTL:
      case IP_MULTICAST_LOOP:
        break;
      default:
        if (flag(sopt.name) == 0) {
          return Errno.ENOPROTOOPT;
        }
    }
    inp.lock.lock();
    int val = getInt(inp, sopt.name);
    inp.lock.unlock();
    boolean oneByte =
        (sopt.name == IP_MULTICAST_TTL || sopt.name == IP_MULTICAST_LOOP) && sopt.valsize() == 1;
    return oneByte ? sopt.copyout(new byte[] {(byte) val}) : sopt.copyoutInt(val);
  }

  @Requires("inp.lock")
  private static int getInt(InPcb inp, int name) {
    IpMoptions imo = inp.inpMoptions;
    switch (name) {
      case IP_TOS:
        return inp.inpIpTos;
      case IP_TTL:
        return inp.inpIpTtl;
      case IP_PORTRANGE:
        return (inp.inpFlags & InPcb.INP_HIGHPORT) != 0
            ? IP_PORTRANGE_HIGH
            : (inp.inpFlags & InPcb.INP_LOWPORT) != 0 ? IP_PORTRANGE_LOW : IP_PORTRANGE_DEFAULT;
      case IP_MULTICAST_TTL:
        return imo == null ? IpMoptions.DEFAULT_TTL : imo.multicastTtl();
      case IP_MULTICAST_LOOP:
        return imo == null || imo.multicastLoop() ? 1 : 0;
      default:
        return (inp.inpFlags & flag(name)) != 0 ? 1 : 0;
    }
  }
}
