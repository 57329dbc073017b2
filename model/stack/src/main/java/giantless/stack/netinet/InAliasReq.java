package giantless.stack.netinet;

/** {@code struct in_aliasreq}: the argument of SIOCAIFADDR. Immutable. */
public final class InAliasReq {
  final int addr;
  final int broadOrDst;
  final int mask;

  /**
   * @param addr the address, host order
   * @param broadOrDst the broadcast address or the peer's; 0 for the usual one
   * @param mask the subnet mask; 0 for that of the address's class
   */
  public InAliasReq(int addr, int broadOrDst, int mask) {
    this.addr = addr;
    this.broadOrDst = broadOrDst;
    this.mask = mask;
  }

  /** An address with a prefix, for example {@code 10.0.0.1/24}; none means the class's. */
  public static InAliasReq parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      return new InAliasReq(InAddr.aton(cidr), 0, 0);
    }
    int length = Integer.parseInt(cidr.substring(slash + 1));
    if (length < 1 || length > 32) {
      throw new IllegalArgumentException("prefix length not in 1..32: " + cidr);
    }
    return new InAliasReq(InAddr.aton(cidr.substring(0, slash)), 0, InAddr.prefixMask(length));
  }
}
