package giantless.stack.net;

import java.nio.charset.StandardCharsets;

/**
 * An address of the UNIX domain, {@code struct sockaddr_un}: a path, which may be empty, for a
 * socket without a name. Immutable. A path longer than {@link #SUN_PATH} is no address that a
 * socket takes, but may be asked for.
 */
public final class SockAddrUn extends SockAddr {
  /** The most bytes of a path, {@code sizeof(sun_path)}. */
  public static final int SUN_PATH = 104;

  /** The most bytes of any address, {@code SOCK_MAXADDRLEN}; more is ENAMETOOLONG. */
  public static final int MAXADDRLEN = 255;

  /** Length and family: the bytes before the path. */
  public static final int HDR = 2;

  /** Of a socket without a name. */
  public static final SockAddrUn NONAME = new SockAddrUn("");

  private final String path;

  public SockAddrUn(String path) {
    this.path = path;
  }

  /** sun_path. */
  public String path() {
    return path;
  }

  /** sun_path as bytes. */
  public byte[] pathBytes() {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  /** sun_len: bytes of the whole address. */
  public int length() {
    return HDR + pathBytes().length;
  }

  @Override
  public int family() {
    return AF_LOCAL;
  }

  @Override
  public int keyBits() {
    return 0;
  }

  @Override
  public int keyWord(int index) {
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SockAddrUn && ((SockAddrUn) other).path.equals(path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  @Override
  public String toString() {
    return path.isEmpty() ? "(no name)" : path;
  }
}
