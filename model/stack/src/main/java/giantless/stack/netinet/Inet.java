package giantless.stack.netinet;

import giantless.lock.AtomicInt;
import giantless.lock.Mtx;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.IfEventHandler;
import giantless.stack.net.Ifnet;
import giantless.stack.net.NetStack;
import giantless.stack.net.Netisr;
import giantless.stack.net.Route;
import giantless.stack.net.RtFlags;
import giantless.stack.net.SockAddrIn;

/**
 * IPv4 of one host, put together: registers with netisr, with the interfaces' events and with
 * sysctl. Made by Host at boot, before there is an interface. Its fields do not change.
 */
public final class Inet implements IfEventHandler {
  public final Kernel kernel;
  public final NetStack net;
  public final MbufPool mbufs;
  public final IpSysctl sysctl;
  public final IpStat ipstat;
  public final IcmpStat icmpstat;
  public final IgmpStat igmpstat;
  public final IpProtos protos;
  public final InIfaddrs ifaddrs;
  public final InMultiList multi;
  public final BadportBandlim bandlim;
  public final IcmpError icmpError;
  public final IpOptions options;
  public final IpFragment fragment;
  public final IpOutput output;
  public final IpReass reass;
  public final IpForward forward;
  public final IpInput input;
  public final IcmpInput icmp;
  public final IpPmtu pmtu;
  public final InRmx rmx;
  public final Igmp igmp;
  public final InControl control;
  public final IfEther arp;
  private final AtomicInt ipId;

  /** Attaches IPv4 to a host. */
  public Inet(Kernel kernel, NetStack net, MbufPool mbufs) {
    this.kernel = kernel;
    this.net = net;
    this.mbufs = mbufs;
    this.sysctl = new IpSysctl(kernel.tunableInt("kern.ipc.nmbclusters", 25600));
    this.ipstat = new IpStat(kernel);
    this.icmpstat = new IcmpStat(kernel);
    this.igmpstat = new IgmpStat(kernel);
    this.protos = new IpProtos();
    this.ifaddrs = new InIfaddrs(kernel.rt());
    this.multi = new InMultiList(kernel.rt());
    this.bandlim = new BadportBandlim(kernel, sysctl);
    this.ipId = kernel.rt().atomicInt(kernel.random(0x10000));
    this.icmpError = new IcmpError(this);
    this.options = new IpOptions(this);
    this.fragment = new IpFragment(this);
    this.output = new IpOutput(this);
    this.reass = new IpReass(this);
    this.forward = new IpForward(this);
    this.input = new IpInput(this);
    this.icmp = new IcmpInput(this);
    this.pmtu = new IpPmtu(this);
    this.rmx = new InRmx(kernel, net.routes);
    this.igmp = new Igmp(this);
    this.multi.setIgmp(igmp);
    this.control = new InControl(this);
    this.arp = new IfEther(net);
    protos.register(Ip.IPPROTO_ICMP, icmp);
    protos.register(Ip.IPPROTO_IGMP, igmp);
    net.netisr.register(Netisr.NETISR_IP, input::input, true);
    net.addIfEventHandler(this);
    mbufs.onDrain(this::drain);
    kernel.sysctl().provide(this::provide);
    kernel.onShutdown(reass::drain);
  }

  public Kernel kernel() {
    return kernel;
  }

  public MbufPool mbufs() {
    return mbufs;
  }

  public InIfaddrs ifaddrs() {
    return ifaddrs;
  }

  public IpProtos protos() {
    return protos;
  }

  /** ip_defttl. */
  public int defttl() {
    return sysctl.ttl.get();
  }

  /** ip_newid(): the identifier of a new packet. */
  int newId() {
    return sysctl.randomId.on() ? kernel.random(0x10000) : ipId.fetchAdd(1) & 0xffff;
  }

