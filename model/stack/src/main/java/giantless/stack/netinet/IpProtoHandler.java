package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddrIn;

/**
 * A transport protocol over IPv4, what {@code struct protosw} holds of it. Called by IpInput and
 * IcmpInput in the thread that brings the packet, with no lock of the network layer held.
 */
public interface IpProtoHandler {
  /**
   * pr_input: a packet for this host, whole and in order.
   *
   * @param m consumed; the IP header is contiguous, in network order and unchanged (its length
   *     field counts the header)
   * @param hlen the IP header's length in bytes
   */
  void input(Mbuf m, int hlen);

  /**
   * pr_ctlinput: an error about what this protocol sent.
   *
   * @param dst the remote address that it is about, port 0
   * @param ipAndProtoHeader the quoted IP header and what followed of the packet (at least 8 bytes
   *     when the sender quoted them), or null when no packet caused it; the callee may keep it
   */
  void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] ipAndProtoHeader);

  /**
   * A router must fragment a quoted packet and may not (RFC 1191). A protocol that answers true
   * keeps path MTUs itself, after it has checked that the quote is of something that it sent (RFC
   * 5927); for others the route gets the MTU.
   *
   * @param mtu what the router told, in bytes, or 0 by an old router
   */
  default boolean needfrag(SockAddrIn dst, byte[] ipAndProtoHeader, int mtu) {
    return false;
  }

  /** pr_drain: memory is short; free what can be fetched again. */
  void drain();
}
