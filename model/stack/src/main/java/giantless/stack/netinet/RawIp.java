package giantless.stack.netinet;

import giantless.lock.Locks;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockets;
import giantless.stack.socket.UipcSocket2;

/**
 * Raw IP sockets of one host, {@code raw_ip.c}: every packet of a protocol that no other part of
 * the kernel takes, and what ICMP and IGMP pass on, goes to each socket that wants it, with the IP
 * header, in network order. Fields are constant.
 */
public final class RawIp implements IpProtoHandler {
  private static final int RIPSNDQ = 8192;
  private static final int RIPRCVQ = 8192;

  final Inet inet;

  /** ripcbinfo. */
  final InPcbInfo info;

  final InPcbSubr subr;

  /** net.inet.raw.maxdgram. */
  final Knob sendspace = new Knob(RIPSNDQ, 1, Integer.MAX_VALUE);

  /** net.inet.raw.recvspace. */
  final Knob recvspace = new Knob(RIPRCVQ, 1, Integer.MAX_VALUE);

  /** Registers raw sockets with the sockets and with IP. */
  RawIp(Inet inet, Sockets sockets, IpPortRange ports, IpCtloutput ctloutput) {
    this.inet = inet;
    this.info = new InPcbInfo(inet.kernel().rt(), "rip", Locks.RIP, Locks.RAWINP);
    this.subr = new InPcbSubr(inet, ports);
    sockets.register(
        new Protosw(
            SocketConst.SOCK_RAW,
            SocketConst.AF_INET,
            0,
            Protosw.PR_ATOMIC | Protosw.PR_ADDR,
            new RipUsrreq(this),
            new RipCtloutput(ctloutput)));
    inet.protos().registerRaw(this);
    inet.kernel().sysctl().provide(this::provide);
  }

  /** The control blocks. */
  public InPcbInfo info() {
    return info;
  }

  private void provide(OidTree t) {
    t.addInt("net.inet.raw.maxdgram", Oid.CTLFLAG_RW, "Maximum outgoing packet", sendspace);
    t.addInt("net.inet.raw.recvspace", Oid.CTLFLAG_RW, "Receive buffer", recvspace);
    t.addLong("net.inet.raw.pcbcount", "Number of control blocks", () -> info.count());
  }

  /**
   * rip_input: as with a multicast, the block found last stays locked while the next one is being
   * locked.
   */
  @Override
  @Excludes("info.lock")
  public void input(Mbuf m, int hlen) {
    MbufPool pool = inet.mbufs();
    int src = Ip.src(m);
    int dst = Ip.dst(m);
    int proto = Ip.p(m);
    InPcb last = null;
    info.lock.lock();
    for (InPcb inp = info.first(); inp != null; inp = inp.listNext) {
      if (inp.inpIpP != 0 && inp.inpIpP != proto
          || inp.inpLaddr != InAddr.INADDR_ANY && inp.inpLaddr != dst
          || inp.inpFaddr != InAddr.INADDR_ANY && inp.inpFaddr != src) {
        continue;
      }
      inp.lock.lock();
      if (inp.inpSocket() == null) {
        inp.lock.unlock();
        continue;
      }
      if (last != null) {
        Mbuf n = pool.copym(m, 0, Mbuf.M_COPYALL, How.DONTWAIT);
        if (n != null) {
          append(last, n, hlen, src);
        }
        last.lock.unlock();
      }
      last = inp;
    }
    info.lock.unlock();
    if (last != null) {
      append(last, m, hlen, src);
      last.lock.unlock();
      return;
    }
    inet.ipstat.ips_delivered.add(-1);
    if (inet.protos().get(proto) == null) {
      inet.input.noProto(m);
    } else {
      // What ICMP or IGMP pass on was taken already: nobody is told.
      inet.ipstat.ips_noproto.inc();
      pool.freem(m);
    }
  }

  /** raw_append. Consumes the mbuf. */
  @Requires("inp.lock")
  private void append(InPcb inp, Mbuf m, int hlen, int src) {
    inp.lock.assertOwned();
    Socket so = inp.inpSocket();
    Mbuf opts = IpSavecontrol.wanted(inp) ? IpSavecontrol.save(inet, inp, m, hlen) : null;
    so.rcv.lock.lock();
    if (SbAppend.sbappendaddrLocked(so.rcv, SockAddrIn.of(src), m, opts)) {
      UipcSocket2.sorwakeupLocked(so);
    } else {
      UipcSocket2.soroverflowLocked(so);
      inet.mbufs().freem(m);
      if (opts != null) {
        inet.mbufs().freem(opts);
      }
    }
  }

  @Override
  public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] ipAndProtoHeader) {
    // A raw socket sees the ICMP messages themselves, if it asks for them.
  }

  @Override
  public void drain() {
    // What raw sockets hold is in their buffers.
  }

  /** rip_ctloutput: IP_HDRINCL here, the rest as for any socket over IP. */
  private static final class RipCtloutput implements Protosw.Ctloutput {
    private final IpCtloutput ip;

    RipCtloutput(IpCtloutput ip) {
      this.ip = ip;
    }

    @Override
    public Errno ctloutput(Socket so, giantless.stack.socket.Sockopt sopt) {
      if (sopt.level != IpCtloutput.IPPROTO_IP || sopt.name != IpCtloutput.IP_HDRINCL) {
        return ip.ctloutput(so, sopt);
      }
      InPcb inp = (InPcb) so.soPcb();
      if (sopt.dir == giantless.stack.socket.Sockopt.Dir.GET) {
        inp.lock.lock();
        int on = inp.inpFlags & InPcb.INP_HDRINCL;
        inp.lock.unlock();
        return sopt.copyoutInt(on);
      }
      int[] val = new int[1];
      Errno error = sopt.copyinInt(val);
      if (error == Errno.OK) {
        inp.lock.lock();
        inp.inpFlags =
            val[0] != 0 ? inp.inpFlags | InPcb.INP_HDRINCL : inp.inpFlags & ~InPcb.INP_HDRINCL;
        inp.lock.unlock();
      }
      return error;
    }
  }
}
