package giantless.stack.netinet;

import giantless.lock.Callout;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.AddressResolver;
import giantless.stack.net.EtherHeader;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.NetStack;
import giantless.stack.net.Netisr;
import giantless.stack.net.RadixNodeHead;
import giantless.stack.net.RouteTable;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtHop;
import giantless.stack.net.RtRequestHook;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrDl;
import giantless.stack.net.SockAddrFamily;
import giantless.stack.net.SockAddrIn;
import java.util.ArrayList;
import java.util.List;

/**
 * ARP, RFC 826, as netinet/if_ether.c of 2004: a neighbour is a host route, cloned from the route
 * to its network, whose gateway is the hardware address. The lock of the IPv4 tree protects the
 * list of entries, the route's lock the entry (locking reference, A.3); packets are sent with
 * neither held.
 *
 * <p>Ethernet's output calls {@link #resolve}, netisr calls {@link ArpInput}, the routing table
 * calls {@link #rtrequest}, softclock the timer, which runs only while there are entries.
 */
public final class IfEther implements AddressResolver, RtRequestHook {
  public final ArpStat stat;
  final NetStack net;
  final Kernel kernel;
  final RouteTable routes;
  private final MbufPool mbufs;
  private final RadixNodeHead rnh;
  private final ArpList list;
  private final Callout timer;

  final Knob maxAge = new Knob(20 * 60, 1, Integer.MAX_VALUE);
  final Knob maxtries = new Knob(5, 1, 100);
  final Knob proxyall = new Knob(0, 0, 1);
  final Knob logWrongIface = new Knob(1, 0, 1);
  final Knob logMovements = new Knob(1, 0, 1);
  final Knob logPermanentModify = new Knob(1, 0, 1);
  private final Knob pruneIntvl = new Knob(5 * 60, 1, Integer.MAX_VALUE);
  private final Knob hostDownTime = new Knob(20, 1, Integer.MAX_VALUE);
  private final Knob useloopback = new Knob(1, 0, 1);

  @GuardedBy("rnh.lock")
  private boolean timerRuns;

  @GuardedBy("rnh.lock")
  private boolean stopped;

  /** arp_init: registers with netisr and as IPv4's resolver. */
  public IfEther(NetStack net) {
    this.net = net;
    this.kernel = net.kernel();
    this.mbufs = net.mbufs();
    this.routes = net.routes;
    this.rnh = net.routes.inet;
    this.list = new ArpList(rnh);
    this.stat = new ArpStat(kernel);
    this.timer = kernel.netCallout();
    ArpInput input = new ArpInput(this, net.mbufs());
    net.netisr.register(Netisr.NETISR_ARP, input::arpintr, true);
    net.setInetResolver(this);
    kernel.sysctl().provide(this::provide);
    kernel.onShutdown(this::stop);
  }

  private void stop() {
    rnh.lock.lock();
    stopped = true;
    rnh.lock.unlock();
    timer.drain();
  }

  // ---- Resolution ----

  @Override
  public int etherType() {
    return EtherHeader.ETHERTYPE_IP;
  }

  /**
   * arpresolve.
   *
   * @return OK: {@code desten} is filled; EWOULDBLOCK: the packet is held and a request is under
   *     way; EHOSTDOWN: nobody answers; EINVAL: not a neighbour, or ARP is off; otherwise as {@link
   *     RouteTable#rtCheck}
   */
  @Override
  public Errno resolve(Ifnet ifp, Rtentry rt0, Mbuf m, SockAddr dst, byte[] desten) {
    int addr = ((SockAddrIn) dst).addr();
    if ((m.flags & Mbuf.M_BCAST) != 0) {
      System.arraycopy(EtherHeader.broadcast(), 0, desten, 0, desten.length);
      return Errno.OK;
    }
    if ((m.flags & Mbuf.M_MCAST) != 0) {
      EtherHeader.mapIpMulticast(addr, desten);
      return Errno.OK;
    }
    Rtentry rt = null;
    if (rt0 != null) {
      RtHop hop = new RtHop();
      Errno error = routes.rtCheck(rt0, dst, hop);
      if (error != Errno.OK) {
        mbufs.freem(m);
        return error;
      }
      rt = hop.rt;
      if (!(rt.llinfo() instanceof LlinfoArp)) {
        routes.rtfree(rt);
        rt = null;
      }
    }
    if (rt == null) {
      rt = arplookup(addr, true);
      if (rt == null) {
        mbufs.freem(m);
        return Errno.EINVAL;
      }
    }
    return resolveByEntry(ifp, rt, m, addr, desten);
  }

