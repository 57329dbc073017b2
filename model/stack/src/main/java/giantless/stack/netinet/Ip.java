package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;

/**
 * The IPv4 header on the wire (RFC 791 section 3.1): constants, and getters and setters on bytes.
 * All fields stay in network order in the packet and come out as host-order {@code int}. Pure
 * functions over a header that the caller knows to be contiguous.
 */
public final class Ip {
  public static final int IPVERSION = 4;

  /** sizeof(struct ip): a header without options, in bytes. */
  public static final int HDR = 20;

  /** The longest header, in bytes. */
  public static final int MAXHDR = 60;

  /** IP_MAXPACKET: the longest packet, in bytes. */
  public static final int MAXPACKET = 65535;

  /** Reserved fragment flag; must be zero. */
  public static final int RF = 0x8000;

  /** Do not fragment. */
  public static final int DF = 0x4000;

  /** More fragments follow. */
  public static final int MF = 0x2000;

  /** The fragment's offset, in units of 8 bytes. */
  public static final int OFFMASK = 0x1fff;

  public static final int IPPROTO_ICMP = 1;
  public static final int IPPROTO_IGMP = 2;
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_UDP = 17;
  public static final int IPPROTO_RAW = 255;

  /** MAXTTL. */
  public static final int MAXTTL = 255;

  /** IPDEFTTL: default of net.inet.ip.ttl (RFC 1340). */
  public static final int DEFTTL = 64;

  /** IPTTLDEC: what forwarding takes off the time to live. */
  public static final int TTLDEC = 1;

  /** IP_MSS: the MTU that every net must carry, in bytes. */
  public static final int MSS = 576;

  public static final int TOS_ECN_MASK = 0x03;
  public static final int TOS_ECN_NOTECT = 0x00;
  public static final int TOS_ECN_CE = 0x03;

  // Offsets of the fields in the header.
  public static final int O_TOS = 1;
  public static final int O_LEN = 2;
  public static final int O_ID = 4;
  public static final int O_OFF = 6;
  public static final int O_TTL = 8;
  public static final int O_P = 9;
  public static final int O_SUM = 10;
  public static final int O_SRC = 12;
  public static final int O_DST = 16;

  private Ip() {}

  public static int get8(byte[] b, int o) {
    return b[o] & 0xff;
  }

  public static int get16(byte[] b, int o) {
    return (b[o] & 0xff) << 8 | b[o + 1] & 0xff;
  }

  public static int get32(byte[] b, int o) {
    return b[o] << 24 | (b[o + 1] & 0xff) << 16 | (b[o + 2] & 0xff) << 8 | b[o + 3] & 0xff;
  }

  public static void put8(byte[] b, int o, int v) {
    b[o] = (byte) v;
  }

  public static void put16(byte[] b, int o, int v) {
    b[o] = (byte) (v >>> 8);
    b[o + 1] = (byte) v;
  }

  public static void put32(byte[] b, int o, int v) {
    b[o] = (byte) (v >>> 24);
    b[o + 1] = (byte) (v >>> 16);
    b[o + 2] = (byte) (v >>> 8);
    b[o + 3] = (byte) v;
  }

  /** ip_v. */
  public static int v(Mbuf m) {
    return get8(m.data, m.off) >>> 4;
  }

  /** The header's length in bytes: ip_hl times 4. */
  public static int hlen(Mbuf m) {
    return (m.data[m.off] & 0xf) << 2;
  }

  /** Sets version 4 and a header length in bytes. */
  public static void setVhl(Mbuf m, int hlen) {
    m.data[m.off] = (byte) (IPVERSION << 4 | hlen >> 2);
  }

  public static int tos(Mbuf m) {
    return get8(m.data, m.off + O_TOS);
  }

  public static void setTos(Mbuf m, int tos) {
    put8(m.data, m.off + O_TOS, tos);
  }

  /** The length of the packet with its header, in bytes. */
  public static int len(Mbuf m) {
    return get16(m.data, m.off + O_LEN);
  }

  public static void setLen(Mbuf m, int len) {
    put16(m.data, m.off + O_LEN, len);
  }

  public static int id(Mbuf m) {
    return get16(m.data, m.off + O_ID);
  }

  public static void setId(Mbuf m, int id) {
    put16(m.data, m.off + O_ID, id);
  }

  /** Fragment flags and offset, as on the wire. */
  public static int off(Mbuf m) {
    return get16(m.data, m.off + O_OFF);
  }

  public static void setOff(Mbuf m, int off) {
    put16(m.data, m.off + O_OFF, off);
  }

  public static int ttl(Mbuf m) {
    return get8(m.data, m.off + O_TTL);
  }

  public static void setTtl(Mbuf m, int ttl) {
    put8(m.data, m.off + O_TTL, ttl);
  }

  public static int p(Mbuf m) {
    return get8(m.data, m.off + O_P);
  }

  public static void setP(Mbuf m, int proto) {
    put8(m.data, m.off + O_P, proto);
  }

  public static int sum(Mbuf m) {
    return get16(m.data, m.off + O_SUM);
  }

  public static void setSum(Mbuf m, int sum) {
    put16(m.data, m.off + O_SUM, sum);
  }

  public static int src(Mbuf m) {
    return get32(m.data, m.off + O_SRC);
  }

  public static void setSrc(Mbuf m, int a) {
    put32(m.data, m.off + O_SRC, a);
  }

  public static int dst(Mbuf m) {
    return get32(m.data, m.off + O_DST);
  }

  public static void setDst(Mbuf m, int a) {
    put32(m.data, m.off + O_DST, a);
  }
}
