package giantless.stack.net;

import giantless.lock.Panic;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The routing tables of a host, net/route.c: lookup with cloning, references, and requests. The
 * order is ifnet, radix node head, route; a route that was found is locked before the tree's lock
 * is dropped, so that it is either referenced in time or gone.
 *
 * <p>Hand-over (locking reference, C.2): {@link #rtalloc1} returns a route locked and referenced,
 * {@link #rtfree} takes one locked and releases both; a thread that drops the lock keeps its
 * reference.
 */
public final class RouteTable {
  public final RtStat stat;

  /** The IPv4 tree. */
  public final RadixNodeHead inet;

  private final Kernel kernel;
  private final IfNetList ifnets;

  RouteTable(Kernel kernel, IfNetList ifnets) {
    this.kernel = kernel;
    this.ifnets = ifnets;
    this.stat = new RtStat(kernel);
    this.inet = new RadixNodeHead(kernel.rt(), 32);
  }

  /** The tree of a family; null if the family is not routed. */
  public RadixNodeHead head(int family) {
    return family == SockAddr.AF_INET ? inet : null;
  }

  /** time_uptime, never 0: the clock of {@code rmx_expire}. */
  public long uptimeSeconds() {
    return kernel.uptimeNanos() / 1_000_000_000L + 1;
  }

  // ---- Lookup and references ----

  /**
   * Looks up the route to a destination.
   *
   * @param clone a cloning route is cloned for this destination
   * @param ignore flags to overlook: {@link RtFlags#RTF_CLONING} suppresses cloning
   * @return the route, <b>locked and referenced</b>; null if there is none
   */
  public Rtentry rtalloc1(SockAddr dst, boolean clone, int ignore) {
    RadixNodeHead rnh = head(dst.family());
    if (rnh == null) {
      stat.rts_unreach.inc();
      return null;
    }
    rnh.lock.lock();
    Rtentry rt = rnh.match(dst);
    if (rt != null && clone && (rt.flags() & ~ignore & RtFlags.RTF_CLONING) != 0) {
      rt = cloneRoute(rnh, rt, dst);
    } else if (rt != null) {
      rt.lock.lock();
      if (rt.refcnt() == 0) {
        rnh.hooks().matched(rt);
      }
      rt.addref();
    }
    rnh.lock.unlock();
    if (rt == null) {
      stat.rts_unreach.inc();
    }
    return rt;
  }

  /** RTM_RESOLVE: a host route made from a cloning one; locked and referenced. */
  private Rtentry cloneRoute(RadixNodeHead rnh, Rtentry from, SockAddr dst) {
    rnh.lock.assertOwned();
    from.lock.lock();
    from.addref(); // The clone's rt_parent.
    SockAddr gateway = from.gateway();
    from.lock.unlock();
    from.ifa().ref();
    int flags =
        from.flags() & ~(RtFlags.RTF_CLONING | RtFlags.RTF_STATIC)
            | RtFlags.RTF_WASCLONED
            | RtFlags.RTF_HOST;
    SockAddr key = dst instanceof SockAddrIn ? SockAddrIn.of(((SockAddrIn) dst).addr()) : dst;
    Rtentry rt =
        new Rtentry(kernel.rt(), key, key.keyBits(), gateway, flags, from.ifa(), from.ifp(), from);
    stat.rts_inuse.inc();
    stat.rts_cloned.inc();
    rt.lock.lock();
    rt.setMtu(from.mtu());
    if (!rnh.add(rt)) {
      throw new Panic("rtalloc1: host route to " + dst + " exists, and did not match");
    }
    RtRequestHook hook = from.ifa().rtrequest();
    if (hook != null) {
      hook.rtrequest(RtCmd.RESOLVE, rt);
    }
    rt.addref();
    return rt;
  }

  /**
   * rtalloc_ign(9): fills in {@code ro.rt}, unlocked and referenced, unless it has one that is up.
   *
   * @param ignore as for {@link #rtalloc1}
   */
  public void rtallocIgn(Route ro, int ignore) {
    Rtentry cached = ro.rt;
    if (cached != null) {
      if (cached.has(RtFlags.RTF_UP)) {
        return;
      }
      ro.rt = null; // First the pointer, then the reference.
      rtFree(cached);
    }
    Rtentry rt = rtalloc1(ro.dst, true, ignore);
    if (rt != null) {
      rt.lock.unlock();
      ro.rt = rt;
    }
  }

  /** rtalloc(9). */
  public void rtalloc(Route ro) {
    rtallocIgn(ro, 0);
  }

  /**
   * rtfree(9), RTFREE_LOCKED: gives a reference back. The route comes locked; on return it is
   * unlocked, or freed if that was the last reference and it is not in the tree.
   */
  @Releases("rt.lock")
  public void rtfree(Rtentry rt) {
    rt.remref();
    if (rt.refcnt() > 0 || rt.has(RtFlags.RTF_UP)) {
      if (rt.refcnt() == 0) {
        head(rt.key().family()).hooks().closed(rt);
      }
      rt.lock.unlock();
      return;
    }
    rt.markFreed();
    if (rt.gwroute() != null) {
      throw new Panic("rtfree: " + rt + " left the tree with its gateway's route");
    }
    if (rt.llinfo() != null) {
      throw new Panic("rtfree: " + rt + " left the tree with link-layer information");
    }
    // Nobody can find it any more. Its lock goes first: its parent is of the same class, and a
    // parent is locked before its clones.
    rt.lock.unlock();
    rt.lock.destroy();
    stat.rts_inuse.add(-1);
    rt.ifa().free();
    if (rt.parent() != null) {
      rtFree(rt.parent());
    }
  }

  /** RTFREE: as {@link #rtfree}, for a route that is not locked. */
  @Excludes("rt.lock")
  public void rtFree(Rtentry rt) {
    rt.lock.lock();
    rtfree(rt);
  }

  /** rt_check: see {@link RtNextHop#rtCheck}. */
  @Excludes("rt0.lock")
  public Errno rtCheck(Rtentry rt0, SockAddr dst, RtHop hop) {
    return RtNextHop.rtCheck(this, rt0, dst, hop);
  }

  // ---- Requests ----

  /**
   * rtrequest1: adds, deletes or changes a route.
   *
   * @return OK; EAFNOSUPPORT; EINVAL: a mask that is not contiguous, or no gateway; ENETUNREACH:
   *     the gateway is on no network of ours; EEXIST; ESRCH
   */
  public Errno rtrequest(RtCmd cmd, RtInfo info) {
    return rtrequest(cmd, info, null);
  }

  /**
   * As {@link #rtrequest(RtCmd, RtInfo)}.
   *
   * @param ret if not null, receives the route, locked and referenced
   */
  public Errno rtrequest(RtCmd cmd, RtInfo info, RtHop ret) {
    RadixNodeHead rnh = head(info.dst.family());
    if (rnh == null) {
      return Errno.EAFNOSUPPORT;
    }
    int length = info.dst.keyBits();
    if (info.netmask != null && (info.flags & RtFlags.RTF_HOST) == 0) {
      length = info.netmask.prefixLength();
      if (length < 0) {
        return Errno.EINVAL;
      }
    }
    if (cmd == RtCmd.ADD || cmd == RtCmd.CHANGE) {
      return add(rnh, info, length, cmd == RtCmd.CHANGE, ret);
    }
    return cmd == RtCmd.DELETE ? delete(rnh, info.dst, length, null, ret) : Errno.EOPNOTSUPP;
  }

  private Errno add(RadixNodeHead rnh, RtInfo info, int length, boolean replace, RtHop ret) {
    if (info.gateway == null) {
      return Errno.EINVAL;
    }
    IfAddr ifa = info.ifa;
    if (ifa != null) {
      ifa.ref();
    } else {
      ifa = ifaIfwithroute(info.flags, info.dst, info.gateway, info.ifp);
    }
    if (ifa == null) {
      return Errno.ENETUNREACH;
    }
    int flags = info.flags | RtFlags.RTF_UP | ifa.flags() & RtFlags.RTF_CLONING;
    if ((flags & (RtFlags.RTF_GATEWAY | RtFlags.RTF_HOST)) != 0 || length == info.dst.keyBits()) {
      flags &= ~RtFlags.RTF_CLONING;
    }
    if (length == info.dst.keyBits()) {
      flags |= RtFlags.RTF_HOST;
    }
    Ifnet ifp = info.ifp != null ? info.ifp : ifa.ifp();
    SockAddr key = cutKey(info.dst, length);
    rnh.lock.lock();
    Rtentry old = rnh.lookup(key, length);
    if (replace && old == null) {
      rnh.lock.unlock();
      ifa.free();
      return Errno.ESRCH;
    }
    // A route that a use of the table made gives way to one that somebody asks for.
    if (old != null && (replace || old.has(RtFlags.RTF_WASCLONED))) {
      Errno error = delete(rnh, key, length, old, null);
      if (error != Errno.OK) {
        throw new Panic("rtrequest: " + old + " was found, and is not there: " + error);
      }
    }
    Rtentry rt = new Rtentry(kernel.rt(), key, length, info.gateway, flags, ifa, ifp, null);
    stat.rts_inuse.inc();
    rt.lock.lock();
    if (info.mtu != 0) {
      rt.setMtu(info.mtu);
    }
    if (!rnh.add(rt)) {
      rt.changeFlags(0, RtFlags.RTF_UP);
      rt.addref();
      rtfree(rt);
      rnh.lock.unlock();
      return Errno.EEXIST;
    }
    RtRequestHook hook = ifa.rtrequest();
    if (hook != null) {
      hook.rtrequest(RtCmd.ADD, rt);
    }
    rt.addref();
    rt.lock.unlock();
    // Host routes cloned from a shorter prefix that this one now covers would hide it.
    deleteClones(rnh, rt);
    rnh.lock.unlock();
    if (ret != null) {
      rt.lock.lock();
      ret.rt = rt;
    } else {
      rtFree(rt);
    }
    return Errno.OK;
  }

  /**
   * RTM_DELETE.
   *
   * @param only if not null, the route is deleted only if it is this one
   * @param ret if not null, receives the route, locked and referenced
   */
  private Errno delete(RadixNodeHead rnh, SockAddr dst, int length, Rtentry only, RtHop ret) {
    rnh.lock.lock();
    Rtentry rt = rnh.lookup(dst, length);
    if (rt == null || only != null && rt != only) {
      rnh.lock.unlock();
      return Errno.ESRCH;
    }
    if (rt.has(RtFlags.RTF_CLONING)) {
      deleteClones(rnh, rt);
    }
    rt.lock.lock();
    rt.addref();
    rtexpunge(rnh, rt);
    rt.lock.unlock();
    rnh.lock.unlock();
    if (ret != null) {
      rt.lock.lock();
      ret.rt = rt;
    } else {
      rtFree(rt);
    }
    return Errno.OK;
  }

  /**
   * rtexpunge: takes a route, locked and referenced by the caller, out of the tree. Its link layer
   * is told and its gateway's route is given back. On return it is still locked.
   */
  @Requires({"rnh.lock", "rt.lock"})
  private void rtexpunge(RadixNodeHead rnh, Rtentry rt) {
    if (rnh.delete(rt.key(), rt.prefixLength()) != rt) {
      throw new Panic("rtexpunge: " + rt + " is not in the tree");
    }
    rt.changeFlags(0, RtFlags.RTF_UP);
    Rtentry gw = rt.gwroute();
    if (gw != null) {
      rt.setGwroute(null);
      rtFree(gw);
    }
    RtRequestHook hook = rt.ifa().rtrequest();
    if (hook != null) {
      hook.rtrequest(RtCmd.DELETE, rt);
    }
  }

  /** rt_fixdelete, rt_fixchange: deletes the clones of a route, and those that it now covers. */
  private void deleteClones(RadixNodeHead rnh, Rtentry of) {
    rnh.lock.assertOwned();
    if (of.has(RtFlags.RTF_HOST)) {
      return;
    }
    for (Rtentry rt : rnh.entries()) {
      if (rt != of
          && rt.has(RtFlags.RTF_WASCLONED)
          && (rt.parent() == of
              || rt.parent() != null
                  && rt.parent().prefixLength() < of.prefixLength()
                  && covers(of, rt.key()))) {
        deleteEntry(rnh, rt);
      }
    }
  }

  private void deleteEntry(RadixNodeHead rnh, Rtentry rt) {
    rnh.lock.assertOwned();
    rt.lock.lock();
    rt.addref();
    rtexpunge(rnh, rt);
    rtfree(rt);
  }

  private static boolean covers(Rtentry net, SockAddr addr) {
    return IfNetList.sameKey(cutKey(addr, net.prefixLength()), net.key());
  }

  private static SockAddr cutKey(SockAddr addr, int length) {
    if (addr instanceof SockAddrIn) {
      int mask = SockAddrIn.mask(length).addr();
      return SockAddrIn.of(((SockAddrIn) addr).addr() & mask);
    }
    return addr;
  }

  /** Which routes {@link #deleteIf} deletes; the route is not locked. */
  public interface Filter {
    boolean test(Rtentry rt);
  }

  /**
   * Deletes the routes that pass, for interfaces and addresses which go away and for a link layer
   * whose entries expire.
   *
   * @return how many were deleted
   */
  public int deleteIf(int family, Filter filter) {
    RadixNodeHead rnh = head(family);
    if (rnh == null) {
      return 0;
    }
    int count = 0;
    rnh.lock.lock();
    for (Rtentry rt : rnh.entries()) {
      // Deleting a cloning route has deleted its clones, which are in our list still.
      if (rt.has(RtFlags.RTF_UP) && filter.test(rt)) {
        if (rt.has(RtFlags.RTF_CLONING)) {
          deleteClones(rnh, rt);
        }
        deleteEntry(rnh, rt);
        count++;
      }
    }
    rnh.lock.unlock();
    return count;
  }

  /**
   * Deletes a route which the caller has looked at: only if it is still in the tree and, where
   * {@code ifUnused}, nobody but the link layer's list and the caller holds it.
   *
   * @param rt unlocked, referenced by the caller, which keeps its reference
   */
  @Excludes("rt.lock")
  public boolean expungeIf(Rtentry rt, boolean ifUnused, int usersAllowed) {
    RadixNodeHead rnh = head(rt.key().family());
    rnh.lock.lock();
    rt.lock.lock();
    boolean go = rt.has(RtFlags.RTF_UP) && (!ifUnused || rt.refcnt() <= usersAllowed);
    if (go && rt.has(RtFlags.RTF_CLONING)) {
      rt.lock.unlock();
      deleteClones(rnh, rt);
      rt.lock.lock();
    }
    if (go) {
      rtexpunge(rnh, rt);
    }
    rt.lock.unlock();
    rnh.lock.unlock();
    return go;
  }

  /** The routes of a family, each with a reference for the caller ({@link #rtFree}). */
  public List<Rtentry> dump(int family) {
    List<Rtentry> all = new ArrayList<>();
    RadixNodeHead rnh = head(family);
    if (rnh != null) {
      rnh.lock.lock();
      for (Rtentry rt : rnh.entries()) {
        rt.lock.lock();
        rt.addref();
        rt.lock.unlock();
        all.add(rt);
      }
      rnh.lock.unlock();
    }
    return all;
  }

  // ---- Interfaces and addresses ----

  /**
   * rtinit: adds or deletes the route of an interface's address: to its network, or with {@link
   * RtFlags#RTF_HOST} to its far end. Keeps {@link IfAddr#IFA_ROUTE}.
   */
  public Errno rtinit(IfAddr ifa, RtCmd cmd, int flags) {
    boolean host = (flags & RtFlags.RTF_HOST) != 0;
    SockAddr dst = host && ifa.dstaddr() != null ? ifa.dstaddr() : ifa.addr();
    RtInfo info = new RtInfo(dst, ifa.addr(), host ? null : ifa.netmask(), flags);
    info.ifa = ifa;
    if (cmd == RtCmd.DELETE) {
      RadixNodeHead rnh = head(dst.family());
      int length = host ? dst.keyBits() : ifa.netmask().prefixLength();
      if (rnh == null) {
        return Errno.EAFNOSUPPORT;
      }
      rnh.lock.lock();
      Rtentry rt = rnh.lookup(cutKey(dst, length), length);
      // Another address of the same network may own the route.
      Errno error =
          rt == null
              ? Errno.ESRCH
              : rt.ifa() != ifa ? Errno.EHOSTUNREACH : delete(rnh, rt.key(), length, rt, null);
      rnh.lock.unlock();
      if (error == Errno.OK) {
        ifa.changeFlags(0, IfAddr.IFA_ROUTE);
      }
      return error;
    }
    if ((ifa.flags() & IfAddr.IFA_ROUTE) != 0) {
      return Errno.OK; // Taking the interface up has added it.
    }
    Errno error = rtrequest(cmd, info);
    if (error == Errno.OK) {
      ifa.changeFlags(IfAddr.IFA_ROUTE, 0);
    }
    return error;
  }

  /** ifa_ifwithroute: the address of this host for a new route, referenced; null if none. */
  private IfAddr ifaIfwithroute(int flags, SockAddr dst, SockAddr gateway, Ifnet ifp) {
    if (ifp != null) {
      return ifnets.ifaofIfpforaddr(gateway.keyBits() > 0 ? gateway : dst, ifp);
    }
    IfAddr ifa = null;
    if ((flags & RtFlags.RTF_GATEWAY) == 0) {
      if ((flags & RtFlags.RTF_HOST) != 0) {
        ifa = ifnets.ifaIfwithdstaddr(dst);
      }
      if (ifa == null) {
        ifa = ifnets.ifaOwn(gateway);
      }
    } else {
      ifa = ifnets.ifaIfwithdstaddr(gateway);
    }
    if (ifa == null) {
      ifa = ifnets.ifaIfwithnet(gateway);
    }
    if (ifa == null) {
      Rtentry rt = rtalloc1(gateway, false, 0);
      if (rt != null) {
        ifa = rt.ifa();
        ifa.ref();
        rtfree(rt);
      }
    }
    return ifa;
  }
}
