package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.SockAddrIn;

/**
 * ICMP input, icmp_input() (RFC 792, RFC 950, RFC 1122 section 3.2.2, RFC 1191). Called by IpInput
 * with no lock held. What it does not consume goes to the raw handler.
 */
public final class IcmpInput implements IpProtoHandler {
  private final Inet inet;
  private final MbufPool mbufs;
  private final IcmpStat icmpstat;
  private final IpSysctl sysctl;

  IcmpInput(Inet inet) {
    this.inet = inet;
    this.mbufs = inet.mbufs;
    this.icmpstat = inet.icmpstat;
    this.sysctl = inet.sysctl;
  }

  /** What to do with a message after its type was looked at. */
  private enum Next {
    RAW,
    REFLECT,
    FREE
  }

  @Override
  public void input(Mbuf m0, int hlen) {
    int icmplen = Ip.len(m0) - hlen;
    if (icmplen < Icmp.MINLEN) {
      icmpstat.icps_tooshort.inc();
      mbufs.freem(m0);
      return;
    }
    Mbuf m = mbufs.pullup(m0, hlen + Math.min(icmplen, Icmp.ADVLENMIN));
    if (m == null) {
      icmpstat.icps_tooshort.inc();
      return;
    }
    if (InCksum.cksumSkip(m, hlen + icmplen, hlen) != 0) {
      icmpstat.icps_checksum.inc();
      mbufs.freem(m);
      return;
    }
    int type = m.u8(hlen);
    Next next = Next.RAW;
    if (type <= Icmp.MAXTYPE) {
      icmpstat.inhist(type).inc();
      m = prepare(m, hlen, icmplen, type);
      if (m == null) {
        return;
      }
      next = process(m, hlen, icmplen, type, m.u8(hlen + 1));
    }
    IpProtoHandler raw = inet.protos.raw();
    if (next == Next.REFLECT) {
      icmpstat.icps_reflect.inc();
      icmpstat.outhist(m.u8(hlen)).inc();
      inet.icmpError.reflect(m);
    } else if (next == Next.RAW && raw != null) {
      raw.input(m, hlen);
    } else {
      mbufs.freem(m);
    }
  }

  /** Queries are answered in place: their header and theirs before it must be writable. */
  private Mbuf prepare(Mbuf m, int hlen, int icmplen, int type) {
    if (type != Icmp.ECHO && type != Icmp.TSTAMP && type != Icmp.MASKREQ) {
      return m;
    }
    return inet.makeWritable(m, hlen + Math.min(icmplen, Icmp.TSLEN));
  }

  private Next process(Mbuf m, int hlen, int icmplen, int type, int code) {
    switch (type) {
      case Icmp.UNREACH:
        return deliver(m, hlen, icmplen, unreach(code));
      case Icmp.TIMXCEED:
        return deliver(
            m,
            hlen,
            icmplen,
            code == Icmp.TIMXCEED_INTRANS
                ? PrcCmd.TIMXCEED_INTRANS
                : code == Icmp.TIMXCEED_REASS ? PrcCmd.TIMXCEED_REASS : null);
      case Icmp.PARAMPROB:
        return deliver(m, hlen, icmplen, code <= 1 ? PrcCmd.PARAMPROB : null);
      case Icmp.SOURCEQUENCH:
        return deliver(m, hlen, icmplen, code == 0 ? PrcCmd.QUENCH : null);
      case Icmp.ECHO:
        if (toMany(m)) {
          icmpstat.icps_bmcastecho.inc();
          return Next.RAW;
        }
        if (!inet.bandlim.allow(BadportBandlim.Kind.ICMP_ECHO)) {
          return Next.FREE;
        }
        m.put8(hlen, Icmp.ECHOREPLY);
        return Next.REFLECT;
      case Icmp.TSTAMP:
        return timestamp(m, hlen, icmplen);
      case Icmp.MASKREQ:
        return maskRequest(m, hlen, icmplen);
      case Icmp.REDIRECT:
        return redirect(m, hlen, icmplen, code);
      default:
        return Next.RAW;
    }
  }

  private boolean toMany(Mbuf m) {
    if (sysctl.bmcastecho.on()) {
      return false;
    }
    int dst = Ip.dst(m);
    Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    return (m.flags & (Mbuf.M_MCAST | Mbuf.M_BCAST)) != 0
        || InAddr.isMulticast(dst)
        || dst == InAddr.INADDR_BROADCAST
        || rcvif != null && inet.ifaddrs.broadcastOn(dst, rcvif) != null;
  }

  private static PrcCmd unreach(int code) {
    switch (code) {
      case Icmp.UNREACH_NET:
      case Icmp.UNREACH_HOST:
      case Icmp.UNREACH_SRCFAIL:
      case Icmp.UNREACH_NET_UNKNOWN:
      case Icmp.UNREACH_HOST_UNKNOWN:
      case Icmp.UNREACH_ISOLATED:
      case Icmp.UNREACH_TOSNET:
      case Icmp.UNREACH_TOSHOST:
      case Icmp.UNREACH_HOST_PRECEDENCE:
      case Icmp.UNREACH_PRECEDENCE_CUTOFF:
        return PrcCmd.UNREACH_NET;
      case Icmp.UNREACH_NEEDFRAG:
        return PrcCmd.MSGSIZE;
      case Icmp.UNREACH_PROTOCOL:
      case Icmp.UNREACH_PORT:
        return PrcCmd.UNREACH_PORT;
      case Icmp.UNREACH_NET_PROHIB:
      case Icmp.UNREACH_HOST_PROHIB:
      case Icmp.UNREACH_FILTER_PROHIB:
        return PrcCmd.UNREACH_ADMIN_PROHIB;
      default:
        return null;
    }
  }

