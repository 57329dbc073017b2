package giantless.stack.netinet;

import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;

/**
 * ICMP errors, icmp_error(), and the answer of messages to where they came from, icmp_reflect()
 * (RFC 792, RFC 1122 section 3.2.2, RFC 1812 section 4.3.2). Called by IP, by transport protocols
 * for ports that nobody has, and by IcmpInput; with no lock held.
 */
public final class IcmpError {
  private final Inet inet;
  private final MbufPool mbufs;
  private final IcmpStat icmpstat;
  private final IpSysctl sysctl;

  IcmpError(Inet inet) {
    this.inet = inet;
    this.mbufs = inet.mbufs;
    this.icmpstat = inet.icmpstat;
    this.sysctl = inet.sysctl;
  }

  /**
   * Sends an ICMP error about a packet, or not: never about an ICMP error, about a fragment other
   * than the first, about what was sent to many or came from no single host.
   *
   * @param n the packet; consumed; header contiguous, in network order
   * @param type an {@link Icmp} type
   * @param code its code; for a parameter problem the place of the wrong byte
   * @param dest for a redirect the router to use, host order; else 0
   * @param mtu for fragmentation needed the next hop's MTU in bytes; else 0
   */
  public void error(Mbuf n, int type, int code, int dest, int mtu) {
    if (type != Icmp.REDIRECT) {
      icmpstat.icps_error.inc();
    }
    Mbuf m = mayAnswer(n, type) ? build(n, type, code, dest, mtu) : null;
    mbufs.freem(n);
    if (m != null) {
      icmpstat.outhist(type).inc();
      reflect(m);
    }
  }

  /** The rules of RFC 1122 section 3.2.2. */
  private boolean mayAnswer(Mbuf n, int type) {
    int hlen = Ip.hlen(n);
    int dst = Ip.dst(n);
    if ((Ip.off(n) & Ip.OFFMASK) != 0 || (n.flags & (Mbuf.M_BCAST | Mbuf.M_MCAST)) != 0) {
      return false;
    }
    Ifnet rcvif = (Ifnet) n.pkthdr.rcvif;
    if (InAddr.isMulticast(dst)
        || dst == InAddr.INADDR_BROADCAST
        || rcvif != null && inet.ifaddrs.broadcastOn(dst, rcvif) != null) {
      return false;
    }
    if (Ip.p(n) == Ip.IPPROTO_ICMP && type != Icmp.REDIRECT && n.pkthdr.len > hlen) {
      byte[] t = new byte[1];
      mbufs.copydata(n, hlen, 1, t, 0);
      if (!Icmp.isInfoType(t[0] & 0xff)) {
        icmpstat.icps_oldicmp.inc();
        return false;
      }
    }
    return true;
  }

  /** The message, with a header in front that still has the old packet's addresses; or null. */
  private Mbuf build(Mbuf n, int type, int code, int dest, int mtu) {
    int hlen = Ip.hlen(n);
    int quote = Math.max(8, Math.min(sysctl.quotelen.get(), Ip.len(n) - hlen));
    int icmplen = Math.min(hlen + quote, n.pkthdr.len);
    if (icmplen < hlen) {
      icmpstat.icps_oldshort.inc();
      return null;
    }
    int total = Ip.HDR + Icmp.MINLEN + icmplen;
    Mbuf m =
        total + IpOutput.MAX_LINKHDR <= Mbuf.MHLEN
            ? mbufs.gethdr(How.DONTWAIT, Mbuf.MT_HEADER)
            : mbufs.getcl(How.DONTWAIT, Mbuf.MT_HEADER, Mbuf.M_PKTHDR);
    if (m == null) {
      return null;
    }
    m.align(total);
    m.len = total;
    m.pkthdr.len = total;
    m.pkthdr.rcvif = n.pkthdr.rcvif;
    byte[] b = m.data;
    int ip = m.off;
    System.arraycopy(n.data, n.off, b, ip, Ip.HDR);
    Ip.setVhl(m, Ip.HDR);
    Ip.setTos(m, 0);
    Ip.setLen(m, total);
    Ip.setOff(m, 0);
    Ip.setP(m, Ip.IPPROTO_ICMP);
    int icp = ip + Ip.HDR;
    Ip.put32(b, icp, 0);
    Ip.put32(b, icp + 4, 0);
    b[icp + Icmp.O_TYPE] = (byte) type;
    if (type == Icmp.PARAMPROB) {
      b[icp + Icmp.O_PPTR] = (byte) code;
    } else {
      b[icp + Icmp.O_CODE] = (byte) code;
    }
    if (type == Icmp.REDIRECT) {
      Ip.put32(b, icp + Icmp.O_GWADDR, dest);
    } else if (type == Icmp.UNREACH && code == Icmp.UNREACH_NEEDFRAG) {
      Ip.put16(b, icp + Icmp.O_NEXTMTU, mtu);
    }
    mbufs.copydata(n, 0, icmplen, b, icp + Icmp.MINLEN);
    return m;
  }

