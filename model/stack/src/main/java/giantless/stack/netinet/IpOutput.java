package giantless.stack.netinet;

import giantless.lock.Mtx;
import giantless.lock.contract.Confined;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.Loopback;
import giantless.stack.net.Route;
import giantless.stack.net.RtFlags;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;

/**
 * IPv4 output, ip_output(): route, source address, broadcast and multicast rules, checksums,
 * fragments, interface. Called by transport protocols, perhaps with their pcb locked, by ICMP, IGMP
 * (with in_multi_mtx held) and forwarding. Takes route and address locks one at a time and holds
 * none of its own when it calls the interface.
 */
public final class IpOutput {
  /** The packet comes from another host: header complete but for the checksum. */
  public static final int IP_FORWARDING = 0x1;

  /** The packet has its own header. */
  public static final int IP_RAWOUTPUT = 0x2;

  /** The destination becomes 255.255.255.255 on its way out (IP_ONESBCAST). */
  public static final int IP_SENDONES = 0x4;

  /** Sends to a directly attached net only (SO_DONTROUTE). */
  public static final int IP_ROUTETOIF = 0x10;

  /** Broadcast is allowed (SO_BROADCAST). */
  public static final int IP_ALLOWBROADCAST = 0x20;

  /** max_linkhdr: room that is left for a link header, in bytes. */
  public static final int MAX_LINKHDR = 16;

  private final Inet inet;
  private final MbufPool mbufs;
  private final IpStat ipstat;

  IpOutput(Inet inet) {
    this.inet = inet;
    this.mbufs = inet.mbufs;
    this.ipstat = inet.ipstat;
  }

  /** Where a packet goes; a local of one call. */
  @Confined("the call")
  private static final class Hop {
    Ifnet ifp;
    InIfaddr ia;
    int dst;
    int mtu;
    boolean broadcast;
    Errno error = Errno.OK;
  }

  /**
   * Sends a packet.
   *
   * @param m0 consumed; header of 20 bytes contiguous (with options of its own only when forwarded
   *     or raw) and its length, destination, protocol, tos, ttl, source (0 to choose one) and
   *     fragment bits filled in, in network order; the rest is filled in here
   * @param opt options to insert (first hop, then the list), or null; stays the caller's
   * @param ro a route to use and to leave the route in, referenced, or null
   * @param imo multicast options, or null; the lock of their pcb is held
   * @param inpLock the lock of the sender's pcb, held, or null if there is no pcb
   * @return OK; EHOSTUNREACH, ENETUNREACH: no route; EADDRNOTAVAIL: broadcast on an interface
   *     without, or a loopback address on a wire; EACCES: broadcast not allowed; EMSGSIZE; ENOBUFS;
   *     or an errno of the interface
   */
  public Errno output(Mbuf m0, Mbuf opt, Route ro, int flags, IpMoptions imo, Mtx inpLock) {
    return output(m0, opt, ro, flags, imo, inpLock, null);
  }

  /**
   * As {@link #output(Mbuf, Mbuf, Route, int, IpMoptions, Mtx)}.
   *
   * @param mtuOut if not null, element 0 receives the MTU that the packet met, in bytes
   */
  Errno output(Mbuf m0, Mbuf opt, Route ro, int flags, IpMoptions imo, Mtx inpLock, int[] mtuOut) {
    if (inpLock != null) {
      inpLock.assertOwned();
    }
    Route route = ro != null ? ro : new Route();
    boolean ownHeader = (flags & (IP_FORWARDING | IP_RAWOUTPUT)) != 0;
    Mbuf m = inet.makeWritable(m0, ownHeader ? Ip.hlen(m0) : Ip.HDR);
    if (m != null && !ownHeader) {
      Ip.setVhl(m, Ip.HDR);
    }
    if (m != null && opt != null) {
      m = inet.options.insert(m, opt);
    }
    Errno error = Errno.ENOBUFS;
    if (m == null) {
      ipstat.ips_odropped.inc();
    } else {
      if (!ownHeader) {
        Ip.setId(m, inet.newId());
        ipstat.ips_localout.inc();
      }
      Hop hop = new Hop();
      chooseRoute(m, route, flags, imo, hop);
      if (mtuOut != null) {
        mtuOut[0] = hop.mtu;
      }
      if (hop.error == Errno.OK) {
        error = send(m, route, flags, imo, hop);
      } else {
        mbufs.freem(m);
        error = hop.error;
      }
    }
    if (ro == null && route.rt != null) {
      inet.net.routes.rtFree(route.rt);
      route.rt = null;
    }
    return error;
  }

