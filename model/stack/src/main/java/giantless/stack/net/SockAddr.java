package giantless.stack.net;

/**
 * A socket address, struct sockaddr: immutable, compared by value. Its key words are what the
 * routing tree orders by, most significant bit first.
 */
public abstract class SockAddr {
  public static final int AF_UNSPEC = 0;
  public static final int AF_LOCAL = 1;
  public static final int AF_INET = 2;
  public static final int AF_LINK = 18;
  public static final int AF_INET6 = 28;
  public static final int AF_ARP = 35;

  /** The address family, one of the {@code AF_} constants. */
  public abstract int family();

  /** How many bits of the address count for routing; 0 if it is no routing key. */
  public abstract int keyBits();

  /** Thirty-two bits of the routing key, word 0 first. */
  public abstract int keyWord(int index);

  /**
   * The length of the prefix that this address denotes as a network mask.
   *
   * @return 0 to {@link #keyBits}, or -1 if the ones are not contiguous
   */
  public int prefixLength() {
    int length = 0;
    boolean ended = false;
    for (int i = 0; i < keyBits() / 32; i++) {
      int word = keyWord(i);
      int ones = Integer.numberOfLeadingZeros(~word);
      if (ones < 32 && word << ones != 0) {
        return -1;
      }
      if (ended && ones > 0) {
        return -1;
      }
      length += ones;
      ended |= ones < 32;
    }
    return length;
  }

  @Override
  public abstract boolean equals(Object other);

  @Override
  public abstract int hashCode();
}