  /**
   * ip_rtaddr(): the address of the interface that packets to this destination leave by; or null.
   */
  public InIfaddr rtaddr(int dst) {
    Route ro = new Route(SockAddrIn.of(dst));
    net.routes.rtallocIgn(ro, RtFlags.RTF_CLONING);
    if (ro.rt == null) {
      return null;
    }
    InIfaddr ia = ro.rt.ifa() instanceof InIfaddr ? (InIfaddr) ro.rt.ifa() : null;
    net.routes.rtFree(ro.rt);
    return ia;
  }

  /**
   * Makes the first bytes of a packet contiguous and writable, in place where nobody shares them.
   *
   * @param m consumed if the result is null
   * @return null, and counted as too small, if there is no memory
   */
  Mbuf makeWritable(Mbuf m, int len) {
    if (m.len >= len && m.isWritable()) {
      return m;
    }
    byte[] head = new byte[len];
    mbufs.copydata(m, 0, len, head, 0);
    mbufs.adj(m, len);
    Mbuf n = mbufs.prepend(m, len, How.DONTWAIT);
    if (n == null) {
      ipstat.ips_toosmall.inc();
      return null;
    }
    System.arraycopy(head, 0, n.data, n.off, len);
    return n;
  }

  // ---- What transport protocols call ----

  /** As {@link IpOutput#output(Mbuf, Mbuf, Route, int, IpMoptions, Mtx)}. */
  public Errno ipOutput(Mbuf m, Mbuf opt, Route ro, int flags, IpMoptions imo, Mtx inpLock) {
    return output.output(m, opt, ro, flags, imo, inpLock);
  }

  /** As {@link IcmpError#error}. */
  public void icmpError(Mbuf m, int type, int code, int dest, int mtu) {
    icmpError.error(m, type, code, dest, mtu);
  }

  /** As {@link InIfaddrs#inBroadcast}. */
  public boolean inBroadcast(int addr, Ifnet ifp) {
    return ifaddrs.inBroadcast(addr, ifp);
  }

  /** badport_bandlim(BANDLIM_ICMP_UNREACH): whether a port unreachable may be sent now. */
  public boolean unreachAllowed() {
    return bandlim.allow(BadportBandlim.Kind.ICMP_UNREACH);
  }

  /** ip_srcroute(): first hop and reversed source route of a received packet, or null. */
  public byte[] ipSrcroute(Mbuf m) {
    Mbuf opts = IpSrcRoute.reverse(mbufs, m);
    if (opts == null) {
      return null;
    }
    byte[] bytes = new byte[opts.len];
    System.arraycopy(opts.data, opts.off, bytes, 0, bytes.length);
    mbufs.freem(opts);
    return bytes;
  }

  /**
   * The address of this host to send from to a destination, in_pcbladdr(); null if there is none.
   *
   * @param dontroute whether only directly attached nets count
   * @param imo multicast options for a group, or null
   */
  public InIfaddr sourceAddr(int faddr, boolean dontroute, IpMoptions imo) {
    if (imo != null && imo.multicastIfp() != null) {
      return ifaddrs.first(imo.multicastIfp());
    }
    InIfaddr ia = dontroute ? null : rtaddr(faddr);
    if (ia == null) {
      ia = ifaddrs.ifWithDstAddr(faddr);
    }
    return ia == null ? ifaddrs.ifWithNet(faddr) : ia;
  }

  /** As {@link IpMoptions#free}. */
  public void freeMoptions(IpMoptions imo) {
    imo.free();
  }

  // ---- Events ----

  @Override
  public void ifEvent(Ifnet ifp, Event event) {
    if (event == Event.DEPARTURE) {
      control.ifdetach(ifp);
      multi.ifdetach(ifp);
    }
  }

  /** ip_drain(): memory is short. */
  private void drain() {
    reass.drain();
    rmx.drain();
    protos.drain();
  }

  private void provide(OidTree t) {
    sysctl.provide(t);
    rmx.provide(t);
    ipstat.provide(t);
    icmpstat.provide(t);
    igmpstat.provide(t);
    t.addLong("net.inet.ip.fragpackets", "Packets in reassembly", () -> reass.queues());
  }
}
