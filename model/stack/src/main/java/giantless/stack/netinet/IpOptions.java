package giantless.stack.netinet;

import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Ifnet;

/**
 * The options of a received packet, ip_dooptions() (RFC 791 section 3.1, RFC 1122 section 3.2.1.8).
 * Called by IpInput. No lock of its own; works on a packet that the caller owns.
 */
public final class IpOptions {
  private static final int DAY_MILLIS = 24 * 60 * 60 * 1000;

  /** What became of the packet. */
  enum Verdict {
    /** Go on with the packet. */
    CONTINUE,
    /** It is to be forwarded along its source route. */
    FORWARD,
    /** It was dropped, perhaps with an ICMP error, and freed. */
    CONSUMED
  }

  private final Inet inet;
  private final MbufPool mbufs;
  private final IpStat ipstat;
  private final IpSysctl sysctl;

  IpOptions(Inet inet) {
    this.inet = inet;
    this.mbufs = inet.mbufs;
    this.ipstat = inet.ipstat;
    this.sysctl = inet.sysctl;
  }

  /** iptime(): milliseconds since midnight UTC (RFC 792, timestamps). */
  int iptime() {
    return (int) (inet.kernel.timeOfDayNanos() / 1_000_000L % DAY_MILLIS);
  }

  /**
   * Goes through the options and fills in what they ask for.
   *
   * @param m header contiguous and writable; freed if the verdict is CONSUMED
   */
  Verdict process(Mbuf m) {
    int mode = sysctl.processOptions.get();
    if (mode == 0) {
      return Verdict.CONTINUE;
    }
    if (mode == 2) {
      return bad(m, Icmp.UNREACH, Icmp.UNREACH_FILTER_PROHIB);
    }
    byte[] b = m.data;
    final int start = m.off;
    int cp = start + Ip.HDR;
    int cnt = Ip.hlen(m) - Ip.HDR;
    boolean forward = false;
    int optlen;
    for (; cnt > 0; cnt -= optlen, cp += optlen) {
      int opt = b[cp] & 0xff;
      if (opt == IpOption.EOL) {
        break;
      }
      if (opt == IpOption.NOP) {
        optlen = 1;
        continue;
      }
      if (cnt < 2) {
        return bad(m, Icmp.PARAMPROB, cp + IpOption.OLEN - start);
      }
      optlen = b[cp + IpOption.OLEN] & 0xff;
      if (optlen < 2 || optlen > cnt) {
        return bad(m, Icmp.PARAMPROB, cp + IpOption.OLEN - start);
      }
      int result = OK;
      if (opt == IpOption.LSRR || opt == IpOption.SSRR) {
        result = sourceRoute(m, cp, opt, optlen);
        if (result == ROUTED) {
          // A group is left to the check of memberships.
          forward = !InAddr.isMulticast(Ip.dst(m));
        }
      } else if (opt == IpOption.RR) {
        result = recordRoute(m, cp, optlen);
      } else if (opt == IpOption.TS) {
        result = timestamp(m, cp, optlen);
      }
      if (result == GONE) {
        return Verdict.CONSUMED;
      }
      if (result >= ERROR) {
        return bad(m, result >>> 8 & 0xff, result & 0xff);
      }
    }
    return forward && sysctl.forwarding.on() ? Verdict.FORWARD : Verdict.CONTINUE;
  }

  // What one option led to: one of these, or an ICMP type and code from ERROR on.
  private static final int OK = 0;
  private static final int ROUTED = 1;
  private static final int GONE = 2;
  private static final int ERROR = 0x10000;

  private static int error(int type, int code) {
    return ERROR | type << 8 | code;
  }

  private static int problem(int pointer) {
    return error(Icmp.PARAMPROB, pointer);
  }

  private Verdict bad(Mbuf m, int type, int code) {
    ipstat.ips_badoptions.inc();
    inet.icmpError.error(m, type, code, 0, 0);
    return Verdict.CONSUMED;
  }

  private int noSourceRouting(Mbuf m) {
    inet.kernel
        .log()
        .log(
            "attempted source route from "
                + InAddr.ntoa(Ip.src(m))
                + " to "
                + InAddr.ntoa(Ip.dst(m)));
    return error(Icmp.UNREACH, Icmp.UNREACH_SRCFAIL);
  }

  private int sourceRoute(Mbuf m, int cp, int opt, int optlen) {
    byte[] b = m.data;
    int place = cp - m.off;
    if (optlen < 3) {
      return problem(place + IpOption.OLEN);
    }
    int off = b[cp + IpOption.OFFSET] & 0xff;
    if (off < IpOption.MINOFF) {
      return problem(place + IpOption.OFFSET);
    }
    if (inet.ifaddrs.ifWithAddr(Ip.dst(m)) == null) {
      if (opt == IpOption.SSRR) {
        return error(Icmp.UNREACH, Icmp.UNREACH_SRCFAIL);
      }
      // Loose routing, and not at the next hop yet: forwarded as any other packet.
      return sysctl.sourceroute.on() ? OK : noSourceRouting(m);
    }
    off--;
    if (off > optlen - 4) {
      // The route has come to its end, which is this host.
      if (!sysctl.acceptSourceroute.on()) {
        return noSourceRouting(m);
      }
      IpSrcRoute.save(mbufs, m, b, cp, Ip.src(m));
      return OK;
    }
    if (!sysctl.sourceroute.on()) {
      if (sysctl.forwarding.on()) {
        return noSourceRouting(m);
      }
      ipstat.ips_cantforward.inc();
      mbufs.freem(m);
      return GONE;
    }
    int next = Ip.get32(b, cp + off);
    InIfaddr ia;
    if (opt == IpOption.SSRR) {
      ia = inet.ifaddrs.ifWithDstAddr(next);
      if (ia == null) {
        ia = inet.ifaddrs.ifWithNet(next);
      }
    } else {
      ia = inet.rtaddr(next);
    }
    if (ia == null) {
      return error(Icmp.UNREACH, Icmp.UNREACH_SRCFAIL);
    }
    Ip.setDst(m, next);
    Ip.put32(b, cp + off, ia.addr);
    b[cp + IpOption.OFFSET] = (byte) (b[cp + IpOption.OFFSET] + 4);
    return ROUTED;
  }

