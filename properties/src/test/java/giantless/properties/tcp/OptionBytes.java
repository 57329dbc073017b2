package giantless.properties.tcp;

import giantless.properties.tcp.model.Options;

/** Options as bytes of a TCP header (RFC 9293 section 3.1, RFC 7323 section 2.2). Pure. */
final class OptionBytes {
  private static final int EOL = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int SHIFT = 3;

  private OptionBytes() {}

  /**
   * Writes options, padded to a multiple of 4.
   *
   * @param mss the segment size to offer, 0 for no such option
   * @return how many bytes
   */
  static int put(byte[] b, int mss, Options o) {
    int at = 0;
    if (mss != 0) {
      b[at++] = MSS;
      b[at++] = 4;
      b[at++] = (byte) (mss >> 8);
      b[at++] = (byte) mss;
    }
    if (o.shift() != Options.NO_SHIFT) {
      b[at++] = NOP;
      b[at++] = SHIFT;
      b[at++] = 3;
      b[at++] = (byte) o.shift();
    }
    return at;
  }

  /**
   * Reads options.
   *
   * @throws AssertionError if one is not well formed
   */
  static Options get(byte[] b, int from, int len) {
    int shift = Options.NO_SHIFT;
    int at = from;
    int end = from + len;
    while (at < end && b[at] != EOL) {
      if (b[at] == NOP) {
        at++;
        continue;
      }
      int olen = b[at + 1];
      if (olen < 2 || at + olen > end) {
        throw new AssertionError("wrong options sent");
      }
      if (b[at] == SHIFT) {
        shift = b[at + 2] & 0xff;
      }
      at += olen;
    }
    return shift == Options.NO_SHIFT ? Options.NONE : new Options(shift);
  }
}