  /**
   * Sends a message back to its source, from the address that it was sent to, or from one near the
   * source.
   *
   * @param m consumed; header contiguous and writable
   */
  void reflect(Mbuf m) {
    int src = Ip.src(m);
    final Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    if (!InAddr.canForward(src) && !InAddr.isLoopback(src)
        || rcvif != null && inet.ifaddrs.broadcastOn(src, rcvif) != null) {
      icmpstat.icps_badaddr.inc();
      mbufs.freem(m);
      return;
    }
    InIfaddr ia = sourceFor(Ip.dst(m), src, rcvif);
    if (ia == null) {
      icmpstat.icps_noroute.inc();
      mbufs.freem(m);
      return;
    }
    Ip.setDst(m, src);
    Ip.setSrc(m, ia.addr);
    Ip.setTtl(m, sysctl.ttl.get());
    Ip.setOff(m, 0);
    Mbuf opts = Ip.hlen(m) > Ip.HDR ? answerOptions(m) : null;
    IpOptions.strip(m);
    mbufs.tagDeleteNonpersistent(m);
    m.flags &= ~(Mbuf.M_BCAST | Mbuf.M_MCAST);
    send(m, opts);
    if (opts != null) {
      mbufs.freem(opts);
    }
  }

  private InIfaddr sourceFor(int dst, int src, Ifnet rcvif) {
    InIfaddr ia = inet.ifaddrs.find(dst, null);
    if (ia == null && rcvif != null && (rcvif.flags() & Iff.IFF_BROADCAST) != 0) {
      ia = inet.ifaddrs.broadcastOn(dst, rcvif);
    }
    if (ia == null && rcvif != null && sysctl.replyFromInterface.on()) {
      ia = inet.ifaddrs.first(rcvif);
    }
    return ia != null ? ia : inet.rtaddr(src);
  }

  /**
   * The options of the answer: the source route reversed, and what was recorded on the way (RFC
   * 1122 section 3.2.2.6); null if there is no mbuf.
   */
  private Mbuf answerOptions(Mbuf m) {
    Mbuf opts = IpSrcRoute.reverse(mbufs, m);
    if (opts == null) {
      opts = mbufs.get(How.DONTWAIT, Mbuf.MT_HEADER);
      if (opts == null) {
        return null;
      }
      opts.len = IpOption.DST;
      Ip.put32(opts.data, opts.off, 0);
    }
    int cp = m.off + Ip.HDR;
    int cnt = Ip.hlen(m) - Ip.HDR;
    byte[] b = m.data;
    int len;
    for (; cnt > 0; cnt -= len, cp += len) {
      int opt = b[cp] & 0xff;
      if (opt == IpOption.EOL) {
        break;
      }
      if (opt == IpOption.NOP) {
        len = 1;
        continue;
      }
      len = cnt < 2 ? 0 : b[cp + IpOption.OLEN] & 0xff;
      if (len < 2 || len > cnt) {
        break;
      }
      if ((opt == IpOption.RR || opt == IpOption.TS || opt == IpOption.SECURITY)
          && opts.len - IpOption.DST + len <= IpOption.MAX_OPTLEN) {
        System.arraycopy(b, cp, opts.data, opts.off + opts.len, len);
        opts.len += len;
      }
    }
    while ((opts.len & 3) != 0) {
      opts.data[opts.off + opts.len++] = IpOption.EOL;
    }
    return opts;
  }

  /** icmp_send(): the checksum, and out. */
  private void send(Mbuf m, Mbuf opts) {
    m.pkthdr.rcvif = null;
    m.pkthdr.csumFlags = 0;
    int icp = m.off + Ip.HDR;
    Ip.put16(m.data, icp + Icmp.O_CKSUM, 0);
    Ip.put16(m.data, icp + Icmp.O_CKSUM, InCksum.cksumSkip(m, Ip.len(m), Ip.HDR));
    inet.output.output(m, opts, null, 0, null, null);
  }
}
