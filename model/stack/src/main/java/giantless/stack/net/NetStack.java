package giantless.stack.net;

import giantless.lock.contract.Racy;
import giantless.stack.kern.Counter;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.MbufPool;
import java.util.ArrayList;
import java.util.List;

/**
 * The interfaces, routes, dispatch and taps of a host, put together; attaches and detaches
 * interfaces. Protocols above register their resolvers and event handlers at boot, before any
 * interface is attached.
 */
public final class NetStack {
  /** Interfaces, and the lock of their list. */
  public final IfNetList ifnets;

  public final RouteTable routes;
  public final RtRedirect redirects;
  public final Netisr netisr;
  public final Bpf bpf;

  /** Addresses in memory, for leak checks. */
  final Counter ifaddrsInUse;

  private final Kernel kernel;
  private final MbufPool mbufs;
  private final Knob ifqMaxlen;

  @Racy("set at boot or with the first loopback, then fixed")
  private volatile Ifnet loif;

  @Racy("replaced whole by a protocol at boot")
  private volatile AddressResolver inetResolver;

  @Racy("replaced whole by a protocol at boot")
  private volatile List<IfEventHandler> handlers = new ArrayList<>();

  public NetStack(Kernel kernel, MbufPool mbufs, NetisrMode mode) {
    this.kernel = kernel;
    this.mbufs = mbufs;
    this.ifqMaxlen =
        new Knob(kernel.tunableInt("net.link.ifqmaxlen", Ifnet.IFQ_MAXLEN), 1, 1 << 20);
    this.ifaddrsInUse = kernel.counter();
    this.ifnets = new IfNetList(kernel);
    this.routes = new RouteTable(kernel, ifnets);
    this.redirects = new RtRedirect(routes, ifnets);
    this.netisr = new Netisr(kernel, mbufs, mode);
    this.bpf = new Bpf(kernel, mbufs);
    kernel.sysctl().provide(this::provide);
    kernel.onShutdown(this::detachAll);
  }

  public Kernel kernel() {
    return kernel;
  }

  public MbufPool mbufs() {
    return mbufs;
  }

  /** net.link.ifqmaxlen: the output queue's limit of interfaces made from now on. */
  int ifqMaxlen() {
    return ifqMaxlen.get();
  }

  /** The loopback interface; null if the host has none. */
  public Ifnet loif() {
    return loif;
  }

  /** The resolver of a family for Ethernet; null if there is none. */
  public AddressResolver resolver(int family) {
    return family == SockAddr.AF_INET ? inetResolver : null;
  }

  /** Sets IPv4's resolver. At boot. */
  public void setInetResolver(AddressResolver resolver) {
    inetResolver = resolver;
  }

  /** Adds one who hears of interfaces. At boot. */
  public void addIfEventHandler(IfEventHandler handler) {
    List<IfEventHandler> more = new ArrayList<>(handlers);
    more.add(handler);
    handlers = more;
  }

  /** Addresses that are in memory, for leak checks. */
  public long ifaddrsInUse() {
    return ifaddrsInUse.get();
  }

  // ---- Interfaces ----

  /**
   * if_attach: the interface can be found, configured and captured from now on. Sleeps.
   *
   * @return OK; EEXIST: there is one of this name
   */
  public Errno attach(Ifnet ifp) {
    Errno error = ifnets.insert(ifp);
    if (error != Errno.OK) {
      return error;
    }
    bpf.attach(ifp.bpf());
    if (ifp.has(Iff.IFF_LOOPBACK) && loif == null) {
      loif = ifp;
    }
    tell(ifp, IfEventHandler.Event.ARRIVAL);
    return Errno.OK;
  }

  /**
   * if_detach: takes the interface down and away: its routes, addresses, captures, queued packets,
   * its driver's threads; then waits until nobody is in the driver under Giant any more (D-59), and
   * until the last reference to it is given back. Sleeps; the caller has no reference.
   *
   * @return OK; ENXIO: it is not attached (any more)
   */
  public Errno detach(Ifnet ifp) {
    if (!ifnets.remove(ifp)) {
      return Errno.ENXIO;
    }
    ifp.down();
    ifp.stopDriver();
    if (loif == ifp) {
      loif = null;
    }
    tell(ifp, IfEventHandler.Event.DEPARTURE);
    routes.deleteIf(SockAddr.AF_INET, rt -> rt.ifp() == ifp || rt.ifa().ifp() == ifp);
    ifp.purgeLists();
    bpf.detach(ifp.bpf());
    ifp.snd.close(); // Who saw the interface alive may still come with a packet.
    ifp.drainDriver();
    netisr.purge(ifp);
    ifnets.awaitUnreferenced(ifp);
    return Errno.OK;
  }

  private void detachAll() {
    List<Ifnet> all = ifnets.snapshotRef();
    ifnets.releAll(all);
    for (Ifnet ifp : all) {
      detach(ifp);
    }
  }

  /** if_route: the addresses' routes come back. */
  void ifUp(Ifnet ifp) {
    List<IfAddr> addrs = ifp.addrs(SockAddr.AF_UNSPEC);
    for (IfAddr ifa : addrs) {
      if ((ifa.flags() & IfAddr.IFA_ROUTE) == 0) {
        routes.rtinit(ifa, RtCmd.ADD, RtFlags.RTF_UP | hostFlag(ifp));
      }
    }
    Ifnet.freeAddrs(addrs);
    tell(ifp, IfEventHandler.Event.UP);
  }

  /** if_unroute: the routes through it go, and what its output queue has. */
  void ifDown(Ifnet ifp) {
    List<IfAddr> addrs = ifp.addrs(SockAddr.AF_UNSPEC);
    for (IfAddr ifa : addrs) {
      if ((ifa.flags() & IfAddr.IFA_ROUTE) != 0) {
        routes.rtinit(ifa, RtCmd.DELETE, hostFlag(ifp));
      }
      routes.deleteIf(ifa.addr().family(), rt -> rt.ifa() == ifa && !rt.has(RtFlags.RTF_STATIC));
    }
    Ifnet.freeAddrs(addrs);
    ifp.snd.flush();
    tell(ifp, IfEventHandler.Event.DOWN);
  }

  private static int hostFlag(Ifnet ifp) {
    return (ifp.flags() & (Iff.IFF_LOOPBACK | Iff.IFF_POINTOPOINT)) != 0 ? RtFlags.RTF_HOST : 0;
  }

  private void tell(Ifnet ifp, IfEventHandler.Event event) {
    for (IfEventHandler handler : handlers) {
      handler.ifEvent(ifp, event);
    }
  }

  private void provide(OidTree t) {
    t.addInt("net.link.ifqmaxlen", Oid.CTLFLAG_RDTUN, "Output queue limit", ifqMaxlen);
    t.addLong("net.route.entries", "Routes in memory", () -> routes.stat.rts_inuse.get());
    t.addCounter("net.route.badredirect", "Redirects not believed", routes.stat.rts_badredirect);
    t.addCounter("net.route.unreach", "Lookups without a route", routes.stat.rts_unreach);
    netisr.provide(t);
    bpf.provide(t);
  }
}