  /** The entry comes locked and referenced, and is given back. */
  private Errno resolveByEntry(Ifnet ifp, Rtentry rt, Mbuf m, int addr, byte[] desten) {
    LlinfoArp la = (LlinfoArp) rt.llinfo();
    SockAddrDl sdl = (SockAddrDl) rt.gateway();
    long now = routes.uptimeSeconds();
    int sip = ((SockAddrIn) rt.ifa().addr()).addr();
    if ((rt.expire() == 0 || rt.expire() > now) && sdl.alen() != 0) {
      sdl.copyLladdr(desten);
      rt.countSent();
      boolean refresh = rt.expire() != 0 && now + la.preempt() > rt.expire();
      if (refresh) {
        la.setPreempt(la.preempt() - 1);
      }
      routes.rtfree(rt);
      if (refresh) {
        arprequest(ifp, sip, addr);
      }
      return Errno.OK;
    }
    if ((ifp.flags() & (Iff.IFF_NOARP | Iff.IFF_STATICARP)) != 0 || rt.expire() == 0) {
      routes.rtfree(rt);
      mbufs.freem(m);
      return Errno.EINVAL;
    }
    Mbuf old = la.swapHold(m);
    rt.changeFlags(0, RtFlags.RTF_REJECT);
    Errno result = Errno.EWOULDBLOCK;
    boolean ask = false;
    Mbuf givenUp = null;
    if (la.asked() == 0 || rt.expire() != now) {
      rt.setExpire(now);
      ask = la.asked() < maxtries.get();
      la.setAsked(la.asked() + 1);
      if (!ask) {
        rt.changeFlags(RtFlags.RTF_REJECT, 0);
        rt.setExpire(now + hostDownTime.get());
        la.setAsked(0);
        la.setPreempt(maxtries.get());
        givenUp = la.swapHold(null);
        result = Errno.EHOSTDOWN;
      }
    }
    routes.rtfree(rt);
    drop(old);
    drop(givenUp);
    if (ask) {
      arprequest(ifp, sip, addr);
    } else if (result == Errno.EHOSTDOWN) {
      stat.arps_timeouts.inc();
    }
    return result;
  }

  /**
   * arplookup: the entry of an address.
   *
   * @param create make one if the address is a neighbour's
   * @return locked and referenced; null if it has none
   */
  Rtentry arplookup(int addr, boolean create) {
    Rtentry rt = routes.rtalloc1(SockAddrIn.of(addr), create, 0);
    if (rt == null) {
      return null;
    }
    String why = null;
    if (rt.has(RtFlags.RTF_GATEWAY)) {
      why = "host is not on local network";
    } else if (!(rt.llinfo() instanceof LlinfoArp)) {
      why = "could not allocate llinfo";
    } else if (rt.gateway().family() != SockAddr.AF_LINK) {
      why = "gateway route is not ours";
    }
    if (why == null) {
      return rt;
    }
    // A clone that nobody can use: only we hold it.
    boolean useless = create && rt.has(RtFlags.RTF_WASCLONED);
    if (useless) {
      rt.lock.unlock();
      routes.expungeIf(rt, true, 1);
      rt.lock.lock();
    }
    routes.rtfree(rt);
    if (create) {
      kernel.log().log("arplookup " + SockAddrIn.ntoa(addr) + " failed: " + why);
    }
    return null;
  }

  /** arprequest: asks for an address; with {@code sip} equal to {@code tip}, announces it. */
  void arprequest(Ifnet ifp, int sip, int tip) {
    Mbuf m = packet(ArpHeader.ARPOP_REQUEST, ifp.lladdr(), sip, null, tip);
    if (m == null) {
      return;
    }
    m.flags |= Mbuf.M_BCAST;
    stat.arps_txrequests.inc();
    ifp.output(m, SockAddrFamily.ARP, null);
  }

