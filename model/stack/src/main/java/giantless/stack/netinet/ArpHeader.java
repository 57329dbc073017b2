package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.EtherHeader;

/** Layout of an ARP packet for Ethernet and IPv4, RFC 826. Pure functions. */
final class ArpHeader {
  static final int LEN = 28;
  static final int ARPHRD_ETHER = 1;
  static final int ARPOP_REQUEST = 1;
  static final int ARPOP_REPLY = 2;

  /** Offsets of the sender's and the target's addresses. */
  static final int SHA = 8;

  static final int SPA = 14;
  static final int THA = 18;
  static final int TPA = 24;

  private ArpHeader() {}

  /** Whether the fixed part is that of ARP for Ethernet and IPv4; the mbuf has LEN bytes. */
  static boolean isEtherInet(Mbuf m) {
    return u16(m, 0) == ARPHRD_ETHER
        && u16(m, 2) == EtherHeader.ETHERTYPE_IP
        && m.data[m.off + 4] == EtherHeader.ETHER_ADDR_LEN
        && m.data[m.off + 5] == 4;
  }

  static int op(Mbuf m) {
    return u16(m, 6);
  }

  static int spa(Mbuf m) {
    return u16(m, SPA) << 16 | u16(m, SPA + 2);
  }

  static int tpa(Mbuf m) {
    return u16(m, TPA) << 16 | u16(m, TPA + 2);
  }

  static byte[] sha(Mbuf m) {
    byte[] address = new byte[EtherHeader.ETHER_ADDR_LEN];
    System.arraycopy(m.data, m.off + SHA, address, 0, address.length);
    return address;
  }

  /** Writes a whole packet; {@code tha} may be null for zeros. */
  static void put(Mbuf m, int op, byte[] sha, int spa, byte[] tha, int tpa) {
    put16(m, 0, ARPHRD_ETHER);
    put16(m, 2, EtherHeader.ETHERTYPE_IP);
    m.data[m.off + 4] = EtherHeader.ETHER_ADDR_LEN;
    m.data[m.off + 5] = 4;
    put16(m, 6, op);
    System.arraycopy(sha, 0, m.data, m.off + SHA, EtherHeader.ETHER_ADDR_LEN);
    put16(m, SPA, spa >>> 16);
    put16(m, SPA + 2, spa);
    for (int i = 0; i < EtherHeader.ETHER_ADDR_LEN; i++) {
      m.data[m.off + THA + i] = tha == null ? 0 : tha[i];
    }
    put16(m, TPA, tpa >>> 16);
    put16(m, TPA + 2, tpa);
  }

  private static int u16(Mbuf m, int at) {
    return (m.data[m.off + at] & 0xff) << 8 | m.data[m.off + at + 1] & 0xff;
  }

  private static void put16(Mbuf m, int at, int value) {
    m.data[m.off + at] = (byte) (value >>> 8);
    m.data[m.off + at + 1] = (byte) value;
  }
}
