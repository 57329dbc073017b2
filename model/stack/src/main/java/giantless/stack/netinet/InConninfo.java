package giantless.stack.netinet;

/**
 * The four ends of a connection, {@code struct in_conninfo}: ours and the peer's. Immutable; what
 * of TCP would change for IPv6 are the addresses in here.
 */
final class InConninfo {
  final int laddr;
  final int lport;
  final int faddr;
  final int fport;

  InConninfo(int laddr, int lport, int faddr, int fport) {
    this.laddr = laddr;
    this.lport = lport;
    this.faddr = faddr;
    this.fport = fport;
  }

  /** Of a block; the caller holds a lock of it. */
  static InConninfo of(InPcb inp) {
    return new InConninfo(inp.laddr(), inp.lport(), inp.faddr(), inp.fport());
  }

  /** Whether they are the same four. */
  boolean same(InConninfo o) {
    return laddr == o.laddr && lport == o.lport && faddr == o.faddr && fport == o.fport;
  }

  /** A keyed hash, with a number that says what for. */
  long hash(SipHash key, long purpose) {
    return key.hash((long) laddr << 32 | faddr & 0xffffffffL, (long) lport << 16 | fport, purpose);
  }

  @Override
  public String toString() {
    return InAddr.ntoa(laddr) + ":" + lport + " " + InAddr.ntoa(faddr) + ":" + fport;
  }
}