  private int recordRoute(Mbuf m, int cp, int optlen) {
    byte[] b = m.data;
    int place = cp - m.off;
    if (optlen < 3) {
      return problem(place + IpOption.OFFSET);
    }
    int off = b[cp + IpOption.OFFSET] & 0xff;
    if (off < IpOption.MINOFF) {
      return problem(place + IpOption.OFFSET);
    }
    off--;
    if (off > optlen - 4) {
      return OK;
    }
    // The outgoing interface's address; ours if the packet is for us.
    InIfaddr ia = inet.ifaddrs.ifWithAddr(Ip.dst(m));
    if (ia == null) {
      ia = inet.rtaddr(Ip.dst(m));
    }
    if (ia == null) {
      return error(Icmp.UNREACH, Icmp.UNREACH_HOST);
    }
    Ip.put32(b, cp + off, ia.addr);
    b[cp + IpOption.OFFSET] = (byte) (b[cp + IpOption.OFFSET] + 4);
    return OK;
  }

  private int timestamp(Mbuf m, int cp, int optlen) {
    byte[] b = m.data;
    int place = cp - m.off;
    if (optlen < 4 || optlen > IpOption.MAX_OPTLEN) {
      return problem(place + IpOption.OLEN);
    }
    int off = b[cp + IpOption.OFFSET] & 0xff;
    if (off < 5) {
      return problem(place + IpOption.OFFSET);
    }
    int flags = cp + IpOption.OFFSET + 1;
    if (off > optlen - 3) {
      // No room: the overflow count goes up, and 16 of them are an error.
      b[flags] = (byte) (b[flags] + 0x10);
      return (b[flags] & 0xf0) == 0 ? problem(place + IpOption.OFFSET) : OK;
    }
    off--;
    switch (b[flags] & 0x0f) {
      case IpOption.TS_TSONLY:
        break;
      case IpOption.TS_TSANDADDR:
        if (off + 8 > optlen) {
          return problem(place + IpOption.OFFSET);
        }
        if (!(m.pkthdr.rcvif instanceof Ifnet)) {
          return OK;
        }
        InIfaddr ia = inet.ifaddrs.ofIfpForAddr(Ip.dst(m), (Ifnet) m.pkthdr.rcvif);
        if (ia == null) {
          return OK;
        }
        Ip.put32(b, cp + off, ia.addr);
        b[cp + IpOption.OFFSET] = (byte) (b[cp + IpOption.OFFSET] + 4);
        off += 4;
        break;
      case IpOption.TS_PRESPEC:
        if (off + 8 > optlen) {
          return problem(place + IpOption.OFFSET);
        }
        if (inet.ifaddrs.ifWithAddr(Ip.get32(b, cp + off)) == null) {
          return OK;
        }
        b[cp + IpOption.OFFSET] = (byte) (b[cp + IpOption.OFFSET] + 4);
        off += 4;
        break;
      default:
        return problem(place + IpOption.OFFSET + 1);
    }
    Ip.put32(b, cp + off, iptime());
    b[cp + IpOption.OFFSET] = (byte) (b[cp + IpOption.OFFSET] + 4);
    return OK;
  }

  /**
   * ip_stripoptions(): takes the options out of a header, which must be writable; the length fields
   * follow.
   */
  static void strip(Mbuf m) {
    int optlen = Ip.hlen(m) - Ip.HDR;
    if (optlen == 0) {
      return;
    }
    final int len = Ip.len(m);
    // The header moves towards the data, which stay where they are.
    System.arraycopy(m.data, m.off, m.data, m.off + optlen, Ip.HDR);
    m.off += optlen;
    m.len -= optlen;
    m.pkthdr.len -= optlen;
    Ip.setVhl(m, Ip.HDR);
    Ip.setLen(m, len - optlen);
  }

  /**
   * ip_insertoptions(): puts options into a header without any, and the first hop in the place of
   * the destination.
   *
   * @param m consumed; header of 20 bytes
   * @param opt an options mbuf; stays the caller's
   * @return the packet with its header contiguous; the packet unchanged if it would become too long
   *     or there is no mbuf, as FreeBSD does
   */
  Mbuf insert(Mbuf m, Mbuf opt) {
    int optlen = opt.len - IpOption.DST;
    int iplen = Ip.len(m);
    if (optlen < 0 || optlen > IpOption.MAX_OPTLEN || optlen + iplen > Ip.MAXPACKET) {
      return m;
    }
    byte[] hdr = new byte[Ip.HDR + optlen];
    System.arraycopy(m.data, m.off, hdr, 0, Ip.HDR);
    System.arraycopy(opt.data, opt.off + IpOption.DST, hdr, Ip.HDR, optlen);
    int first = Ip.get32(opt.data, opt.off);
    if (first != 0) {
      Ip.put32(hdr, Ip.O_DST, first);
    }
    hdr[0] = (byte) (Ip.IPVERSION << 4 | hdr.length >> 2);
    Ip.put16(hdr, Ip.O_LEN, iplen + optlen);
    mbufs.adj(m, Ip.HDR);
    Mbuf n = mbufs.prepend(m, hdr.length, How.DONTWAIT);
    if (n == null) {
      return null;
    }
    System.arraycopy(hdr, 0, n.data, n.off, hdr.length);
    return n;
  }
}
