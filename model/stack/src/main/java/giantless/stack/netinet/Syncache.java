package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * A connection of which the SYN has come and the SYN,ACK was sent, {@code struct syncache}. The
 * lock of its bucket protects it while it stands there.
 */
@Confined("the bucket that it stands in: its lock; before and after that the call")
final class Syncache {
  static final int SCF_NOOPT = 0x01;
  static final int SCF_WINSCALE = 0x02;
  static final int SCF_TIMESTAMP = 0x04;
  static final int SCF_UNREACH = 0x10;
  static final int SCF_SACK = 0x80;
  static final int SCF_ECN = 0x400;

  final InConninfo inc;
  int irs;
  int iss;
  int flags;

  /** The peer's segment size, 0 if it offers none. */
  int peerMss;

  /** The segment size that we offer. */
  int ourMss;

  /** The window that our SYN,ACK offers. */
  int wnd;

  int requestedRScale;
  int requestedSScale;
  int tsoff;
  int tsreflect;
  int ttl;
  int tos;

  /** How often the SYN,ACK was sent. */
  int rxmits;

  /** When it is sent again, in nanoseconds of uptime. */
  long rxttime;

  Syncache(InConninfo inc) {
    this.inc = inc;
  }

  boolean has(int scf) {
    return (flags & scf) != 0;
  }
}
