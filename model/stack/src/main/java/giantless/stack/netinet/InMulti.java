package giantless.stack.netinet;

import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.stack.net.Ifnet;

/**
 * A group that this host is in on one interface, {@code struct in_multi}. All that changes is
 * protected by in_multi_mtx; who joined holds one of {@code refcount} and gives it back by {@link
 * InMultiList#leave}.
 */
public final class InMulti {
  /** Who reported the group last, igmp.h. */
  enum State {
    /** Another host. */
    OTHERMEMBER,
    /** This host, which therefore tells the routers when it leaves. */
    IREPORTEDLAST
  }

  /** inm_addr, host order. */
  public final int addr;

  /** inm_ifp. */
  public final Ifnet ifp;

  /** in_multi_mtx. */
  final Mtx lock;

  /** Requests. */
  @GuardedBy("lock")
  int refcount = 1;

  /** When to report, on the scale of uptimeNanos; 0 for not. */
  @GuardedBy("lock")
  long timer;

  @GuardedBy("lock")
  State state = State.OTHERMEMBER;

  /** Whether it is in the list; not after the interface has gone. */
  @GuardedBy("lock")
  boolean listed = true;

  InMulti(Mtx lock, int addr, Ifnet ifp) {
    this.lock = lock;
    this.addr = addr;
    this.ifp = ifp;
  }

  /** ETHER_MAP_IP_MULTICAST: the Ethernet group of an IPv4 group (RFC 1112 section 6.4). */
  static byte[] etherGroup(int addr) {
    return new byte[] {
      0x01, 0x00, 0x5e, (byte) (addr >>> 16 & 0x7f), (byte) (addr >>> 8), (byte) addr
    };
  }
}
