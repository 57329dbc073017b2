package giantless.stack.netinet;

/** IPv4 options: types, layout and limits (RFC 791 section 3.1, RFC 2113). Constants only. */
public final class IpOption {
  /** End of the list; one byte. */
  public static final int EOL = 0;

  /** Padding; one byte. */
  public static final int NOP = 1;

  /** Record route. */
  public static final int RR = 7;

  /** Internet timestamp. */
  public static final int TS = 68;

  /** Security. */
  public static final int SECURITY = 130;

  /** Loose source route. */
  public static final int LSRR = 131;

  /** Strict source route. */
  public static final int SSRR = 137;

  /** Router alert (RFC 2113). */
  public static final int RA = 148;

  // Offsets inside an option.
  public static final int OPTVAL = 0;
  public static final int OLEN = 1;
  public static final int OFFSET = 2;

  /** The least value of the pointer field of a route option. */
  public static final int MINOFF = 4;

  /** Timestamps only. */
  public static final int TS_TSONLY = 0;

  /** Timestamps and addresses. */
  public static final int TS_TSANDADDR = 1;

  /** Timestamps of prespecified addresses. */
  public static final int TS_PRESPEC = 3;

  /** The most bytes of options that a header holds. */
  public static final int MAX_OPTLEN = 40;

  /** In an options mbuf the first hop stands before the list: its length in bytes. */
  public static final int DST = 4;

  private IpOption() {}

  /** IPOPT_COPIED: whether the option goes into every fragment. */
  public static boolean copied(int opt) {
    return (opt & 0x80) != 0;
  }
}
