package giantless.stack.netinet;

import giantless.lock.Locks;
import giantless.lock.SxLock;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.RouteTable;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.SockAddrIn;
import java.util.List;

/**
 * in_control(): the IPv4 addresses of interfaces and their routes. One sx, in_control, is held from
 * end to end of a change, so that two ifconfigs do not interleave (locking reference, D-52); the
 * lists are changed under in_ifaddr_lock inside. Called by ioctl, by Host, and at an interface's
 * departure, with no other lock.
 */
public final class InControl {
  /** in_control. */
  public final SxLock lock;

  private final Kernel kernel;
  private final InIfaddrs ifaddrs;
  private final RouteTable routes;
  private final InMultiList multi;

  InControl(Inet inet) {
    this.kernel = inet.kernel;
    this.ifaddrs = inet.ifaddrs;
    this.routes = inet.net.routes;
    this.multi = inet.multi;
    this.lock = kernel.rt().sx(Locks.IN_CONTROL);
  }

  /**
   * The commands of {@link InSockIo}.
   *
   * @return EADDRNOTAVAIL: the interface has no such address; EINVAL: the interface has no such
   *     kind of address, or the address is none of a host; EEXIST: the address is there;
   *     EOPNOTSUPP: no such command; or an errno of the driver or of the routing table
   */
  @Excludes("lock")
  public Errno control(int cmd, Object data, Ifnet ifp) {
    switch (cmd) {
      case InSockIo.SIOCGIFADDR:
      case InSockIo.SIOCGIFDSTADDR:
      case InSockIo.SIOCGIFBRDADDR:
      case InSockIo.SIOCGIFNETMASK:
        return get(cmd, (Integer[]) data, ifp);
      case InSockIo.SIOCAIFADDR:
        return aifaddr(ifp, (InAliasReq) data);
      case InSockIo.SIOCDIFADDR:
        return difaddr(ifp, (Integer) data);
      case InSockIo.SIOCSIFADDR:
      case InSockIo.SIOCSIFDSTADDR:
      case InSockIo.SIOCSIFBRDADDR:
      case InSockIo.SIOCSIFNETMASK:
        return set(cmd, (Integer) data, ifp);
      default:
        return Errno.EOPNOTSUPP;
    }
  }

  private Errno get(int cmd, Integer[] answer, Ifnet ifp) {
    InIfaddr ia = ifaddrs.first(ifp);
    if (ia == null) {
      return Errno.EADDRNOTAVAIL;
    }
    switch (cmd) {
      case InSockIo.SIOCGIFADDR:
        answer[0] = ia.addr;
        return Errno.OK;
      case InSockIo.SIOCGIFDSTADDR:
        if ((ifp.flags() & Iff.IFF_POINTOPOINT) == 0) {
          return Errno.EINVAL;
        }
        answer[0] = ia.dstaddr;
        return Errno.OK;
      case InSockIo.SIOCGIFBRDADDR:
        if ((ifp.flags() & Iff.IFF_BROADCAST) == 0) {
          return Errno.EINVAL;
        }
        answer[0] = ia.broadaddr;
        return Errno.OK;
      default:
        answer[0] = ia.subnetmask;
        return Errno.OK;
    }
  }

  /** The old commands: each changes one number of the interface's first address. */
  private Errno set(int cmd, int value, Ifnet ifp) {
    lock.xlock();
    InIfaddr ia = ifaddrs.first(ifp);
    Errno error = Errno.OK;
    InIfaddr fresh = null;
    if (cmd == InSockIo.SIOCSIFADDR) {
      fresh = InIfaddr.make(ifaddrs, ifp, value, InAddr.classMask(value), 0);
      error = checkAddr(ifp, value, fresh.subnetmask, ia);
    } else if (ia == null) {
      error = Errno.EADDRNOTAVAIL;
    } else if (cmd == InSockIo.SIOCSIFNETMASK) {
      if (SockAddrIn.of(value).prefixLength() < 0) {
        error = Errno.EINVAL;
      } else {
        fresh = InIfaddr.make(ifaddrs, ifp, ia.addr, value, ia.dstaddr);
      }
    } else if (cmd == InSockIo.SIOCSIFBRDADDR) {
      if ((ifp.flags() & Iff.IFF_BROADCAST) == 0) {
        error = Errno.EINVAL;
      } else {
        fresh = InIfaddr.make(ifaddrs, ifp, ia.addr, ia.subnetmask, value);
      }
    } else if ((ifp.flags() & Iff.IFF_POINTOPOINT) == 0) {
      error = Errno.EINVAL;
    } else {
      fresh = InIfaddr.make(ifaddrs, ifp, ia.addr, ia.subnetmask, value);
    }
    if (error == Errno.OK) {
      error = replace(ifp, ia, fresh);
    } else if (fresh != null) {
      fresh.free();
    }
    lock.xunlock();
    return error;
  }