  /** Fills in the hop, or its error. */
  private void chooseRoute(Mbuf m, Route ro, int flags, IpMoptions imo, Hop hop) {
    hop.dst = Ip.dst(m);
    if (ro.rt != null
        && (!ro.rt.has(RtFlags.RTF_UP)
            || !(ro.dst instanceof SockAddrIn)
            || ((SockAddrIn) ro.dst).addr() != hop.dst)) {
      Rtentry stale = ro.rt;
      ro.rt = null;
      inet.net.routes.rtFree(stale);
    }
    if ((flags & IP_ROUTETOIF) != 0) {
      hop.ia = inet.ifaddrs.ifWithDstAddr(hop.dst);
      if (hop.ia == null) {
        hop.ia = inet.ifaddrs.ifWithNet(hop.dst);
      }
      if (hop.ia == null) {
        ipstat.ips_noroute.inc();
        hop.error = Errno.ENETUNREACH;
        return;
      }
      hop.ifp = hop.ia.ifp();
      Ip.setTtl(m, 1);
      hop.broadcast = inet.ifaddrs.inBroadcast(hop.dst, hop.ifp);
      hop.mtu = hop.ifp.mtu();
      return;
    }
    if (InAddr.isMulticast(hop.dst) && imo != null && imo.multicastIfp() != null) {
      hop.ifp = imo.multicastIfp();
      hop.ia = inet.ifaddrs.first(hop.ifp);
      hop.mtu = hop.ifp.mtu();
      return;
    }
    if (ro.rt == null) {
      ro.dst = SockAddrIn.of(hop.dst);
      inet.net.routes.rtalloc(ro);
    }
    if (ro.rt == null) {
      ipstat.ips_noroute.inc();
      hop.error = Errno.EHOSTUNREACH;
      return;
    }
    byRoute(ro, hop);
  }

  private void byRoute(Route ro, Hop hop) {
    hop.ia = ro.rt.ifa() instanceof InIfaddr ? (InIfaddr) ro.rt.ifa() : null;
    ro.rt.lock.lock();
    hop.ifp = ro.rt.ifp();
    ro.rt.countSent();
    if (ro.rt.mtu() > hop.ifp.mtu()) {
      // Somebody made the interface's MTU smaller since the route was made.
      ro.rt.setMtu(hop.ifp.mtu());
    }
    hop.mtu = ro.rt.mtu() > 0 ? ro.rt.mtu() : hop.ifp.mtu();
    SockAddr gateway = ro.rt.has(RtFlags.RTF_GATEWAY) ? ro.rt.gateway() : null;
    ro.rt.lock.unlock();
    if (gateway instanceof SockAddrIn && !InAddr.isMulticast(hop.dst)) {
      hop.dst = ((SockAddrIn) gateway).addr();
    }
    hop.broadcast = inet.ifaddrs.inBroadcast(hop.dst, hop.ifp);
  }

  private Errno fail(Mbuf m, Errno error) {
    mbufs.freem(m);
    return error;
  }

  /** The rules of broadcast and multicast, the source address, and the checks before the wire. */
  private Errno send(Mbuf m0, Route ro, int flags, IpMoptions imo, Hop hop) {
    Mbuf m = m0;
    Ifnet ifp = hop.ifp;
    if (Ip.src(m) == InAddr.INADDR_ANY && hop.ia != null && (flags & IP_FORWARDING) == 0) {
      Ip.setSrc(m, sourceFor(hop));
    }
    if (InAddr.isMulticast(Ip.dst(m))) {
      m = multicast(m, flags, imo, hop);
      if (m == null) {
        return hop.error;
      }
    } else {
      int nfrags = Ip.len(m) / Math.max(hop.mtu, 1) + 1;
      // A single packet is refused by the queue itself; fragments go all or none.
      if (nfrags > 1 && ifp.snd.length() + nfrags > ifp.snd.maxlen()) {
        ipstat.ips_odropped.inc();
        return fail(m, Errno.ENOBUFS);
      }
      if (hop.broadcast) {
        if ((ifp.flags() & Iff.IFF_BROADCAST) == 0) {
          return fail(m, Errno.EADDRNOTAVAIL);
        }
        if ((flags & IP_ALLOWBROADCAST) == 0) {
          return fail(m, Errno.EACCES);
        }
        if (Ip.len(m) > hop.mtu) {
          return fail(m, Errno.EMSGSIZE);
        }
        if ((flags & IP_SENDONES) != 0) {
          Ip.setDst(m, InAddr.INADDR_BROADCAST);
        }
        m.flags |= Mbuf.M_BCAST;
      } else {
        m.flags &= ~Mbuf.M_BCAST;
      }
    }
    if ((InAddr.isLoopback(Ip.dst(m)) || InAddr.isLoopback(Ip.src(m)))
        && (ifp.flags() & Iff.IFF_LOOPBACK) == 0) {
      ipstat.ips_badaddr.inc();
      return fail(m, Errno.EADDRNOTAVAIL);
    }
    return transmit(m, ro, flags, hop);
  }

  /** The address to send from: the hop's own, which for our own address is that address. */
  private static int sourceFor(Hop hop) {
    return hop.ia.addr;
  }

