package giantless.stack.net;

/** Interface flags, types and ioctl commands, net/if.h and sys/sockio.h. */
public final class Iff {
  public static final int IFF_UP = 0x1;
  public static final int IFF_BROADCAST = 0x2;
  public static final int IFF_LOOPBACK = 0x8;
  public static final int IFF_POINTOPOINT = 0x10;
  public static final int IFF_DRV_RUNNING = 0x40;
  public static final int IFF_NOARP = 0x80;
  public static final int IFF_PROMISC = 0x100;
  public static final int IFF_ALLMULTI = 0x200;
  public static final int IFF_DRV_OACTIVE = 0x400;
  public static final int IFF_SIMPLEX = 0x800;
  public static final int IFF_MULTICAST = 0x8000;
  public static final int IFF_MONITOR = 0x40000;
  public static final int IFF_STATICARP = 0x80000;

  /** The driver is not MPSAFE: it is called with Giant held only. Fixed when it is made. */
  public static final int IFF_NEEDSGIANT = 0x100000;

  /** The flags which only the driver changes; SIOCSIFFLAGS leaves them alone. */
  public static final int IFF_CANTCHANGE =
      IFF_BROADCAST
          | IFF_LOOPBACK
          | IFF_POINTOPOINT
          | IFF_DRV_RUNNING
          | IFF_DRV_OACTIVE
          | IFF_SIMPLEX
          | IFF_MULTICAST
          | IFF_ALLMULTI
          | IFF_NEEDSGIANT;

  public static final int IFT_ETHER = 0x06;
  public static final int IFT_LOOP = 0x18;

  public static final int LINK_STATE_UNKNOWN = 0;
  public static final int LINK_STATE_DOWN = 1;
  public static final int LINK_STATE_UP = 2;

  /** Argument: the {@link IfAddr} that has become an address of the interface. */
  public static final int SIOCSIFADDR = 0x8020690c;

  /** Argument: Integer, the new flags. */
  public static final int SIOCSIFFLAGS = 0x80206910;

  /** Argument: Integer, the new MTU in bytes. */
  public static final int SIOCSIFMTU = 0x80206934;

  /** Argument: byte[6], the new hardware address. */
  public static final int SIOCSIFLLADDR = 0x8020693c;

  /**
   * Argument: {@link SockAddrDl}, a link-level group that was joined; null under {@link
   * #IFF_NEEDSGIANT}, where the driver hears later that the list has changed, and reads it.
   */
  public static final int SIOCADDMULTI = 0x80206931;

  /** Argument: {@link SockAddrDl}, a link-level group that was left; or null, as above. */
  public static final int SIOCDELMULTI = 0x80206932;

  private Iff() {}
}