  /**
   * SIOCAIFADDR: adds an address, or replaces the mask and the far address of one that the
   * interface has.
   *
   * @return EINVAL: no address of a host, or a mask with a gap; EEXIST: another interface has it;
   *     ENXIO: the interface is leaving; or an errno of the driver or of the routing table
   */
  @Excludes("lock")
  public Errno aifaddr(Ifnet ifp, InAliasReq req) {
    int mask = req.mask != 0 ? req.mask : InAddr.classMask(req.addr);
    if (SockAddrIn.of(mask).prefixLength() < 0
        || (ifp.flags() & Iff.IFF_POINTOPOINT) != 0 && req.broadOrDst == 0) {
      return Errno.EINVAL;
    }
    // A new address is announced, so this is a way into the driver, for who configures at boot too.
    kernel.netLockGiant();
    lock.xlock();
    InIfaddr old = ifaddrs.find(req.addr, ifp);
    Errno error = checkAddr(ifp, req.addr, mask, old);
    if (error == Errno.OK) {
      error = replace(ifp, old, InIfaddr.make(ifaddrs, ifp, req.addr, mask, req.broadOrDst));
    }
    lock.xunlock();
    kernel.netUnlockGiant();
    return error;
  }

  @Requires("lock")
  private Errno checkAddr(Ifnet ifp, int addr, int mask, InIfaddr replaced) {
    if (addr == 0 || InAddr.isMulticast(addr) || InAddr.isExperimental(addr) || mask == 0) {
      return Errno.EINVAL;
    }
    if (InAddr.isLoopback(addr) != ((ifp.flags() & Iff.IFF_LOOPBACK) != 0)
        && InAddr.isLoopback(addr)) {
      return Errno.EINVAL;
    }
    if (ifp.isDying()) {
      return Errno.ENXIO;
    }
    InIfaddr there = ifaddrs.find(addr, null);
    return there != null && there != replaced && there.ifp() != ifp ? Errno.EEXIST : Errno.OK;
  }

  /** Takes the old address away, if any, and sets up the new one, whose reference it takes over. */
  @Requires("lock")
  private Errno replace(Ifnet ifp, InIfaddr old, InIfaddr fresh) {
    if (old != null) {
      remove(old);
    }
    Errno error = ifinit(ifp, fresh);
    if (error != Errno.OK) {
      remove(fresh);
    }
    fresh.free();
    return error;
  }

  /**
   * SIOCDIFADDR: deletes an address with its route and what was sent by it.
   *
   * @param addr 0 for the interface's first
   * @return EADDRNOTAVAIL if the interface does not have it
   */
  @Excludes("lock")
  public Errno difaddr(Ifnet ifp, int addr) {
    kernel.netLockGiant();
    Errno error = delete(ifp, addr);
    kernel.netUnlockGiant();
    return error;
  }

  @Excludes("lock")
  private Errno delete(Ifnet ifp, int addr) {
    lock.xlock();
    InIfaddr ia = addr == 0 ? ifaddrs.first(ifp) : ifaddrs.find(addr, ifp);
    if (ia == null) {
      lock.xunlock();
      return Errno.EADDRNOTAVAIL;
    }
    remove(ia);
    boolean last = ifaddrs.first(ifp) == null;
    lock.xunlock();
    if (last) {
      // The all-hosts group was joined with the first address and goes with the last.
      multi.leaveAllHosts(ifp);
    }
    return Errno.OK;
  }

