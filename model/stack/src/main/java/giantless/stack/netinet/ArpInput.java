package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.EtherHeader;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.RouteTable;
import giantless.stack.net.RtFlags;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrDl;
import giantless.stack.net.SockAddrIn;
import java.util.List;

/**
 * Receives ARP packets: arpintr and in_arpinput of netinet/if_ether.c. Netisr calls it with no
 * lock; it locks one entry at a time, and sends with none locked.
 */
final class ArpInput {
  private final IfEther arp;
  private final MbufPool mbufs;
  private final RouteTable routes;

  ArpInput(IfEther arp, MbufPool mbufs) {
    this.arp = arp;
    this.mbufs = mbufs;
    this.routes = arp.routes;
  }

  /** arpintr: a packet without its link header. Consumes it. */
  void arpintr(Mbuf packet) {
    arp.stat.arps_received.inc();
    Mbuf m = packet;
    if (m.pkthdr.len < ArpHeader.LEN || !(m.pkthdr.rcvif instanceof Ifnet)) {
      bad(m);
      return;
    }
    if (m.len < ArpHeader.LEN) {
      m = mbufs.pullup(m, ArpHeader.LEN);
      if (m == null) {
        arp.stat.arps_badpackets.inc();
        return;
      }
    }
    if (!ArpHeader.isEtherInet(m)) {
      bad(m);
      return;
    }
    int op = ArpHeader.op(m);
    if (op == ArpHeader.ARPOP_REQUEST) {
      arp.stat.arps_rxrequests.inc();
    } else if (op == ArpHeader.ARPOP_REPLY) {
      arp.stat.arps_rxreplies.inc();
    } else {
      bad(m);
      return;
    }
    Ifnet ifp = (Ifnet) m.pkthdr.rcvif;
    byte[] sha = ArpHeader.sha(m);
    int isaddr = ArpHeader.spa(m);
    int itaddr = ArpHeader.tpa(m);
    mbufs.freem(m);
    inArpinput(ifp, op, sha, isaddr, itaddr);
  }

  private void bad(Mbuf m) {
    arp.stat.arps_badpackets.inc();
    mbufs.freem(m);
  }

  /** in_arpinput. */
  private void inArpinput(Ifnet ifp, int op, byte[] sha, int isaddr, int itaddr) {
    boolean haveAddress = false;
    boolean targetIsOurs = false;
    boolean senderIsOurs = false;
    List<IfAddr> addrs = ifp.addrs(SockAddr.AF_INET);
    for (IfAddr ifa : addrs) {
      int addr = ((SockAddrIn) ifa.addr()).addr();
      haveAddress = true;
      targetIsOurs |= addr == itaddr;
      senderIsOurs |= addr == isaddr;
    }
    Ifnet.freeAddrs(addrs);
    byte[] ours = ifp.lladdr();
    if (!haveAddress || EtherHeader.same(sha, 0, ours, 0)) {
      return; // We do not speak IPv4 here, or it is from ourselves.
    }
    if (EtherHeader.isMulticast(sha, 0)) {
      arp.kernel
          .log()
          .log(
              "arp: link address is broadcast for IP address "
                  + SockAddrIn.ntoa(isaddr)
                  + " on "
                  + ifp.name());
      arp.stat.arps_badpackets.inc();
      return;
    }
    int answerFor = itaddr;
    if (senderIsOurs) {
      arp.kernel
          .log()
          .log(
              "arp: "
                  + EtherHeader.toString(sha, 0)
                  + " is using my IP address "
                  + SockAddrIn.ntoa(isaddr)
                  + " on "
                  + ifp.name()
                  + "!");
      arp.stat.arps_dupips.inc();
      answerFor = isaddr; // Its cache, and everybody's, shall say who has the address.
      targetIsOurs = true;
    } else if (!ifp.has(Iff.IFF_STATICARP) && isaddr != 0) {
      learn(ifp, sha, isaddr, targetIsOurs);
    }
    if (op != ArpHeader.ARPOP_REQUEST) {
      return;
    }
    byte[] answer = targetIsOurs ? ours : proxy(ifp, isaddr, itaddr);
    if (answer != null) {
      arp.arpreply(ifp, answer, answerFor, sha, isaddr);
    }
  }

