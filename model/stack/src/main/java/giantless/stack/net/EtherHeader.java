package giantless.stack.net;

/** Layout of an Ethernet frame, RFC 894 and net/ethernet.h. Pure functions. */
public final class EtherHeader {
  public static final int ETHER_ADDR_LEN = 6;
  public static final int ETHER_HDR_LEN = 14;

  /** The largest payload in bytes. */
  public static final int ETHERMTU = 1500;

  public static final int ETHERTYPE_IP = 0x0800;
  public static final int ETHERTYPE_ARP = 0x0806;

  private EtherHeader() {}

  /** Whether the address at {@code off} is a group address (broadcast too). */
  public static boolean isMulticast(byte[] frame, int off) {
    return (frame[off] & 1) != 0;
  }

  /** Whether the address at {@code off} is the broadcast address. */
  public static boolean isBroadcast(byte[] frame, int off) {
    for (int i = 0; i < ETHER_ADDR_LEN; i++) {
      if (frame[off + i] != (byte) 0xff) {
        return false;
      }
    }
    return true;
  }

  /** The type field of the frame that begins at {@code off}. */
  public static int type(byte[] frame, int off) {
    return (frame[off + 12] & 0xff) << 8 | frame[off + 13] & 0xff;
  }

  /** Writes a header at {@code off}. */
  public static void put(byte[] frame, int off, byte[] dst, byte[] src, int type) {
    System.arraycopy(dst, 0, frame, off, ETHER_ADDR_LEN);
    System.arraycopy(src, 0, frame, off + ETHER_ADDR_LEN, ETHER_ADDR_LEN);
    frame[off + 12] = (byte) (type >>> 8);
    frame[off + 13] = (byte) type;
  }

  /** Whether the addresses at two places are the same. */
  public static boolean same(byte[] a, int aOff, byte[] b, int bOff) {
    for (int i = 0; i < ETHER_ADDR_LEN; i++) {
      if (a[aOff + i] != b[bOff + i]) {
        return false;
      }
    }
    return true;
  }

  /** The broadcast address, a fresh copy. */
  public static byte[] broadcast() {
    byte[] all = new byte[ETHER_ADDR_LEN];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) 0xff;
    }
    return all;
  }

  /** ETHER_MAP_IP_MULTICAST, RFC 1112 section 6.4: 01:00:5e and the low 23 bits of the group. */
  public static void mapIpMulticast(int group, byte[] to) {
    to[0] = 0x01;
    to[1] = 0x00;
    to[2] = 0x5e;
    to[3] = (byte) (group >>> 16 & 0x7f);
    to[4] = (byte) (group >>> 8);
    to[5] = (byte) group;
  }

  /** Six bytes in hexadecimal with colons. */
  public static String toString(byte[] bytes, int off) {
    StringBuilder text = new StringBuilder(17);
    for (int i = 0; i < ETHER_ADDR_LEN && off + i < bytes.length; i++) {
      if (i > 0) {
        text.append(':');
      }
      text.append(Character.forDigit(bytes[off + i] >> 4 & 15, 16));
      text.append(Character.forDigit(bytes[off + i] & 15, 16));
    }
    return text.toString();
  }

  /**
   * Reads six hexadecimal bytes with colons between them.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static byte[] parse(String text) {
    String[] parts = text.split(":");
    byte[] address = new byte[ETHER_ADDR_LEN];
    if (parts.length != ETHER_ADDR_LEN) {
      throw new IllegalArgumentException("not an Ethernet address: " + text);
    }
    for (int i = 0; i < ETHER_ADDR_LEN; i++) {
      int value;
      try {
        value = Integer.parseInt(parts[i], 16);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not an Ethernet address: " + text, e);
      }
      if (value < 0 || value > 255 || parts[i].length() > 2) {
        throw new IllegalArgumentException("not an Ethernet address: " + text);
      }
      address[i] = (byte) value;
    }
    return address;
  }
}
