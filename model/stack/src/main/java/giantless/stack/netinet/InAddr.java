package giantless.stack.netinet;

/**
 * IPv4 addresses as {@code int} in host order: their classes and their text, as the macros of
 * {@code in.h} (IN_CLASSA and so on). Pure functions; called from everywhere above the link layer.
 */
public final class InAddr {
  /** 0.0.0.0, this host or none. */
  public static final int INADDR_ANY = 0;

  /** 255.255.255.255, the limited broadcast (RFC 919). */
  public static final int INADDR_BROADCAST = 0xffffffff;

  /** 127.0.0.1. */
  public static final int INADDR_LOOPBACK = 0x7f000001;

  /** 224.0.0.1, every host of the subnet (RFC 1112). */
  public static final int INADDR_ALLHOSTS_GROUP = 0xe0000001;

  /** 224.0.0.2, every router of the subnet (RFC 1112). */
  public static final int INADDR_ALLRTRS_GROUP = 0xe0000002;

  private InAddr() {}

  /** Class A, 0/1. */
  public static boolean isClassA(int a) {
    return a >= 0;
  }

  /** Class B, 128/2. */
  public static boolean isClassB(int a) {
    return (a & 0xc0000000) == 0x80000000;
  }

  /** Class C, 192/3. */
  public static boolean isClassC(int a) {
    return (a & 0xe0000000) == 0xc0000000;
  }

  /** IN_MULTICAST: class D, 224/4. */
  public static boolean isMulticast(int a) {
    return (a & 0xf0000000) == 0xe0000000;
  }

  /** IN_EXPERIMENTAL: class E, 240/4, which holds the limited broadcast too. */
  public static boolean isExperimental(int a) {
    return (a & 0xf0000000) == 0xf0000000;
  }

  /** 127/8, which must not appear outside of a host (RFC 1122 section 3.2.1.3). */
  public static boolean isLoopback(int a) {
    return a >>> 24 == 127;
  }

  /** 169.254/16, which no router forwards (RFC 3927 section 7). */
  public static boolean isLinkLocal(int a) {
    return a >>> 16 == 0xa9fe;
  }

  /** The natural netmask of the address's class; 0 for classes D and E. */
  public static int classMask(int a) {
    if (isClassA(a)) {
      return 0xff000000;
    }
    if (isClassB(a)) {
      return 0xffff0000;
    }
    return isClassC(a) ? 0xffffff00 : 0;
  }

  /**
   * in_canforward(9): whether a packet with this address may be forwarded or answered at all: not
   * multicast, class E, link-local, net 0 or loopback.
   */
  public static boolean canForward(int a) {
    if (isExperimental(a) || isMulticast(a) || isLinkLocal(a)) {
      return false;
    }
    int net = a >>> 24;
    return net != 0 && net != 127;
  }

  /** The netmask of a prefix length from 0 to 32. */
  public static int prefixMask(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  /** inet_ntoa(3): dotted quad. */
  public static String ntoa(int a) {
    return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
  }

  /**
   * inet_aton(3), four decimal numbers only.
   *
   * @throws IllegalArgumentException if the text is no dotted quad
   */
  public static int aton(String text) {
    int value = 0;
    int part = -1;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && part >= 0 && dots < 3) {
        value = value << 8 | part;
        part = -1;
        dots++;
      } else if (c >= '0' && c <= '9') {
        part = (part < 0 ? 0 : part) * 10 + c - '0';
        if (part > 255) {
          throw new IllegalArgumentException("not an IPv4 address: " + text);
        }
      } else {
        throw new IllegalArgumentException("not an IPv4 address: " + text);
      }
    }
    if (dots != 3 || part < 0) {
      throw new IllegalArgumentException("not an IPv4 address: " + text);
    }
    return value << 8 | part;
  }
}