  /**
   * Notes where the sender is, if we know it or it asks for us.
   *
   * @param create make an entry: it is about to talk to us
   */
  private void learn(Ifnet ifp, byte[] sha, int isaddr, boolean create) {
    Rtentry rt = create ? createQuietly(isaddr) : arp.arplookup(isaddr, false);
    if (rt == null) {
      return;
    }
    LlinfoArp la = (LlinfoArp) rt.llinfo();
    SockAddrDl sdl = (SockAddrDl) rt.gateway();
    String complaint = null;
    boolean refuse = false;
    if (rt.ifp() != ifp) {
      refuse = true;
      if (arp.logWrongIface.on()) {
        complaint =
            "arp: "
                + SockAddrIn.ntoa(isaddr)
                + " is on "
                + rt.ifp().name()
                + " but got reply from "
                + EtherHeader.toString(sha, 0)
                + " on "
                + ifp.name();
      }
    } else if (sdl.alen() != 0 && !sdl.sameLladdr(sha, 0)) {
      if (rt.expire() == 0) {
        refuse = true;
        if (arp.logPermanentModify.on()) {
          complaint =
              "arp: "
                  + EtherHeader.toString(sha, 0)
                  + " attempts to modify permanent entry for "
                  + SockAddrIn.ntoa(isaddr)
                  + " on "
                  + ifp.name();
        }
      } else if (arp.logMovements.on()) {
        complaint =
            "arp: "
                + SockAddrIn.ntoa(isaddr)
                + " moved from "
                + EtherHeader.toString(sdl.lladdr(), 0)
                + " to "
                + EtherHeader.toString(sha, 0)
                + " on "
                + ifp.name();
      }
    }
    if (refuse) {
      routes.rtfree(rt);
    } else {
      rt.setGateway(new SockAddrDl(sdl.index(), sdl.type(), sha));
      if (rt.expire() != 0) {
        rt.setExpire(routes.uptimeSeconds() + arp.maxAge.get());
      }
      rt.changeFlags(0, RtFlags.RTF_REJECT);
      la.setAsked(0);
      la.setPreempt(arp.maxtries.get());
      arp.sendHeld(rt, la.swapHold(null));
    }
    if (complaint != null) {
      arp.kernel.log().log(complaint);
    }
  }

  /** Anyone can ask from an address that is not a neighbour's: no message for that. */
  private Rtentry createQuietly(int addr) {
    Rtentry rt = routes.rtalloc1(SockAddrIn.of(addr), false, 0);
    boolean neighbour = rt != null && !rt.has(RtFlags.RTF_GATEWAY);
    if (rt != null) {
      routes.rtfree(rt);
    }
    return neighbour ? arp.arplookup(addr, true) : null;
  }

  /** The hardware address to answer with for a host that is not us; null for no answer. */
  private byte[] proxy(Ifnet ifp, int isaddr, int itaddr) {
    Rtentry rt = arp.arplookup(itaddr, false);
    if (rt != null) {
      boolean published = rt.has(RtFlags.RTF_ANNOUNCE);
      SockAddrDl sdl = (SockAddrDl) rt.gateway();
      routes.rtfree(rt);
      if (published && sdl.alen() != 0) {
        return sdl.lladdr();
      }
    }
    if (!arp.proxyall.on()) {
      return null;
    }
    // We route to the target by another interface, and to the sender by this one.
    Ifnet toTarget = routedBy(itaddr);
    return toTarget != null && toTarget != ifp && routedBy(isaddr) == ifp ? ifp.lladdr() : null;
  }

  private Ifnet routedBy(int addr) {
    Rtentry rt = routes.rtalloc1(SockAddrIn.of(addr), false, 0);
    if (rt == null) {
      return null;
    }
    Ifnet ifp = rt.ifp();
    routes.rtfree(rt);
    return ifp;
  }
}
