package giantless.stack.netinet;

import giantless.lock.contract.Confined;
import giantless.stack.mbuf.Mbuf;

/** A segment on its way in, the header in host order; belongs to the thread that brings it. */
@Confined("the thread that brings it")
final class TcpSegment {
  /** The packet; null once somebody has consumed it. */
  Mbuf m;

  int src;
  int dst;
  int sport;
  int dport;
  int seq;
  int ack;
  int flags;

  /** The window in bytes, scaled once the connection is known. */
  int win;

  /** The urgent pointer. */
  int urp;

  /** Bytes of data. */
  int tlen;

  /** Bytes before the data, to be dropped: both headers and what was trimmed from the front. */
  int hdrlen;

  /** The type of service, for its ECN bits. */
  int iptos;

  final TcpOptions to = new TcpOptions();

  /** Where the options are in the packet, and how long. */
  int optoff;

  int optlen;

  /** headlocked: INFO is still held by this thread for this segment. */
  boolean infoLocked;

  /** Output is to be looked at in the end. */
  boolean needOutput;

  /** It came with data, of which nothing may be left that is new. */
  boolean hadText;

  /** It came with a FIN, which may be an old one. */
  boolean hadFin;

  /** When the connection took it up, on the clock of {@link Tcp#ticks}. */
  int now;

  /** It acknowledges our SYN, which is no data. */
  boolean incForSyn;

  boolean has(int th) {
    return (flags & th) != 0;
  }

  /** Whether of the flags in the mask exactly these are set. */
  boolean only(int mask, int th) {
    return (flags & mask) == th;
  }

  /**
   * The segment is to begin so many numbers later, or earlier: the urgent pointer counts from
   * there.
   */
  void urgentFrom(int taken) {
    if (urp > taken) {
      urp -= taken;
    } else {
      flags &= ~TcpHeader.URG;
      urp = 0;
    }
  }

  /** The ends as the receiver sees them. */
  InConninfo inc() {
    return new InConninfo(dst, dport, src, sport);
  }

  /** Data and the flags that take a number. */
  int seglen() {
    return tlen + (has(TcpHeader.SYN) ? 1 : 0) + (has(TcpHeader.FIN) ? 1 : 0);
  }
}
