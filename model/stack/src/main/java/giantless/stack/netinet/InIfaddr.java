package giantless.stack.netinet;

import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.Counter;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.SockAddrIn;

/**
 * An IPv4 address of an interface, {@code struct in_ifaddr}. Its numbers are final: a change by
 * ifconfig puts a new object in the old one's place, so readers need no lock for them. The link in
 * the hash is protected by in_ifaddr_lock, IFA_ROUTE by InControl's lock.
 */
public final class InIfaddr extends IfAddr {
  /** The address itself, host order. */
  public final int addr;

  /** ia_subnetmask. */
  public final int subnetmask;

  /** ia_subnet: the address's network by the subnet mask. */
  public final int subnet;

  /** ia_net: the address's network by its class, or by the subnet mask if that is shorter. */
  public final int net;

  /** ia_netbroadcast: all ones in the host part of {@link #net}; 0 if there is none. */
  public final int netbroadcast;

  /** ia_broadaddr; 0 on an interface without broadcast. */
  public final int broadaddr;

  /** ia_dstaddr: the peer of a point-to-point link, or the address itself on the loopback; or 0. */
  public final int dstaddr;

  /** Packets and bytes received for, and sent from, this address. */
  public final Counter ipackets;

  public final Counter ibytes;
  public final Counter opackets;
  public final Counter obytes;

  /** Whose hash it may be in. */
  final InIfaddrs listed;

  /** The next of the hash chain. */
  @GuardedBy("listed.lock")
  InIfaddr hashNext;

  private InIfaddr(
      InIfaddrs listed, Ifnet ifp, int addr, int mask, int broadaddr, int dstaddr, int far) {
    super(ifp, SockAddrIn.of(addr), far == 0 ? null : SockAddrIn.of(far), new SockAddrIn(mask, 0));
    this.listed = listed;
    int classMask = InAddr.classMask(addr);
    int netmask = classMask & mask;
    boolean broadcasts = (ifp.flags() & Iff.IFF_BROADCAST) != 0 && mask != -1;
    this.addr = addr;
    this.subnetmask = mask;
    this.subnet = addr & mask;
    this.net = addr & netmask;
    this.netbroadcast = broadcasts && netmask != 0 ? net | ~netmask : 0;
    this.broadaddr = broadaddr;
    this.dstaddr = dstaddr;
    this.ipackets = ifp.net.kernel().counter();
    this.ibytes = ifp.net.kernel().counter();
    this.opackets = ifp.net.kernel().counter();
    this.obytes = ifp.net.kernel().counter();
  }

  /**
   * An address with one reference, the caller's.
   *
   * @param mask the subnet mask
   * @param broadOrDst the broadcast address, or the peer; 0 for the usual broadcast address
   */
  static InIfaddr make(InIfaddrs list, Ifnet ifp, int addr, int mask, int broadOrDst) {
    int flags = ifp.flags();
    if ((flags & Iff.IFF_LOOPBACK) != 0) {
      return new InIfaddr(list, ifp, addr, mask, 0, addr, addr);
    }
    if ((flags & Iff.IFF_POINTOPOINT) != 0) {
      return new InIfaddr(list, ifp, addr, mask, 0, broadOrDst, broadOrDst);
    }
    if ((flags & Iff.IFF_BROADCAST) != 0) {
      // A /31 and a /32 have no broadcast address (RFC 3021).
      int usual = mask == -1 || mask == -2 ? 0 : addr & mask | ~mask;
      int broad = broadOrDst != 0 ? broadOrDst : usual;
      return new InIfaddr(list, ifp, addr, mask, broad, 0, broad);
    }
    return new InIfaddr(list, ifp, addr, mask, 0, 0, 0);
  }

  /** Whether the address has a broadcast address. */
  public boolean isBroadcastIf() {
    return broadaddr != 0;
  }
}
