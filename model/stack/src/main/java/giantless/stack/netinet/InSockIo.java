package giantless.stack.netinet;

/** The ioctl commands of IPv4 addresses, sys/sockio.h. Addresses are {@code int} in host order. */
public final class InSockIo {
  /** Argument: Integer; replaces the interface's first address, its mask by class. */
  public static final int SIOCSIFADDR = 0x8020690c;

  /** Answer in {@code Integer[1]}. */
  public static final int SIOCGIFADDR = 0xc0206921;

  /** Argument: Integer; the peer of a point-to-point link. */
  public static final int SIOCSIFDSTADDR = 0x8020690e;

  public static final int SIOCGIFDSTADDR = 0xc0206922;

  /** Argument: Integer; the broadcast address. */
  public static final int SIOCSIFBRDADDR = 0x80206913;

  public static final int SIOCGIFBRDADDR = 0xc0206923;

  /** Argument: Integer; the subnet mask. */
  public static final int SIOCSIFNETMASK = 0x80206916;

  public static final int SIOCGIFNETMASK = 0xc0206925;

  /** Argument: Integer, the address to delete; 0 for the first. */
  public static final int SIOCDIFADDR = 0x80206919;

  /** Argument: {@link InAliasReq}; adds an address, or changes one that is there. */
  public static final int SIOCAIFADDR = 0x8040691a;

  private InSockIo() {}
}
