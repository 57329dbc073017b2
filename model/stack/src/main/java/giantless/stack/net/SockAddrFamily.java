package giantless.stack.net;

/** An address that says only its family: an ARP packet brings its destination along. Immutable. */
public final class SockAddrFamily extends SockAddr {
  /** For packets that are complete ARP messages. */
  public static final SockAddrFamily ARP = new SockAddrFamily(AF_ARP);

  private final int family;

  public SockAddrFamily(int family) {
    this.family = family;
  }

  @Override
  public int family() {
    return family;
  }

  @Override
  public int keyBits() {
    return 0;
  }

  @Override
  public int keyWord(int index) {
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SockAddrFamily && ((SockAddrFamily) other).family == family;
  }

  @Override
  public int hashCode() {
    return family;
  }

  @Override
  public String toString() {
    return "family " + family;
  }
}
