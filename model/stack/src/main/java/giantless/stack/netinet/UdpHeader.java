package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;

/**
 * The UDP header on the wire (RFC 768). Pure functions over a header that the caller knows to be
 * contiguous in the mbuf, from {@code at} bytes behind its first byte.
 */
public final class UdpHeader {
  /** sizeof(struct udphdr), in bytes. */
  public static final int HDR = 8;

  /** Where the checksum is in the header. */
  public static final int O_SUM = 6;

  private UdpHeader() {}

  public static int sport(Mbuf m, int at) {
    return m.u16(at);
  }

  public static int dport(Mbuf m, int at) {
    return m.u16(at + 2);
  }

  /** Length of header and data, in bytes. */
  public static int ulen(Mbuf m, int at) {
    return m.u16(at + 4);
  }

  /** The checksum; 0 if the sender computed none. */
  public static int sum(Mbuf m, int at) {
    return m.u16(at + O_SUM);
  }

  /** Writes a header with checksum 0. */
  public static void put(Mbuf m, int at, int sport, int dport, int ulen) {
    m.put16(at, sport);
    m.put16(at + 2, dport);
    m.put16(at + 4, ulen);
    m.put16(at + O_SUM, 0);
  }

  public static void setSum(Mbuf m, int at, int sum) {
    m.put16(at + O_SUM, sum);
  }
}
