package giantless.stack.netinet;

/**
 * Arithmetic on TCP sequence numbers and on time stamps (RFC 9293 section 3.4, RFC 7323 section
 * 5.2): numbers of 32 bits that wrap around, compared by the sign of their difference. Pure.
 */
public final class TcpSeq {
  private TcpSeq() {}

  public static boolean lt(int a, int b) {
    return a - b < 0;
  }

  public static boolean leq(int a, int b) {
    return a - b <= 0;
  }

  public static boolean gt(int a, int b) {
    return a - b > 0;
  }

  public static boolean geq(int a, int b) {
    return a - b >= 0;
  }

  /** The later of two. */
  public static int max(int a, int b) {
    return gt(a, b) ? a : b;
  }

  /** The earlier of two. */
  public static int min(int a, int b) {
    return lt(a, b) ? a : b;
  }

  /** Whether {@code seq} is one of the {@code len} numbers from {@code start} on. */
  public static boolean within(int seq, int start, int len) {
    return Integer.compareUnsigned(seq - start, len) < 0;
  }
}
