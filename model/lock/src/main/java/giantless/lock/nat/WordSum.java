package giantless.lock.nat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The sum of bytes as 16-bit words, eight bytes at a time: what in_cksum(9) is on machines that
 * have a version of their own. The words are added in the machine's order and the sum is turned
 * round at the end, which is the same (RFC 1071, section 2 (B)). Pure.
 */
final class WordSum {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LOW = 0xffff_ffffL;

  private WordSum() {}

  /**
   * @param len at least 0; an odd last byte is the high half of a word
   * @return the ones' complement sum of the words in network order, 0 to 0xffff
   */
  static int sum(byte[] b, int off, int len) {
    int i = off;
    long s = 0;
    for (int end = off + (len & ~31); i < end; i += 32) {
      long v = (long) LONGS.get(b, i);
      long w = (long) LONGS.get(b, i + 8);
      long x = (long) LONGS.get(b, i + 16);
      long y = (long) LONGS.get(b, i + 24);
      s += (v & LOW) + (v >>> 32) + (w & LOW) + (w >>> 32);
      s += (x & LOW) + (x >>> 32) + (y & LOW) + (y >>> 32);
    }
    for (int end = off + (len & ~7); i < end; i += 8) {
      long v = (long) LONGS.get(b, i);
      s += (v & LOW) + (v >>> 32);
    }
    int end = off + len;
    for (int shift = 0; i < end; i++) {
      s += (b[i] & 0xffL) << shift;
      shift ^= 8;
    }
    s = (s & LOW) + (s >>> 32);
    s = (s & 0xffff) + (s >>> 16);
    s = (s & 0xffff) + (s >>> 16);
    s = (s & 0xffff) + (s >>> 16);
    return (int) (s & 0xff) << 8 | (int) (s >>> 8);
  }
}