  /** Answers that {@code spa} is at {@code sha}. */
  void arpreply(Ifnet ifp, byte[] sha, int spa, byte[] tha, int tpa) {
    Mbuf m = packet(ArpHeader.ARPOP_REPLY, sha, spa, tha, tpa);
    if (m != null) {
      stat.arps_txreplies.inc();
      ifp.output(m, SockAddrFamily.ARP, null);
    }
  }

  private Mbuf packet(int op, byte[] sha, int spa, byte[] tha, int tpa) {
    Mbuf m = mbufs.gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    if (m == null) {
      stat.arps_txerrors.inc();
      return null;
    }
    m.off += Mbuf.MHLEN - ArpHeader.LEN; // MH_ALIGN: room for the link header in front.
    m.len = ArpHeader.LEN;
    m.pkthdr.len = ArpHeader.LEN;
    ArpHeader.put(m, op, sha, spa, tha, tpa);
    return m;
  }

  /** Frees a packet that waited. */
  private void drop(Mbuf m) {
    if (m != null) {
      stat.arps_dropped.inc();
      mbufs.freem(m);
    }
  }

  // ---- Addresses of ours ----

  @Override
  public void ifinit(Ifnet ifp, IfAddr ifa) {
    ifa.setRtrequest(this);
    ifa.changeFlags(RtFlags.RTF_CLONING, 0);
  }

  /** A gratuitous request: whoever has the address too will answer. */
  @Override
  public void announce(Ifnet ifp, IfAddr ifa) {
    int addr = ((SockAddrIn) ifa.addr()).addr();
    if (addr != 0 && !ifp.has(Iff.IFF_NOARP)) {
      arprequest(ifp, addr, addr);
    }
  }

  // ---- Routes ----

  /** arp_rtrequest: makes an entry of a new host route, and frees the entry of one that goes. */
  @Override
  @Requires({"rnh.lock", "rt.lock"})
  public void rtrequest(RtCmd cmd, Rtentry rt) {
    rnh.lock.assertOwned();
    rt.lock.assertOwned();
    if (rt.has(RtFlags.RTF_GATEWAY) || rt.key().family() != SockAddr.AF_INET) {
      return;
    }
    if (cmd == RtCmd.DELETE) {
      LlinfoArp la = rt.llinfo() instanceof LlinfoArp ? (LlinfoArp) rt.llinfo() : null;
      if (la != null) {
        list.remove(la);
        rt.setLlinfo(null);
        rt.changeFlags(0, RtFlags.RTF_LLINFO);
        drop(la.swapHold(null));
        rt.remref(); // The list's; whoever deletes has one more.
      }
      return;
    }
    Ifnet ifp = rt.ifa().ifp();
    rt.setGateway(linkGateway(rt, ifp));
    if (!rt.has(RtFlags.RTF_HOST)) {
      rt.changeFlags(RtFlags.RTF_CLONING, 0);
      return;
    }
    if (rt.llinfo() != null) {
      return;
    }
    LlinfoArp la = new LlinfoArp(rnh, rt);
    rt.setLlinfo(la);
    rt.changeFlags(RtFlags.RTF_LLINFO, 0);
    rt.addref(); // For the list, through which it is found outside of the tree.
    list.insert(la);
    fixedAddress(rt, ifp);
    if (rt.expire() != 0) {
      startTimer();
    }
  }

  private static SockAddrDl linkGateway(Rtentry rt, Ifnet ifp) {
    SockAddr now = rt.gateway();
    byte[] lladdr = now instanceof SockAddrDl ? ((SockAddrDl) now).lladdr() : new byte[0];
    return new SockAddrDl(ifp.index(), ifp.type(), lladdr);
  }

  /** Groups, broadcasts and our own addresses need no asking. */
  @Requires({"rnh.lock", "rt.lock"})
  private void fixedAddress(Rtentry rt, Ifnet ifp) {
    int addr = ((SockAddrIn) rt.key()).addr();
    byte[] lladdr = null;
    IfAddr ifa = rt.ifa();
    if (addr >>> 28 == 14) {
      lladdr = new byte[EtherHeader.ETHER_ADDR_LEN];
      EtherHeader.mapIpMulticast(addr, lladdr);
    } else if (addr == -1
        || ifa.dstaddr() instanceof SockAddrIn && ((SockAddrIn) ifa.dstaddr()).addr() == addr) {
      lladdr = EtherHeader.broadcast();
    } else if (((SockAddrIn) ifa.addr()).addr() == addr) {
      lladdr = ifp.lladdr();
      Ifnet loif = net.loif();
      if (useloopback.on() && loif != null) {
        rt.setIfp(loif);
      }
    }
    if (lladdr != null) {
      rt.setGateway(new SockAddrDl(ifp.index(), ifp.type(), lladdr));
      rt.setExpire(0);
    } else {
      rt.setExpire(((SockAddrDl) rt.gateway()).alen() != 0 ? 0 : routes.uptimeSeconds());
    }
  }

