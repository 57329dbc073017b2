package giantless.stack.socket;

import giantless.stack.kern.Kassert;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;

/**
 * A socket address as the bytes of {@code struct sockaddr}: what an MT_SONAME mbuf holds, and what
 * counts against a buffer's limit. Pure functions.
 */
public final class SockAddrBytes {
  /** sizeof(struct sockaddr), in bytes. */
  public static final int SIZE = 16;

  private SockAddrBytes() {}

  /** Writes length, family, port, address and padding. */
  public static void put(SockAddr sa, byte[] b, int off) {
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
    int port = (b[off + 2] & 0xff) << 8 | b[off + 3] & 0xff;
    int a =
        b[off + 4] << 24 | (b[off + 5] & 0xff) << 16 | (b[off + 6] & 0xff) << 8 | b[off + 7] & 0xff;
    return new SockAddrIn(a, port);
  }
}
