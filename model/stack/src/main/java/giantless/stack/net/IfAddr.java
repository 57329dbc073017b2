package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;

/**
 * An address of an interface, struct ifaddr. Its lock protects the reference count: an interface's
 * list holds one, each route through the address one, and whoever keeps the pointer outside of the
 * list's lock. From 0 it is never raised again. Protocols derive their own addresses from it.
 */
public class IfAddr {
  /** The interface's network route is in the table. */
  public static final int IFA_ROUTE = RtFlags.RTF_UP;

  public final Mtx lock;
  private final Ifnet ifp;
  private final SockAddr addr;

  @Racy("broadcast or far address: set whole by ifconfig, senders may use the old one")
  private volatile SockAddr dstaddr;

  @Racy("mask: set whole by ifconfig before the address is listed, or with its route taken down")
  private volatile SockAddr netmask;

  @Racy("ifa_flags: changed under the lock, read as a hint by those who change routes")
  private volatile int flags;

  @Racy("ifa_rtrequest: set once, when the link layer learns of the address")
  private volatile RtRequestHook rtrequest;

  @GuardedBy("lock")
  private int refcnt = 1;

  /**
   * An address with one reference, the caller's.
   *
   * @param dstaddr the broadcast address, or the far end's of a point-to-point link; may be null
   */
  public IfAddr(Ifnet ifp, SockAddr addr, SockAddr dstaddr, SockAddr netmask) {
    this.lock = ifp.net.kernel().rt().mtx(Locks.IFADDR);
    this.ifp = ifp;
    this.addr = addr;
    this.dstaddr = dstaddr;
    this.netmask = netmask;
    ifp.net.ifaddrsInUse.add(1);
  }

  /** ifa_ifp. */
  public final Ifnet ifp() {
    return ifp;
  }

  /** ifa_addr. */
  public final SockAddr addr() {
    return addr;
  }

  /** ifa_dstaddr or ifa_broadaddr; may be null. */
  public final SockAddr dstaddr() {
    return dstaddr;
  }

  public final void setDstaddr(SockAddr address) {
    dstaddr = address;
  }

  /** ifa_netmask. */
  public final SockAddr netmask() {
    return netmask;
  }

  public final void setNetmask(SockAddr mask) {
    netmask = mask;
  }

  /** ifa_flags: {@link #IFA_ROUTE}, and {@link RtFlags#RTF_CLONING} for its network route. */
  public final int flags() {
    return flags;
  }

  @Excludes("lock")
  public final void changeFlags(int set, int clear) {
    lock.lock();
    flags = flags & ~clear | set;
    lock.unlock();
  }

  /** ifa_rtrequest; null if the link layer does not care. */
  public final RtRequestHook rtrequest() {
    return rtrequest;
  }

  public final void setRtrequest(RtRequestHook hook) {
    rtrequest = hook;
  }

  /** Whether the address lies in this one's network, by the mask. */
  public final boolean netContains(SockAddr other) {
    SockAddr mask = netmask;
    if (mask == null || other.family() != addr.family()) {
      return false;
    }
    for (int i = 0; i < addr.keyBits() / 32; i++) {
      if (((addr.keyWord(i) ^ other.keyWord(i)) & mask.keyWord(i)) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * IFAREF: the caller has a reference already, or holds the lock of a list that has one.
   *
   * @throws Panic if the count is 0 (the address is being freed)
   */
  @Excludes("lock")
  public final void ref() {
    lock.lock();
    if (refcnt <= 0) {
      throw new Panic("ifaddr: reference from " + refcnt + " on " + addr);
    }
    refcnt++;
    lock.unlock();
  }

  /**
   * IFAFREE: gives a reference back; the last one frees the address.
   *
   * @throws Panic if there was none left
   */
  @Excludes("lock")
  public final void free() {
    lock.lock();
    if (refcnt <= 0) {
      throw new Panic("ifaddr: released from " + refcnt + " on " + addr);
    }
    refcnt--;
    boolean last = refcnt == 0;
    lock.unlock();
    if (last) {
      lock.destroy();
      ifp.net.ifaddrsInUse.add(-1);
    }
  }

  /** The count now, for tests and leak checks. */
  @Excludes("lock")
  public final int refcnt() {
    lock.lock();
    int n = refcnt;
    lock.unlock();
    return n;
  }

  @Override
  public String toString() {
    return addr + " on " + ifp.name();
  }
}
