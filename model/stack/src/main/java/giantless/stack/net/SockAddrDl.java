package giantless.stack.net;

/**
 * A link-level address, struct sockaddr_dl: interface index and type, and the hardware address,
 * which may be empty (ARP has not resolved it yet). Immutable: a route's gateway is replaced, under
 * the route's lock, when the hardware address becomes known.
 */
public final class SockAddrDl extends SockAddr {
  private static final byte[] NONE = new byte[0];

  private final int index;
  private final int type;
  private final byte[] lladdr;

  /**
   * @param index the interface's index, sdl_index; 0 for any
   * @param type the interface's type, sdl_type, an {@code IFT_} constant
   * @param lladdr the hardware address; copied
   */
  public SockAddrDl(int index, int type, byte[] lladdr) {
    this.index = index;
    this.type = type;
    this.lladdr = lladdr.length == 0 ? NONE : lladdr.clone();
  }

  /** An address that names an interface and has no hardware address. */
  public SockAddrDl(int index, int type) {
    this(index, type, NONE);
  }

  public int index() {
    return index;
  }

  public int type() {
    return type;
  }

  /** sdl_alen: 0 when there is no hardware address. */
  public int alen() {
    return lladdr.length;
  }

  /** A copy of the hardware address. */
  public byte[] lladdr() {
    return lladdr.clone();
  }

  /** Copies the hardware address to the start of {@code to}. */
  public void copyLladdr(byte[] to) {
    System.arraycopy(lladdr, 0, to, 0, lladdr.length);
  }

  /** Whether the hardware address is the {@code alen()} bytes of {@code bytes} from {@code off}. */
  public boolean sameLladdr(byte[] bytes, int off) {
    for (int i = 0; i < lladdr.length; i++) {
      if (bytes[off + i] != lladdr[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int family() {
    return AF_LINK;
  }

  @Override
  public int keyBits() {
    return 0;
  }

  @Override
  public int keyWord(int word) {
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SockAddrDl)) {
      return false;
    }
    SockAddrDl o = (SockAddrDl) other;
    return o.index == index
        && o.type == type
        && o.lladdr.length == lladdr.length
        && sameLladdr(o.lladdr, 0);
  }

  @Override
  public int hashCode() {
    int hash = index * 31 + type;
    for (byte b : lladdr) {
      hash = hash * 31 + b;
    }
    return hash;
  }

  @Override
  public String toString() {
    return "link#" + index + (lladdr.length == 0 ? "" : " " + EtherHeader.toString(lladdr, 0));
  }
}
