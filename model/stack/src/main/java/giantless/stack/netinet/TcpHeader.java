package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;

/**
 * The TCP header on the wire (RFC 9293 section 3.1, RFC 3168 section 6.1). Pure functions over a
 * header that the caller knows to be contiguous in the mbuf, from {@code at} bytes behind its first
 * byte. Sequence numbers are {@code int}s to compare with {@link TcpSeq}.
 */
public final class TcpHeader {
  /** sizeof(struct tcphdr): a header without options, in bytes. */
  public static final int HDR = 20;

  /** The longest header, in bytes. */
  public static final int MAXHDR = 60;

  /** TCP_MAXOLEN: most bytes of options. */
  public static final int MAXOLEN = MAXHDR - HDR;

  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PUSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;

  /** The sender has seen congestion marked (RFC 3168). */
  public static final int ECE = 0x40;

  /** The sender has reduced its congestion window. */
  public static final int CWR = 0x80;

  /** The flag that accurate ECN uses; was NS. */
  public static final int AE = 0x100;

  // Offsets of the fields in the header.
  public static final int O_SPORT = 0;
  public static final int O_DPORT = 2;
  public static final int O_SEQ = 4;
  public static final int O_ACK = 8;
  public static final int O_OFF = 12;
  public static final int O_WIN = 14;
  public static final int O_SUM = 16;
  public static final int O_URP = 18;

  private static final int FLAGS_MASK = 0x1ff;

  private TcpHeader() {}

  public static int sport(Mbuf m, int at) {
    return m.u16(at + O_SPORT);
  }

  public static int dport(Mbuf m, int at) {
    return m.u16(at + O_DPORT);
  }

  public static int seq(Mbuf m, int at) {
    return m.u32(at + O_SEQ);
  }

  public static int ack(Mbuf m, int at) {
    return m.u32(at + O_ACK);
  }

  /** The header's length with options, in bytes: th_off times 4. */
  public static int off(Mbuf m, int at) {
    return m.u8(at + O_OFF) >>> 4 << 2;
  }

  /** The nine flags. */
  public static int flags(Mbuf m, int at) {
    return m.u16(at + O_OFF) & FLAGS_MASK;
  }

  /** The window field, not scaled. */
  public static int win(Mbuf m, int at) {
    return m.u16(at + O_WIN);
  }

  public static int urp(Mbuf m, int at) {
    return m.u16(at + O_URP);
  }

  /**
   * Writes a header with checksum 0; the options behind it are the caller's.
   *
   * @param hlen the header's length with options, a multiple of 4
   * @param win the field as sent
   */
  public static void put(
      Mbuf m,
      int at,
      int sport,
      int dport,
      int seq,
      int ack,
      int hlen,
      int flags,
      int win,
      int urp) {
    m.put16(at + O_SPORT, sport);
    m.put16(at + O_DPORT, dport);
    m.put32(at + O_SEQ, seq);
    m.put32(at + O_ACK, ack);
    m.put16(at + O_OFF, hlen >> 2 << 12 | flags & FLAGS_MASK);
    m.put16(at + O_WIN, win);
    m.put16(at + O_SUM, 0);
    m.put16(at + O_URP, urp);
  }

  public static void setSum(Mbuf m, int at, int sum) {
    m.put16(at + O_SUM, sum);
  }

  /** The flags as packetdrill writes them: {@code S.}, {@code FP.}, {@code .} and so on. */
  public static String flagString(int flags) {
    String s = "";
    s += (flags & FIN) != 0 ? "F" : "";
    s += (flags & SYN) != 0 ? "S" : "";
    s += (flags & RST) != 0 ? "R" : "";
    s += (flags & PUSH) != 0 ? "P" : "";
    s += (flags & ACK) != 0 ? "." : "";
    s += (flags & URG) != 0 ? "U" : "";
    s += (flags & ECE) != 0 ? "E" : "";
    s += (flags & CWR) != 0 ? "W" : "";
    s += (flags & AE) != 0 ? "A" : "";
    return s;
  }
}
