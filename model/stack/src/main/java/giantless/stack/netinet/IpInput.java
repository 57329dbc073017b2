package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.stack.kern.Counter;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;

/**
 * IPv4 input, ip_input() (RFC 791, RFC 1122 section 3.2.1). Called by netisr in the thread that it
 * dispatches to, several at once, with no lock held; takes the locks of what it looks up one at a
 * time and holds none when it calls a protocol.
 *
 * <p>Headers stay in network order and unchanged for protocols to see.
 */
public final class IpInput {
  private final Inet inet;
  private final MbufPool mbufs;
  private final IpStat ipstat;
  private final IpSysctl sysctl;

  IpInput(Inet inet) {
    this.inet = inet;
    this.mbufs = inet.mbufs;
    this.ipstat = inet.ipstat;
    this.sysctl = inet.sysctl;
  }

  /**
   * Takes a packet from the link layer.
   *
   * @param m0 consumed; has a packet header
   */
  public void input(Mbuf m0) {
    ipstat.ips_total.inc();
    Mbuf m = check(m0);
    if (m == null) {
      return;
    }
    if (Ip.hlen(m) > Ip.HDR) {
      m = inet.makeWritable(m, Ip.hlen(m));
      if (m == null) {
        return;
      }
      IpOptions.Verdict verdict = inet.options.process(m);
      if (verdict == IpOptions.Verdict.CONSUMED) {
        return;
      }
      if (verdict == IpOptions.Verdict.FORWARD) {
        inet.forward.forward(m, true);
        return;
      }
    }
    int dst = Ip.dst(m);
    Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    boolean checkif =
        sysctl.checkInterface.on()
            && !sysctl.forwarding.on()
            && rcvif != null
            && (rcvif.flags() & Iff.IFF_LOOPBACK) == 0;
    InIfaddr ia = inet.ifaddrs.find(dst, checkif ? rcvif : null);
    if (ia == null && rcvif != null && (rcvif.flags() & Iff.IFF_BROADCAST) != 0) {
      ia = inet.ifaddrs.broadcastOn(dst, rcvif);
    }
    if (ia != null) {
      ia.ipackets.inc();
      ia.ibytes.add(m.pkthdr.len);
      ours(m);
      return;
    }
    if (InAddr.isMulticast(dst)) {
      if (rcvif == null || !inet.multi.isMember(dst, rcvif)) {
        drop(m, ipstat.ips_notmember);
        return;
      }
      ours(m);
      return;
    }
    if (dst == InAddr.INADDR_BROADCAST || dst == InAddr.INADDR_ANY) {
      ours(m);
      return;
    }
    if (!sysctl.forwarding.on()) {
      drop(m, ipstat.ips_cantforward);
      return;
    }
    inet.forward.forward(m, false);
  }

  private Mbuf drop(Mbuf m, Counter why) {
    why.inc();
    mbufs.freem(m);
    return null;
  }

  /** Checks the header and cuts the packet to its length; null if it was bad, counted and freed. */
  private Mbuf check(Mbuf m0) {
    Mbuf m = m0;
    if (m.pkthdr.len < Ip.HDR) {
      return drop(m, ipstat.ips_tooshort);
    }
    if (m.len < Ip.HDR) {
      m = mbufs.pullup(m, Ip.HDR);
      if (m == null) {
        ipstat.ips_toosmall.inc();
        return null;
      }
    }
    if (Ip.v(m) != Ip.IPVERSION) {
      return drop(m, ipstat.ips_badvers);
    }
    int hlen = Ip.hlen(m);
    if (hlen < Ip.HDR) {
      return drop(m, ipstat.ips_badhlen);
    }
    if (hlen > m.len) {
      if (hlen > m.pkthdr.len) {
        return drop(m, ipstat.ips_badhlen);
      }
      m = mbufs.pullup(m, hlen);
      if (m == null) {
        ipstat.ips_badhlen.inc();
        return null;
      }
    }
    Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    if ((InAddr.isLoopback(Ip.dst(m)) || InAddr.isLoopback(Ip.src(m)))
        && (rcvif == null || (rcvif.flags() & Iff.IFF_LOOPBACK) == 0)) {
      return drop(m, ipstat.ips_badaddr);
    }
    boolean good =
        (m.pkthdr.csumFlags & Mbuf.CSUM_IP_CHECKED) != 0
            ? (m.pkthdr.csumFlags & Mbuf.CSUM_IP_VALID) != 0
            : InCksum.hdr(m, hlen) == 0;
    if (!good) {
      return drop(m, ipstat.ips_badsum);
    }
    int len = Ip.len(m);
    if (len < hlen) {
      return drop(m, ipstat.ips_badlen);
    }
    if (m.pkthdr.len < len) {
      return drop(m, ipstat.ips_tooshort);
    }
    if (m.pkthdr.len > len) {
      mbufs.adj(m, len - m.pkthdr.len);
    }
    return m;
  }

  /** For this host: reassembles, and gives the packet to its protocol. */
  @Excludes("inet.reass.lock")
  private void ours(Mbuf m0) {
    Mbuf m = m0;
    if ((Ip.off(m) & (Ip.MF | Ip.OFFMASK)) != 0) {
      m = inet.makeWritable(m, Ip.hlen(m));
      if (m == null) {
        return;
      }
      m = inet.reass.reass(m);
      if (m == null) {
        return;
      }
    }
    int hlen = Ip.hlen(m);
    IpProtoHandler h = inet.protos.get(Ip.p(m));
    if (h != null) {
      ipstat.ips_delivered.inc();
      h.input(m, hlen);
      return;
    }
    h = inet.protos.raw();
    if (h != null) {
      // It counts what no raw socket wants.
      ipstat.ips_delivered.inc();
      h.input(m, hlen);
      return;
    }
    noProto(m);
  }

  /**
   * Nobody wants the packet's protocol: counted, and answered with a protocol unreachable (RFC 1122
   * section 3.2.2.1). The raw handler calls it for a packet that no socket took, after it has taken
   * back {@code ips_delivered}.
   *
   * @param m consumed
   */
  public void noProto(Mbuf m) {
    ipstat.ips_noproto.inc();
    inet.icmpError.error(m, Icmp.UNREACH, Icmp.UNREACH_PROTOCOL, 0, 0);
  }
}
