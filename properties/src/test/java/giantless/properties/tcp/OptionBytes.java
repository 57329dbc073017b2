package giantless.properties.tcp;

import giantless.properties.tcp.model.Options;

/** Options as bytes of a TCP header (RFC 9293 section 3.1, RFC 7323). Pure. */
final class OptionBytes {
  private static final int EOL = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int SHIFT = 3;
  private static final int STAMP = 8;

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
    if (o.ts()) {
      b[at++] = NOP;
      b[at++] = NOP;
      b[at++] = STAMP;
      b[at++] = 10;
      TcpMachine.put32(b, at, o.tsval());
      TcpMachine.put32(b, at + 4, o.tsecr());
      at += 8;
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
    int stamp = -1;
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
      } else if (b[at] == STAMP) {
        stamp = at + 2;
      }
      at += olen;
    }
    if (stamp < 0) {
      return shift == Options.NO_SHIFT ? Options.NONE : new Options(shift, false, 0, 0);
    }
    int tsval = TcpMachine.get32(b, stamp);
    return new Options(shift, true, tsval, TcpMachine.get32(b, stamp + 4));
  }
}
