package giantless.stack.net;

/** An IPv4 address and port, struct sockaddr_in. Immutable. */
public final class SockAddrIn extends SockAddr {
  /** INADDR_ANY with port 0. */
  public static final SockAddrIn ANY = new SockAddrIn(0, 0);

  private final int addr;
  private final int port;

  /**
   * @param addr the address in host order: 10.0.0.1 is 0x0a000001
   * @param port 0 to 65535
   */
  public SockAddrIn(int addr, int port) {
    this.addr = addr;
    this.port = port & 0xffff;
  }

  /** An address without a port. */
  public static SockAddrIn of(int addr) {
    return new SockAddrIn(addr, 0);
  }

  /** The mask of a prefix of 0 to 32 bits. */
  public static SockAddrIn mask(int prefixLength) {
    return new SockAddrIn(prefixLength == 0 ? 0 : -1 << (32 - prefixLength), 0);
  }

  /**
   * Reads dotted decimal notation, four parts.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static SockAddrIn parse(String dotted) {
    int value = 0;
    int parts = 0;
    int number = -1;
    for (int i = 0; i <= dotted.length(); i++) {
      char c = i == dotted.length() ? '.' : dotted.charAt(i);
      if (c >= '0' && c <= '9') {
        number = (number < 0 ? 0 : number * 10) + (c - '0');
        if (number > 255) {
          throw new IllegalArgumentException("not an IPv4 address: " + dotted);
        }
      } else if (c == '.' && number >= 0 && parts < 4) {
        value = value << 8 | number;
        number = -1;
        parts++;
      } else {
        throw new IllegalArgumentException("not an IPv4 address: " + dotted);
      }
    }
    if (parts != 4) {
      throw new IllegalArgumentException("not an IPv4 address: " + dotted);
    }
    return new SockAddrIn(value, 0);
  }

  /** The address in host order. */
  public int addr() {
    return addr;
  }

  /** The port, 0 to 65535. */
  public int port() {
    return port;
  }

  @Override
  public int family() {
    return AF_INET;
  }

  @Override
  public int keyBits() {
    return 32;
  }

  @Override
  public int keyWord(int index) {
    return addr;
  }

  /** Dotted decimal notation of an address in host order. */
  public static String ntoa(int addr) {
    return (addr >>> 24)
        + "."
        + (addr >>> 16 & 0xff)
        + "."
        + (addr >>> 8 & 0xff)
        + "."
        + (addr & 0xff);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SockAddrIn
        && ((SockAddrIn) other).addr == addr
        && ((SockAddrIn) other).port == port;
  }

  @Override
  public int hashCode() {
    return addr * 31 + port;
  }

  @Override
  public String toString() {
    return port == 0 ? ntoa(addr) : ntoa(addr) + ":" + port;
  }
}