  /** Deletes every address of an interface that leaves. */
  @Excludes("lock")
  public void ifdetach(Ifnet ifp) {
    kernel.netLockGiant();
    lock.xlock();
    for (InIfaddr ia : ifaddrs.of(ifp)) {
      remove(ia);
    }
    lock.xunlock();
    kernel.netUnlockGiant();
  }

  /** in_ifinit(): lists the address, tells the driver, adds the route, joins all hosts. */
  @Requires("lock")
  private Errno ifinit(Ifnet ifp, InIfaddr ia) {
    ia.ref();
    ifaddrs.lock.wlock();
    ifaddrs.insert(ia);
    ifaddrs.lock.wunlock();
    ifp.addAddr(ia);
    Errno error = ifp.ifIoctl(Iff.SIOCSIFADDR, ia);
    if (error != Errno.OK) {
      return error;
    }
    error = addprefix(ia);
    if (error != Errno.OK) {
      return error;
    }
    if ((ifp.flags() & Iff.IFF_MULTICAST) != 0) {
      error = multi.joinAllHosts(ifp);
    }
    return error;
  }

  /** Scrubs the route and takes the address off all lists; the lists' references go. */
  @Requires("lock")
  private void remove(InIfaddr ia) {
    scrubprefix(ia);
    ifaddrs.lock.wlock();
    boolean listed = ifaddrs.remove(ia);
    ifaddrs.lock.wunlock();
    ia.ifp().removeAddr(ia);
    if (listed) {
      ia.free();
    }
  }

  private static boolean isHostRoute(InIfaddr ia) {
    return (ia.ifp().flags() & (Iff.IFF_LOOPBACK | Iff.IFF_POINTOPOINT)) != 0;
  }

  private static int prefixOf(InIfaddr ia) {
    return isHostRoute(ia) ? ia.dstaddr : ia.subnet;
  }

  private static boolean samePrefix(InIfaddr a, InIfaddr b) {
    return prefixOf(a) == prefixOf(b)
        && (isHostRoute(a) ? -1 : a.subnetmask) == (isHostRoute(b) ? -1 : b.subnetmask);
  }

  /** in_addprefix(): the prefix has one route, by whichever of its addresses came first. */
  @Requires("lock")
  private Errno addprefix(InIfaddr target) {
    if ((target.flags() & IfAddr.IFA_ROUTE) != 0) {
      // The driver brought the interface up, and that its routes.
      return Errno.OK;
    }
    for (InIfaddr ia : ifaddrs.snapshot()) {
      if (ia != target && (ia.flags() & IfAddr.IFA_ROUTE) != 0 && samePrefix(ia, target)) {
        return Errno.OK;
      }
    }
    return rtinit(target, RtCmd.ADD);
  }

  /** in_scrubprefix(): the route goes; another address of the same prefix takes it over. */
  @Requires("lock")
  private void scrubprefix(InIfaddr target) {
    if ((target.flags() & IfAddr.IFA_ROUTE) == 0) {
      return;
    }
    rtinit(target, RtCmd.DELETE);
    target.changeFlags(0, IfAddr.IFA_ROUTE);
    for (InIfaddr ia : ifaddrs.snapshot()) {
      if (ia != target && (ia.flags() & IfAddr.IFA_ROUTE) == 0 && samePrefix(ia, target)) {
        rtinit(ia, RtCmd.ADD);
        return;
      }
    }
  }

  /** rtinit(9): the route to an address's net, or to its peer; keeps IFA_ROUTE. */
  private Errno rtinit(InIfaddr ia, RtCmd cmd) {
    boolean host = isHostRoute(ia);
    if (host && ia.dstaddr == 0) {
      return Errno.OK;
    }
    return routes.rtinit(ia, cmd, host ? RtFlags.RTF_HOST : 0);
  }

  /** The addresses of an interface, in order. */
  public List<InIfaddr> addrs(Ifnet ifp) {
    return ifaddrs.of(ifp);
  }
}
