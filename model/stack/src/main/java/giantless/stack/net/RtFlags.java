package giantless.stack.net;

/** Flags of routes and routing requests, net/route.h. */
public final class RtFlags {
  /** The route is in the tree and usable. */
  public static final int RTF_UP = 0x1;

  /** The destination is reached through a router. */
  public static final int RTF_GATEWAY = 0x2;

  /** The destination is one host. */
  public static final int RTF_HOST = 0x4;

  /** Sending fails: EHOSTUNREACH, or EHOSTDOWN for a neighbour that does not answer. */
  public static final int RTF_REJECT = 0x8;

  /** Made by a redirect. */
  public static final int RTF_DYNAMIC = 0x10;

  /** Changed by a redirect. */
  public static final int RTF_MODIFIED = 0x20;

  /** A use of the route makes a host route for the destination. */
  public static final int RTF_CLONING = 0x100;

  /** Has link-layer information: an ARP entry. */
  public static final int RTF_LLINFO = 0x400;

  /** Put in by hand. */
  public static final int RTF_STATIC = 0x800;

  /** Sending discards without an error. */
  public static final int RTF_BLACKHOLE = 0x1000;

  /** An ARP entry which is answered for on behalf of another host. */
  public static final int RTF_ANNOUNCE = 0x4000;

  /** Made by a use of an {@link #RTF_CLONING} route. */
  public static final int RTF_WASCLONED = 0x20000;

  /** For the protocol family: in IPv4, {@code RTPRF_OURS}, a route that will time out. */
  public static final int RTF_PROTO3 = 0x40000;

  private RtFlags() {}
}