  /** The quoted packet: header with options and at least 8 bytes more; null and counted if not. */
  private byte[] quoted(Mbuf m, int hlen, int icmplen) {
    int at = hlen + Icmp.O_IP;
    int qhlen = icmplen >= Icmp.ADVLENMIN ? (m.u8(at) & 0xf) << 2 : 0;
    if (qhlen < Ip.HDR || icmplen < Icmp.MINLEN + qhlen + 8) {
      icmpstat.icps_badlen.inc();
      return null;
    }
    byte[] q = new byte[icmplen - Icmp.MINLEN];
    mbufs.copydata(m, at, q.length, q, 0);
    return q;
  }

  /** Tells the protocol that sent the quoted packet. */
  private Next deliver(Mbuf m, int hlen, int icmplen, PrcCmd cmd) {
    if (cmd == null) {
      icmpstat.icps_badcode.inc();
      return Next.RAW;
    }
    byte[] q = quoted(m, hlen, icmplen);
    if (q == null) {
      return Next.FREE;
    }
    int dst = Ip.get32(q, Ip.O_DST);
    if (InAddr.isMulticast(dst)) {
      icmpstat.icps_badcode.inc();
      return Next.RAW;
    }
    IpProtoHandler h = inet.protos.get(q[Ip.O_P] & 0xff);
    SockAddrIn about = SockAddrIn.of(dst);
    if (cmd == PrcCmd.MSGSIZE) {
      int mtu = m.u16(hlen + Icmp.O_NEXTMTU);
      if (h == null || !h.needfrag(about, q, mtu)) {
        inet.pmtu.needfrag(q, mtu);
      }
    }
    if (h != null) {
      h.ctlinput(cmd, about, q);
    }
    return Next.RAW;
  }

  private Next timestamp(Mbuf m, int hlen, int icmplen) {
    if (toMany(m)) {
      icmpstat.icps_bmcasttstamp.inc();
      return Next.RAW;
    }
    if (icmplen < Icmp.TSLEN) {
      icmpstat.icps_badlen.inc();
      return Next.RAW;
    }
    if (!inet.bandlim.allow(BadportBandlim.Kind.ICMP_TSTAMP)) {
      return Next.FREE;
    }
    int now = inet.options.iptime();
    m.put8(hlen, Icmp.TSTAMPREPLY);
    m.put32(hlen + Icmp.O_RTIME, now);
    m.put32(hlen + Icmp.O_TTIME, now);
    return Next.REFLECT;
  }

  private Next maskRequest(Mbuf m, int hlen, int icmplen) {
    Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    if (!sysctl.maskrepl.on() || rcvif == null) {
      return Next.RAW;
    }
    if (icmplen < Icmp.MASKLEN) {
      icmpstat.icps_badlen.inc();
      return Next.RAW;
    }
    int dst = Ip.dst(m);
    int asked = dst == InAddr.INADDR_BROADCAST || dst == InAddr.INADDR_ANY ? Ip.src(m) : dst;
    InIfaddr ia = inet.ifaddrs.ofIfpForAddr(asked, rcvif);
    if (ia == null) {
      return Next.RAW;
    }
    int fake = sysctl.maskfake.get();
    m.put8(hlen, Icmp.MASKREPLY);
    m.put32(hlen + Icmp.O_MASK, fake == 0 ? ia.subnetmask : fake);
    if (Ip.src(m) == 0) {
      // The asker does not know its address: everybody there gets the answer.
      if ((ia.ifp().flags() & Iff.IFF_POINTOPOINT) == 0) {
        return Next.RAW;
      }
      Ip.setSrc(m, ia.dstaddr);
    }
    return Next.REFLECT;
  }

  private Next redirect(Mbuf m, int hlen, int icmplen, int code) {
    if (sysctl.dropRedirect.on() || sysctl.forwarding.on()) {
      // A router finds its ways by itself (RFC 1812 section 5.2.7.2).
      return Next.RAW;
    }
    if (code > Icmp.REDIRECT_TOSHOST) {
      icmpstat.icps_badcode.inc();
      return Next.RAW;
    }
    byte[] q = quoted(m, hlen, icmplen);
    if (q == null) {
      return Next.FREE;
    }
    int gateway = m.u32(hlen + Icmp.O_GWADDR);
    int dst = Ip.get32(q, Ip.O_DST);
    if (sysctl.logRedirect.on()) {
      inet.kernel
          .log()
          .log(
              "icmp redirect from "
                  + InAddr.ntoa(Ip.src(m))
                  + ": "
                  + InAddr.ntoa(dst)
                  + " => "
                  + InAddr.ntoa(gateway));
    }
    SockAddrIn about = SockAddrIn.of(dst);
    inet.net.redirects.rtredirect(about, SockAddrIn.of(gateway), true, SockAddrIn.of(Ip.src(m)));
    inet.protos.ctlinputAll(PrcCmd.REDIRECT_HOST, about);
    return Next.RAW;
  }

  @Override
  public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] ipAndProtoHeader) {
    // ICMP keeps no state of what it sent.
  }

  @Override
  public void drain() {
    // Holds no mbufs.
  }
}