  // ---- The timer ----

  @Requires("rnh.lock")
  private void startTimer() {
    if (!timerRuns && !stopped) {
      timerRuns = true;
      timer.reset(pruneIntvl.get() * 1_000_000_000L, this::arptimer);
    }
  }

  /** arptimer: takes out what has expired. Holds the tree, so that no entry comes or goes. */
  private void arptimer() {
    rnh.lock.lock();
    timerRuns = false;
    long now = routes.uptimeSeconds();
    List<Rtentry> all = list.routes();
    boolean mayExpire = false;
    for (Rtentry rt : all) {
      rt.lock.lock();
      boolean expired = rt.expire() != 0 && rt.expire() <= now;
      rt.lock.unlock();
      if (expired) {
        arptfree(rt);
      }
      rt.lock.lock();
      mayExpire |= rt.has(RtFlags.RTF_UP) && rt.expire() != 0;
      routes.rtfree(rt);
    }
    if (mayExpire) {
      startTimer();
    }
    rnh.lock.unlock();
  }

  /** arptfree: forgets the address if the route is in use, else deletes the route. */
  @Requires("rnh.lock")
  private void arptfree(Rtentry rt) {
    stat.arps_timeouts.inc();
    rt.lock.lock();
    SockAddrDl sdl = (SockAddrDl) rt.gateway();
    // Two are the list's and ours.
    boolean inUse = rt.refcnt() > 2 && sdl.alen() != 0;
    if (inUse) {
      LlinfoArp la = (LlinfoArp) rt.llinfo();
      rt.setGateway(new SockAddrDl(sdl.index(), sdl.type()));
      la.setAsked(0);
      la.setPreempt(0);
      rt.changeFlags(0, RtFlags.RTF_REJECT);
    }
    rt.lock.unlock();
    if (!inUse) {
      routes.expungeIf(rt, false, 0);
    }
  }

  // ---- arp(8) ----

  /**
   * Sets an entry.
   *
   * @param lladdr six bytes
   * @param temporary it expires like one that was learnt
   * @param published requests for it are answered with {@code lladdr}
   * @return OK; ENETUNREACH: no route; EINVAL: not a neighbour; EADDRINUSE: an address of ours
   */
  public Errno set(int addr, byte[] lladdr, boolean temporary, boolean published) {
    if (lladdr.length != EtherHeader.ETHER_ADDR_LEN || EtherHeader.isMulticast(lladdr, 0)) {
      return Errno.EINVAL;
    }
    Rtentry probe = routes.rtalloc1(SockAddrIn.of(addr), false, 0);
    if (probe == null) {
      return Errno.ENETUNREACH;
    }
    routes.rtfree(probe);
    Rtentry rt = arplookup(addr, true);
    if (rt == null) {
      return Errno.EINVAL;
    }
    if (((SockAddrIn) rt.ifa().addr()).addr() == addr) {
      routes.rtfree(rt);
      return Errno.EADDRINUSE;
    }
    SockAddrDl sdl = (SockAddrDl) rt.gateway();
    LlinfoArp la = (LlinfoArp) rt.llinfo();
    rt.setGateway(new SockAddrDl(sdl.index(), sdl.type(), lladdr));
    rt.setExpire(temporary ? routes.uptimeSeconds() + maxAge.get() : 0);
    rt.changeFlags(
        (temporary ? 0 : RtFlags.RTF_STATIC) | (published ? RtFlags.RTF_ANNOUNCE : 0),
        RtFlags.RTF_REJECT
            | (temporary ? RtFlags.RTF_STATIC : RtFlags.RTF_WASCLONED)
            | (published ? 0 : RtFlags.RTF_ANNOUNCE));
    la.setAsked(0);
    la.setPreempt(maxtries.get());
    sendHeld(rt, la.swapHold(null));
    if (temporary) {
      // Nothing could expire before, perhaps, and the timer sleeps.
      rnh.lock.lock();
      startTimer();
      rnh.lock.unlock();
    }
    return Errno.OK;
  }

