package giantless.stack.net;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;

/**
 * Turns a protocol's address into an Ethernet address; IPv4's is ARP. No lock is held at a call.
 */
public interface AddressResolver {

  /** The EtherType that packets of the protocol carry. */
  int etherType();

  /**
   * Finds the Ethernet address of {@code dst}.
   *
   * @param rt the route that the packet was given, referenced by the caller, or null
   * @param desten receives six bytes
   * @return OK: {@code desten} is filled and {@code m} is still the caller's. Anything else: the
   *     mbuf was consumed; EWOULDBLOCK: it is held until the address is known
   */
  Errno resolve(Ifnet ifp, Rtentry rt, Mbuf m, SockAddr dst, byte[] desten);

  /** The interface gets an address of the protocol: set its route hook and flags. */
  void ifinit(Ifnet ifp, IfAddr ifa);

  /** The interface has got it and is up: tell the neighbours. */
  void announce(Ifnet ifp, IfAddr ifa);
}
