package giantless.stack.net;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;

/**
 * One route, rtentry(9). Its lock protects everything that can change. Who drops the lock and keeps
 * the pointer owns a count of {@code rt_refcnt}. The tree's own hold is {@link RtFlags#RTF_UP}, not
 * a count: an entry lives while it is up or counted, and the last {@link RouteTable#rtfree} of one
 * that is not up frees it.
 *
 * <p>Destination, mask, gateway kind, interface and interface address are fixed for the life of an
 * entry: a change puts a new entry in the old one's place. Hence a thread that looked up a gateway
 * with the lock dropped has only {@code RTF_UP} to test again. (ARP replaces {@code rt_gateway} by
 * another link-level address, and {@code rt_ifp} of a route to an own address is the loopback; the
 * lock covers both.) Two entries are locked in one order only, a gateway route first and the route
 * to its gateway, which is never a gateway route itself, second.
 */
public final class Rtentry {
  public final Mtx lock;

  private final SockAddr key;
  private final int prefixLength;
  private final IfAddr ifa;
  private final Rtentry parent;

  /** {@code RTF_UP} is written under the lock only; cached routes look at it without. */
  @Racy("RTF_UP of a cached route is tested unlocked as a hint; a stale answer is a packet late")
  private volatile int flags;

  @Racy("copied out by senders without the lock; a route's interface changes only before use")
  private volatile Ifnet ifp;

  @GuardedBy("lock")
  private int refcnt;

  @GuardedBy("lock")
  private SockAddr gateway;

  @GuardedBy("lock")
  private Rtentry gwroute;

  @GuardedBy("lock")
  private LlInfo llinfo;

  @GuardedBy("lock")
  private long expire;

  @Racy("path MTU: one word, a packet may still use the old one")
  private volatile int mtu;

  @GuardedBy("lock")
  private long pksent;

  @GuardedBy("lock")
  private boolean freed;

  /** Takes over the caller's reference on {@code ifa} and on {@code parent}. */
  Rtentry(
      LockRuntime rt,
      SockAddr key,
      int prefixLength,
      SockAddr gateway,
      int flags,
      IfAddr ifa,
      Ifnet ifp,
      Rtentry parent) {
    this.lock = rt.mtx(Locks.RTENTRY);
    this.key = key;
    this.prefixLength = prefixLength;
    this.ifa = ifa;
    this.parent = parent;
    this.flags = flags;
    this.ifp = ifp;
    this.gateway = gateway;
    this.mtu = ifp.mtu();
  }

  /** rt_key: the destination. */
  public SockAddr key() {
    return key;
  }

  /** The length of rt_mask in bits; the whole key for a host route. */
  public int prefixLength() {
    return prefixLength;
  }

  /** The address of this host that belongs to the route; the entry holds a reference on it. */
  public IfAddr ifa() {
    return ifa;
  }

  /** The cloning route that this one was made from, or null. The entry holds a reference on it. */
  Rtentry parent() {
    return parent;
  }

  /** The flags, {@link RtFlags}; exact under the lock. */
  public int flags() {
    return flags;
  }

  /** Whether all of the given flags are set. */
  public boolean has(int mask) {
    return (flags & mask) == mask;
  }

  /** Sets and clears flags. */
  @Requires("lock")
  public void changeFlags(int set, int clear) {
    lock.assertOwned();
    flags = flags & ~clear | set;
  }

  /** rt_ifp: the interface that packets leave by. */
  public Ifnet ifp() {
    return ifp;
  }

  /** Sends through another interface than the address's: the loopback for an own address. */
  @Requires("lock")
  public void setIfp(Ifnet newIfp) {
    lock.assertOwned();
    ifp = newIfp;
    mtu = newIfp.mtu();
  }

  @Requires("lock")
  public int refcnt() {
    lock.assertOwned();
    return refcnt;
  }

  /** RT_ADDREF. */
  @Requires("lock")
  public void addref() {
    lock.assertOwned();
    if (freed || refcnt < 0) {
      throw new Panic("rtentry: reference on a freed route to " + key);
    }
    refcnt++;
  }

  /** RT_REMREF: gives a count back which is not the last one. */
  @Requires("lock")
  public void remref() {
    lock.assertOwned();
    if (refcnt <= 0) {
      throw new Panic("rtentry: bogus reference count " + refcnt + " of the route to " + key);
    }
    refcnt--;
  }

  /** rt_gateway: the router's address, or the link-level address. */
  @Requires("lock")
  public SockAddr gateway() {
    lock.assertOwned();
    return gateway;
  }

  /** Replaces the link-level address; ARP has learnt or forgotten it. */
  @Requires("lock")
  public void setGateway(SockAddrDl address) {
    lock.assertOwned();
    gateway = address;
  }

  /** rt_gwroute: the route to the router, with a reference; null until the first use. */
  @Requires("lock")
  Rtentry gwroute() {
    lock.assertOwned();
    return gwroute;
  }

  /** Stores the route to the router with the caller's reference on it, or null. */
  @Requires("lock")
  void setGwroute(Rtentry rt) {
    lock.assertOwned();
    gwroute = rt;
  }

  @Requires("lock")
  public LlInfo llinfo() {
    lock.assertOwned();
    return llinfo;
  }

  @Requires("lock")
  public void setLlinfo(LlInfo info) {
    lock.assertOwned();
    llinfo = info;
  }

  /** rmx_expire: the uptime in seconds when the entry ceases to hold; 0 is never. */
  @Requires("lock")
  public long expire() {
    lock.assertOwned();
    return expire;
  }

  @Requires("lock")
  public void setExpire(long uptimeSeconds) {
    lock.assertOwned();
    expire = uptimeSeconds;
  }

  /** rmx_mtu in bytes. */
  public int mtu() {
    return mtu;
  }

  @Requires("lock")
  public void setMtu(int bytes) {
    lock.assertOwned();
    mtu = bytes;
  }

  /** rmx_pksent: packets sent by this route. */
  @Requires("lock")
  public long pksent() {
    lock.assertOwned();
    return pksent;
  }

  /** Counts a packet sent. */
  @Requires("lock")
  public void countSent() {
    lock.assertOwned();
    pksent++;
  }

  @Requires("lock")
  void markFreed() {
    lock.assertOwned();
    if (freed) {
      throw new Panic("rtentry: double free of the route to " + key);
    }
    freed = true;
  }

  @Override
  public String toString() {
    return key + "/" + prefixLength;
  }
}
