package giantless.stack.netinet;

import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.Route;
import giantless.stack.net.SockAddrIn;
import java.util.ArrayList;

/**
 * The multicast options of a pcb, {@code struct ip_moptions} (ip(4)): interface, time to live,
 * loop, and the groups joined. Protected by the pcb's lock, which goes before in_multi_mtx. Freed,
 * which leaves its groups, after the pcb's lock is dropped (locking reference, D-39).
 */
public final class IpMoptions {
  /** IP_DEFAULT_MULTICAST_TTL. */
  public static final int DEFAULT_TTL = 1;

  /** IP_MAX_MEMBERSHIPS of one socket. */
  public static final int MAX_MEMBERSHIPS = 20;

  private final Inet inet;

  /** INP_LOCK of the pcb, or null if no pcb has it. */
  final Mtx lock;

  @GuardedBy("lock")
  private final ArrayList<InMulti> memberships = new ArrayList<>(2);

  @GuardedBy("lock")
  private Ifnet multicastIfp;

  @GuardedBy("lock")
  private int multicastAddr;

  @GuardedBy("lock")
  private int multicastTtl = DEFAULT_TTL;

  @GuardedBy("lock")
  private boolean multicastLoop = true;

  /**
   * ip_findmoptions(): the defaults.
   *
   * @param lock of the pcb; or null, and one thread has it
   */
  public IpMoptions(Inet inet, Mtx lock) {
    this.inet = inet;
    this.lock = lock;
  }

  /** The groups joined, in an object that one thread has and frees; here none is left. */
  @Requires("lock")
  IpMoptions orphaned() {
    IpMoptions imo = new IpMoptions(inet, null);
    imo.memberships.addAll(memberships);
    memberships.clear();
    return imo;
  }

  static IpMoptions forIgmp(Inet inet, Ifnet ifp) {
    IpMoptions imo = new IpMoptions(inet, null);
    imo.multicastIfp = ifp;
    imo.multicastLoop = false;
    return imo;
  }

  /** imo_multicast_ifp, or null for the route's. */
  public Ifnet multicastIfp() {
    return multicastIfp;
  }

  /** IP_MULTICAST_TTL, from 0 to 255. */
  public int multicastTtl() {
    return multicastTtl;
  }

  /** IP_MULTICAST_LOOP. */
  public boolean multicastLoop() {
    return multicastLoop;
  }

  /** How many groups are joined. */
  public int numMemberships() {
    return memberships.size();
  }

  /** Whether this pcb has joined the group on the interface. */
  public boolean isMember(int group, Ifnet ifp) {
    return indexOf(group, ifp) >= 0;
  }

  /** IP_MULTICAST_IF: the answer, an address of the interface or 0. */
  public int getIf() {
    if (multicastIfp == null) {
      return InAddr.INADDR_ANY;
    }
    if (multicastAddr != 0) {
      return multicastAddr;
    }
    InIfaddr ia = inet.ifaddrs.first(multicastIfp);
    return ia == null ? InAddr.INADDR_ANY : ia.addr;
  }

  /**
   * IP_MULTICAST_IF.
   *
   * @param addr an address of the interface, or 0 for the route's
   * @return EADDRNOTAVAIL: no interface that knows groups has it
   */
  public Errno setIf(int addr) {
    if (addr == InAddr.INADDR_ANY) {
      multicastIfp = null;
      multicastAddr = 0;
      return Errno.OK;
    }
    Ifnet ifp = inet.ifaddrs.ifpOf(addr);
    if (ifp == null || (ifp.flags() & Iff.IFF_MULTICAST) == 0) {
      return Errno.EADDRNOTAVAIL;
    }
    multicastIfp = ifp;
    multicastAddr = addr;
    return Errno.OK;
  }

  /** IP_MULTICAST_TTL; EINVAL out of 0 to 255. */
  public Errno setTtl(int ttl) {
    if (ttl < 0 || ttl > Ip.MAXTTL) {
      return Errno.EINVAL;
    }
    multicastTtl = ttl;
    return Errno.OK;
  }

  /** IP_MULTICAST_LOOP. */
  public Errno setLoop(boolean loop) {
    multicastLoop = loop;
    return Errno.OK;
  }

  private int indexOf(int group, Ifnet ifp) {
    for (int i = 0; i < memberships.size(); i++) {
      InMulti inm = memberships.get(i);
      if (inm.addr == group && (ifp == null || inm.ifp == ifp)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * IP_ADD_MEMBERSHIP.
   *
   * @param group host order
   * @param ifaddr an address of the interface, or 0 for the one that the route to the group takes
   * @return EINVAL: no group; EADDRNOTAVAIL: no such interface, or it knows no groups; EADDRINUSE:
   *     joined already; ETOOMANYREFS: {@value #MAX_MEMBERSHIPS} are; ENOBUFS
   */
  public Errno join(int group, int ifaddr) {
    if (!InAddr.isMulticast(group)) {
      return Errno.EINVAL;
    }
    Ifnet ifp = ifaddr == InAddr.INADDR_ANY ? byRoute(group) : inet.ifaddrs.ifpOf(ifaddr);
    if (ifp == null || (ifp.flags() & Iff.IFF_MULTICAST) == 0) {
      return Errno.EADDRNOTAVAIL;
    }
    if (indexOf(group, ifp) >= 0) {
      return Errno.EADDRINUSE;
    }
    if (memberships.size() == MAX_MEMBERSHIPS) {
      return Errno.ETOOMANYREFS;
    }
    InMulti inm = inet.multi.join(group, ifp);
    if (inm == null) {
      return Errno.ENOBUFS;
    }
    memberships.add(inm);
    return Errno.OK;
  }

  private Ifnet byRoute(int group) {
    Route ro = new Route(SockAddrIn.of(group));
    inet.net.routes.rtalloc(ro);
    if (ro.rt == null) {
      return null;
    }
    Ifnet ifp = ro.rt.ifp();
    inet.net.routes.rtFree(ro.rt);
    return ifp;
  }

  /**
   * IP_DROP_MEMBERSHIP.
   *
   * @param ifaddr an address of the interface, or 0 for any
   * @return EINVAL: no group; EADDRNOTAVAIL: no such interface, or not joined there
   */
  public Errno leave(int group, int ifaddr) {
    if (!InAddr.isMulticast(group)) {
      return Errno.EINVAL;
    }
    Ifnet ifp = null;
    if (ifaddr != InAddr.INADDR_ANY) {
      ifp = inet.ifaddrs.ifpOf(ifaddr);
      if (ifp == null) {
        return Errno.EADDRNOTAVAIL;
      }
    }
    int i = indexOf(group, ifp);
    if (i < 0) {
      return Errno.EADDRNOTAVAIL;
    }
    inet.multi.leave(memberships.remove(i));
    return Errno.OK;
  }

  /** ip_freemoptions(): leaves every group. Those of a pcb were {@link #orphaned} first. */
  public void free() {
    for (InMulti inm : memberships) {
      inet.multi.leave(inm);
    }
    memberships.clear();
  }
}