  /** Sends what waited; the route comes locked and referenced, and is given back. */
  void sendHeld(Rtentry rt, Mbuf hold) {
    if (hold == null) {
      routes.rtfree(rt);
      return;
    }
    Ifnet ifp = rt.ifp();
    rt.lock.unlock(); // Our reference keeps it until the packet is gone.
    ifp.output(hold, rt.key(), rt);
    routes.rtFree(rt);
  }

  /** Deletes an entry; ENXIO if the address has none. */
  public Errno delete(int addr) {
    Rtentry rt = routes.rtalloc1(SockAddrIn.of(addr), false, 0);
    if (rt == null) {
      return Errno.ENXIO;
    }
    boolean isEntry = rt.has(RtFlags.RTF_HOST) && rt.llinfo() instanceof LlinfoArp;
    rt.lock.unlock();
    boolean gone = isEntry && routes.expungeIf(rt, false, 0);
    routes.rtFree(rt);
    return gone ? Errno.OK : Errno.ENXIO;
  }

  /** All entries. */
  public List<ArpEntry> entries() {
    List<ArpEntry> copies = new ArrayList<>();
    rnh.lock.lock();
    List<Rtentry> all = list.routes();
    rnh.lock.unlock();
    long now = routes.uptimeSeconds();
    for (Rtentry rt : all) {
      rt.lock.lock();
      if (rt.llinfo() != null) {
        copies.add(
            new ArpEntry(
                ((SockAddrIn) rt.key()).addr(),
                ((SockAddrDl) rt.gateway()).lladdr(),
                rt.ifa().ifp().name(),
                rt.expire() == 0 ? 0 : rt.expire() - now,
                rt.expire() == 0,
                rt.has(RtFlags.RTF_ANNOUNCE),
                rt.has(RtFlags.RTF_REJECT)));
      }
      routes.rtfree(rt);
    }
    return copies;
  }

  private void provide(OidTree t) {
    String p = "net.link.ether.inet.";
    t.addInt(p + "prune_intvl", Oid.CTLFLAG_RW, "Seconds between looks at the entries", pruneIntvl);
    t.addInt(p + "max_age", Oid.CTLFLAG_RW, "Seconds that an entry lives", maxAge);
    t.addInt(p + "host_down_time", Oid.CTLFLAG_RW, "Seconds a host is down", hostDownTime);
    t.addInt(p + "maxtries", Oid.CTLFLAG_RW, "Requests before a host is down", maxtries);
    t.addInt(p + "useloopback", Oid.CTLFLAG_RW, "Own addresses go by lo0", useloopback);
    t.addInt(p + "proxyall", Oid.CTLFLAG_RW, "Answer for all that we route to", proxyall);
    t.addInt(p + "log_arp_wrong_iface", Oid.CTLFLAG_RW, "Log the wrong wire", logWrongIface);
    t.addInt(p + "log_arp_movements", Oid.CTLFLAG_RW, "Log moved hosts", logMovements);
    t.addInt(
        p + "log_arp_permanent_modify",
        Oid.CTLFLAG_RW,
        "Log attempts on permanent entries",
        logPermanentModify);
    t.addCounter(p + "stats.txrequests", "Requests sent", stat.arps_txrequests);
    t.addCounter(p + "stats.txreplies", "Replies sent", stat.arps_txreplies);
    t.addCounter(p + "stats.rxrequests", "Requests received", stat.arps_rxrequests);
    t.addCounter(p + "stats.rxreplies", "Replies received", stat.arps_rxreplies);
    t.addCounter(p + "stats.received", "Packets received", stat.arps_received);
    t.addCounter(p + "stats.dropped", "Waiting packets dropped", stat.arps_dropped);
    t.addCounter(p + "stats.timeouts", "Entries timed out", stat.arps_timeouts);
    t.addCounter(p + "stats.dupips", "Duplicate addresses", stat.arps_dupips);
    t.addCounter(p + "stats.badpackets", "Malformed packets", stat.arps_badpackets);
  }
}
