package giantless.stack.socket;

import giantless.stack.kern.Kassert;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.net.SockAddrUn;
import java.nio.charset.StandardCharsets;

/**
 * A socket address as the bytes of {@code struct sockaddr}: what an MT_SONAME mbuf holds, and what
 * counts against a buffer's limit. Pure functions.
 */
public final class SockAddrBytes {
  /** sizeof(struct sockaddr), in bytes; of an IPv4 address as well. */
  public static final int SIZE = 16;

  private SockAddrBytes() {}

  /** sa_len: how many bytes {@link #put} writes. */
  public static int size(SockAddr sa) {
    return sa instanceof SockAddrUn ? Math.max(SIZE, ((SockAddrUn) sa).length()) : SIZE;
  }

  private static void putUn(SockAddrUn sun, byte[] b, int off) {
    byte[] path = sun.pathBytes();
    int size = size(sun);
    b[off] = (byte) size;
    b[off + 1] = SocketConst.AF_LOCAL;
    System.arraycopy(path, 0, b, off + SockAddrUn.HDR, path.length);
    for (int i = SockAddrUn.HDR + path.length; i < size; i++) {
      b[off + i] = 0;
    }
  }

  /** The path ends at the first zero. */
  private static SockAddr getUn(byte[] b, int off) {
    int size = b[off] & 0xff;
    int n = 0;
    while (SockAddrUn.HDR + n < size && b[off + SockAddrUn.HDR + n] != 0) {
      n++;
    }
    return n == 0
        ? SockAddrUn.NONAME
        : new SockAddrUn(new String(b, off + SockAddrUn.HDR, n, StandardCharsets.UTF_8));
  }

  /** Writes length, family, and what the family has: port, address and padding, or the path. */
  public static void put(SockAddr sa, byte[] b, int off) {
    if (sa instanceof SockAddrUn) {
      putUn((SockAddrUn) sa, b, off);
      return;
    }
    Kassert.kassert(sa instanceof SockAddrIn, "sockaddr of another family in a socket buffer");
    SockAddrIn sin = (SockAddrIn) sa;
    b[off] = SIZE;
    b[off + 1] = SocketConst.AF_INET;
    b[off + 2] = (byte) (sin.port() >>> 8);
    b[off + 3] = (byte) sin.port();
    int a = sin.addr();
    b[off + 4] = (byte) (a >>> 24);
    b[off + 5] = (byte) (a >>> 16);
    b[off + 6] = (byte) (a >>> 8);
    b[off + 7] = (byte) a;
    for (int i = 8; i < SIZE; i++) {
      b[off + i] = 0;
    }
  }

  /** Reads what {@link #put} wrote. */
  public static SockAddr get(byte[] b, int off) {
    if (b[off + 1] == SocketConst.AF_LOCAL) {
      return getUn(b, off);
    }
    int port = (b[off + 2] & 0xff) << 8 | b[off + 3] & 0xff;
    int a =
        b[off + 4] << 24 | (b[off + 5] & 0xff) << 16 | (b[off + 6] & 0xff) << 8 | b[off + 7] & 0xff;
    return new SockAddrIn(a, port);
  }
}
