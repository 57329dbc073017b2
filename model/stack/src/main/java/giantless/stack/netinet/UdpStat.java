package giantless.stack.netinet;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;

/** Statistics of UDP, {@code struct udpstat}, with FreeBSD's names. */
public final class UdpStat {
  /** Packets that came. */
  public final Counter udpsIpackets;

  /** Shorter than a header. */
  public final Counter udpsHdrops;

  /** Wrong checksum. */
  public final Counter udpsBadsum;

  /** No checksum. */
  public final Counter udpsNosum;

  /** The length field does not fit the packet. */
  public final Counter udpsBadlen;

  /** No socket there. */
  public final Counter udpsNoport;

  /** Of these, sent to all: nobody is told. */
  public final Counter udpsNoportbcast;

  /** No room in the socket's buffer. */
  public final Counter udpsFullsock;

  /** No mbuf for a copy or a header of a packet that came. */
  public final Counter udpsNombuf;

  /** Packets for a multicast group that the socket with the port is not a member of. */
  public final Counter udpsFiltermcast;

  /** Datagrams sent. */
  public final Counter udpsOpackets;

  /** Datagrams handed to sockets; a multicast counts once for each. */
  public final Counter udpsDelivered;

  UdpStat(Kernel k) {
    udpsIpackets = k.counter();
    udpsHdrops = k.counter();
    udpsBadsum = k.counter();
    udpsNosum = k.counter();
    udpsBadlen = k.counter();
    udpsNoport = k.counter();
    udpsNoportbcast = k.counter();
    udpsFullsock = k.counter();
    udpsNombuf = k.counter();
    udpsFiltermcast = k.counter();
    udpsOpackets = k.counter();
    udpsDelivered = k.counter();
  }
}