  /** What is special about a group; null if the packet is done with, the hop has the error. */
  private Mbuf multicast(Mbuf m0, int flags, IpMoptions imo, Hop hop) {
    Mbuf m = m0;
    Ifnet ifp = hop.ifp;
    m.flags |= Mbuf.M_MCAST;
    hop.dst = Ip.dst(m);
    hop.broadcast = false;
    if ((flags & IP_FORWARDING) == 0) {
      Ip.setTtl(m, imo != null ? imo.multicastTtl() : IpMoptions.DEFAULT_TTL);
    }
    if ((ifp.flags() & Iff.IFF_MULTICAST) == 0) {
      ipstat.ips_noroute.inc();
      mbufs.freem(m);
      hop.error = Errno.ENETUNREACH;
      return null;
    }
    if ((imo == null || imo.multicastLoop()) && inet.multi.isMember(hop.dst, ifp)) {
      loopback(ifp, m);
      m = inet.makeWritable(m, Ip.hlen(m));
      if (m == null) {
        hop.error = Errno.ENOBUFS;
        return null;
      }
    }
    if (Ip.ttl(m) == 0 || (ifp.flags() & Iff.IFF_LOOPBACK) != 0) {
      mbufs.freem(m);
      return null;
    }
    return m;
  }

  /** ip_mloopback(): gives this host its own copy; without memory it goes without. */
  private void loopback(Ifnet ifp, Mbuf m) {
    Mbuf copy = mbufs.copym(m, 0, Mbuf.M_COPYALL, How.DONTWAIT);
    if (copy == null) {
      return;
    }
    int hlen = Ip.hlen(m);
    if (copy.len < hlen) {
      copy = mbufs.pullup(copy, hlen);
    }
    if (copy != null) {
      copy = inet.makeWritable(copy, hlen);
    }
    if (copy == null) {
      return;
    }
    copy = delayedCksum(copy);
    if (copy == null) {
      return;
    }
    Ip.setSum(copy, 0);
    Ip.setSum(copy, InCksum.hdr(copy, hlen));
    Loopback.simloop(inet.net, ifp, copy, SockAddr.AF_INET, 0);
  }

  private Errno transmit(Mbuf m0, Route ro, int flags, Hop hop) {
    Mbuf m = delayedCksum(m0);
    if (m == null) {
      ipstat.ips_odropped.inc();
      return Errno.ENOBUFS;
    }
    int hlen = Ip.hlen(m);
    int len = Ip.len(m);
    SockAddr dst =
        ro.dst instanceof SockAddrIn && ((SockAddrIn) ro.dst).addr() == hop.dst
            ? ro.dst
            : SockAddrIn.of(hop.dst);
    if (len <= hop.mtu) {
      Ip.setSum(m, 0);
      Ip.setSum(m, InCksum.hdr(m, hlen));
      return toInterface(m, dst, ro, flags, hop);
    }
    if ((Ip.off(m) & Ip.DF) != 0) {
      ipstat.ips_cantfrag.inc();
      return fail(m, Errno.EMSGSIZE);
    }
    Errno error = inet.fragment.fragment(m, hop.mtu);
    if (error != Errno.OK) {
      return error;
    }
    while (m != null) {
      Mbuf next = m.nextpkt;
      m.nextpkt = null;
      if (error == Errno.OK) {
        error = toInterface(m, dst, ro, flags, hop);
      } else {
        mbufs.freem(m);
      }
      m = next;
    }
    if (error == Errno.OK) {
      ipstat.ips_fragmented.inc();
    }
    return error;
  }

  private Errno toInterface(Mbuf m, SockAddr dst, Route ro, int flags, Hop hop) {
    if (hop.ia != null && (flags & IP_FORWARDING) == 0) {
      hop.ia.opackets.inc();
      hop.ia.obytes.add(m.pkthdr.len);
    }
    m.flags &= ~(Mbuf.M_PROTO1 | Mbuf.M_PROTO2 | Mbuf.M_PROTO3 | Mbuf.M_PROTO4 | Mbuf.M_PROTO5);
    return hop.ifp.output(m, dst, ro.rt);
  }

  /**
   * in_delayed_cksum(): computes the transport checksum that the sender left to the interface;
   * {@code csumData} says where in the transport header it goes.
   *
   * @return the packet, or null if there was no memory to write it in
   */
  Mbuf delayedCksum(Mbuf m) {
    if ((m.pkthdr.csumFlags & Mbuf.CSUM_DELAY_DATA) == 0) {
      m.pkthdr.csumFlags &= ~Mbuf.CSUM_DELAY_IP;
      return m;
    }
    int hlen = Ip.hlen(m);
    int sum = InCksum.cksumSkip(m, Ip.len(m), hlen);
    if ((m.pkthdr.csumFlags & Mbuf.CSUM_UDP) != 0 && sum == 0) {
      sum = 0xffff;
    }
    byte[] two = {(byte) (sum >>> 8), (byte) sum};
    int at = hlen + m.pkthdr.csumData;
    m.pkthdr.csumFlags &= ~(Mbuf.CSUM_DELAY_DATA | Mbuf.CSUM_DELAY_IP);
    if (!mbufs.copyback(m, at, 2, two, 0, How.DONTWAIT)) {
      mbufs.freem(m);
      return null;
    }
    return m;
  }
}
