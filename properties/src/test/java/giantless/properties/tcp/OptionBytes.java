package giantless.properties.tcp;

import giantless.properties.tcp.model.Options;
import java.util.ArrayList;
import java.util.List;

/** Options as bytes of a TCP header (RFC 9293 section 3.1, RFC 7323, RFC 2018). Pure. */
final class OptionBytes {
  private static final int EOL = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int SHIFT = 3;
  private static final int SACK_OK = 4;
  private static final int SACK = 5;
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
    if (o.sackOk()) {
      b[at++] = NOP;
      b[at++] = NOP;
      b[at++] = SACK_OK;
      b[at++] = 2;
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
    if (!o.sack().isEmpty()) {
      b[at++] = NOP;
      b[at++] = NOP;
      b[at++] = SACK;
      b[at++] = (byte) (2 + 4 * o.sack().size());
      for (int edge : o.sack()) {
        TcpMachine.put32(b, at, edge);
        at += 4;
      }
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
    boolean sackOk = false;
    int stamp = -1;
    List<Integer> sack = List.of();
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
      } else if (b[at] == SACK_OK) {
        sackOk = true;
      } else if (b[at] == SACK) {
        sack = edges(b, at + 2, at + olen);
      }
      at += olen;
    }
    if (at == from) {
      return Options.NONE;
    }
    boolean ts = stamp >= 0;
    int tsval = ts ? TcpMachine.get32(b, stamp) : 0;
    int tsecr = ts ? TcpMachine.get32(b, stamp + 4) : 0;
    return new Options(shift, sackOk, ts, tsval, tsecr, sack);
  }

  private static List<Integer> edges(byte[] b, int from, int to) {
    List<Integer> edges = new ArrayList<>((to - from) / 4);
    for (int i = from; i < to; i += 4) {
      edges.add(TcpMachine.get32(b, i));
    }
    return edges;
  }
}
