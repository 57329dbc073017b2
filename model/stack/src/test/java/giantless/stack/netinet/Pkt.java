package giantless.stack.netinet;

/** Builds and reads IPv4 packets byte by byte, apart from the stack's own code. */
public final class Pkt {
  private final byte[] opts;
  private final byte[] payload;
  private int src;
  private int dst;
  private int proto = 253;
  private int ttl = 64;
  private int id = 0x1234;
  private int off;
  private int tos;
  private int len = -1;
  private int vhl = -1;
  private boolean badSum;

  private Pkt(byte[] opts, byte[] payload) {
    this.opts = opts;
    this.payload = payload;
  }

  public static Pkt of(String src, String dst, byte... payload) {
    return of(src, dst, new byte[0], payload);
  }

  /** With options; their length must be a multiple of 4. */
  public static Pkt of(String src, String dst, byte[] opts, byte[] payload) {
    Pkt p = new Pkt(opts, payload);
    p.src = addr(src);
    p.dst = addr(dst);
    return p;
  }

  public Pkt proto(int v) {
    proto = v;
    return this;
  }

  public Pkt ttl(int v) {
    ttl = v;
    return this;
  }

  public Pkt id(int v) {
    id = v;
    return this;
  }

  /** Flags and offset in units of 8 bytes, as on the wire. */
  public Pkt off(int v) {
    off = v;
    return this;
  }

  public Pkt tos(int v) {
    tos = v;
    return this;
  }

  /** A wrong total length. */
  public Pkt len(int v) {
    len = v;
    return this;
  }

  /** A wrong version or header length. */
  public Pkt vhl(int v) {
    vhl = v;
    return this;
  }

  public Pkt badSum() {
    badSum = true;
    return this;
  }

  public byte[] bytes() {
    int hlen = 20 + opts.length;
    byte[] b = new byte[hlen + payload.length];
    b[0] = (byte) (vhl >= 0 ? vhl : 0x40 | hlen / 4);
    b[1] = (byte) tos;
    put16(b, 2, len >= 0 ? len : b.length);
    put16(b, 4, id);
    put16(b, 6, off);
    b[8] = (byte) ttl;
    b[9] = (byte) proto;
    put32(b, 12, src);
    put32(b, 16, dst);
    System.arraycopy(opts, 0, b, 20, opts.length);
    int sum = sum(b, 0, hlen);
    put16(b, 10, badSum ? ~sum : sum);
    System.arraycopy(payload, 0, b, hlen, payload.length);
    return b;
  }

  /** An ICMP message with its checksum. */
  public static byte[] icmp(int type, int code, int word, byte... rest) {
    byte[] b = new byte[8 + rest.length];
    b[0] = (byte) type;
    b[1] = (byte) code;
    put32(b, 4, word);
    System.arraycopy(rest, 0, b, 8, rest.length);
    put16(b, 2, sum(b, 0, b.length));
    return b;
  }

  /** An IGMP message with its checksum. */
  public static byte[] igmp(int type, int code, String group) {
    byte[] b = new byte[8];
    b[0] = (byte) type;
    b[1] = (byte) code;
    put32(b, 4, addr(group));
    put16(b, 2, sum(b, 0, 8));
    return b;
  }

  public static byte[] bytes(int... v) {
    byte[] b = new byte[v.length];
    for (int i = 0; i < v.length; i++) {
      b[i] = (byte) v[i];
    }
    return b;
  }

  /** Bytes 0, 1, 2 and so on. */
  public static byte[] count(int n) {
    byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = (byte) i;
    }
    return b;
  }

  public static byte[] cat(byte[]... parts) {
    int n = 0;
    for (byte[] p : parts) {
      n += p.length;
    }
    byte[] b = new byte[n];
    n = 0;
    for (byte[] p : parts) {
      System.arraycopy(p, 0, b, n, p.length);
      n += p.length;
    }
    return b;
  }

  public static byte[] slice(byte[] b, int from, int to) {
    byte[] s = new byte[to - from];
    System.arraycopy(b, from, s, 0, s.length);
    return s;
  }

  public static byte[] ip4(String a) {
    byte[] b = new byte[4];
    put32(b, 0, addr(a));
    return b;
  }

  /** RFC 1071, the long way round. */
  public static int sum(byte[] b, int from, int len) {
    long s = 0;
    for (int i = 0; i < len; i++) {
      s += (b[from + i] & 0xff) * (i % 2 == 0 ? 256L : 1L);
    }
    while (s > 0xffff) {
      s = s % 65536 + s / 65536;
    }
    return (int) (65535 - s);
  }

  public static int addr(String dotted) {
    String[] parts = dotted.split("\\.");
    int a = 0;
    for (String p : parts) {
      a = a * 256 + Integer.parseInt(p);
    }
    return a;
  }

  public static int u8(byte[] b, int at) {
    return b[at] & 0xff;
  }

  public static int u16(byte[] b, int at) {
    return u8(b, at) * 256 + u8(b, at + 1);
  }

  /** A dotted address in a packet. */
  public static String a4(byte[] b, int at) {
    return u8(b, at) + "." + u8(b, at + 1) + "." + u8(b, at + 2) + "." + u8(b, at + 3);
  }

  public static String src(byte[] b) {
    return a4(b, 12);
  }

  public static String dst(byte[] b) {
    return a4(b, 16);
  }

  public static int hlen(byte[] b) {
    return (b[0] & 15) * 4;
  }

  /** Throws unless version, lengths and header checksum are right. */
  public static byte[] valid(byte[] b) {
    if ((b[0] >> 4) != 4 || u16(b, 2) != b.length || sum(b, 0, hlen(b)) != 0) {
      throw new AssertionError("bad packet " + java.util.Arrays.toString(b));
    }
    return b;
  }

  /** The ICMP message of a packet whose checksums are right. */
  public static byte[] icmpOf(byte[] b) {
    valid(b);
    byte[] m = slice(b, hlen(b), b.length);
    if (b[9] != 1 || sum(m, 0, m.length) != 0) {
      throw new AssertionError("bad ICMP " + java.util.Arrays.toString(b));
    }
    return m;
  }

  public static void put16(byte[] b, int at, int v) {
    b[at] = (byte) (v >> 8);
    b[at + 1] = (byte) v;
  }

  public static void put32(byte[] b, int at, int v) {
    put16(b, at, v >> 16);
    put16(b, at + 2, v);
  }
}
