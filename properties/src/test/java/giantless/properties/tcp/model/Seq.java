package giantless.properties.tcp.model;

/**
 * Comparison of sequence numbers modulo 2 to the 32nd (RFC 9293 section 3.4): of two numbers the
 * one is before the other if the way up to it is the shorter one. Pure.
 */
final class Seq {
  private static final long SPACE = 1L << 32;
  private static final long HALF = 1L << 31;

  private Seq() {}

  /** How far it is up from a to b, 0 to 2^32 - 1. */
  static long up(int a, int b) {
    return Math.floorMod(Integer.toUnsignedLong(b) - Integer.toUnsignedLong(a), SPACE);
  }

  static boolean before(int a, int b) {
    return a != b && up(a, b) <= HALF && up(b, a) >= HALF;
  }

  static boolean notAfter(int a, int b) {
    return a == b || before(a, b);
  }

  static boolean after(int a, int b) {
    return before(b, a);
  }

  static int later(int a, int b) {
    return before(a, b) ? b : a;
  }

  /** Whether n is one of the numbers from start to the one before end. */
  static boolean within(int n, int start, int end) {
    return up(start, n) < up(start, end);
  }
}
