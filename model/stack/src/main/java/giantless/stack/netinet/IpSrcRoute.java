package giantless.stack.netinet;

import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.mbuf.MbufTag;

/**
 * The source route that a packet for this host came by, kept in a tag of the packet
 * (PACKET_TAG_IPOPTIONS), save_rte() and ip_srcroute(). No lock: the packet's owner alone uses it.
 */
public final class IpSrcRoute {
  /** The cookie of this tag. */
  public static final int COOKIE = 0x49504f50;

  private static final int TAG = 1;
  private static final int MAX_HOPS = IpOption.MAX_OPTLEN / 4 - 1;

  private final int option;
  private final int dst;
  private final int[] hops;

  private IpSrcRoute(int option, int dst, int[] hops) {
    this.option = option;
    this.dst = dst;
    this.hops = hops;
  }

  /**
   * save_rte(): keeps the route of an LSRR or SSRR option that has come to its end.
   *
   * @param cp the option's place in the bytes
   * @param dst the packet's source, which answers go to
   */
  static void save(MbufPool mbufs, Mbuf m, byte[] b, int cp, int dst) {
    int olen = b[cp + IpOption.OLEN] & 0xff;
    int n = Math.min((olen - IpOption.OFFSET - 1) / 4, MAX_HOPS);
    int[] hops = new int[n];
    for (int i = 0; i < n; i++) {
      hops[i] = Ip.get32(b, cp + IpOption.OFFSET + 1 + 4 * i);
    }
    int opt = b[cp] & 0xff;
    mbufs.tagPrepend(m, new MbufTag(COOKIE, TAG, new IpSrcRoute(opt, dst, hops), false));
  }

  /**
   * ip_srcroute(): the way back, as an options mbuf (first hop, then the option), and drops the
   * tag.
   *
   * @return null if the packet came by no source route, or there is no mbuf
   */
  public static Mbuf reverse(MbufPool mbufs, Mbuf m0) {
    MbufTag tag = mbufs.tagFind(m0, COOKIE, TAG);
    if (tag == null) {
      return null;
    }
    IpSrcRoute r = (IpSrcRoute) tag.data();
    mbufs.tagDelete(m0, tag);
    if (r.hops.length == 0) {
      return null;
    }
    Mbuf m = mbufs.get(How.DONTWAIT, Mbuf.MT_HEADER);
    if (m == null) {
      return null;
    }
    // First the hop to send to; then NOP, type, length, pointer, the other hops, and the source.
    byte[] b = m.data;
    int o = m.off;
    int last = r.hops.length - 1;
    Ip.put32(b, o, r.hops[last]);
    int cp = o + IpOption.DST;
    b[cp++] = IpOption.NOP;
    b[cp++] = (byte) r.option;
    b[cp++] = (byte) (3 + 4 * r.hops.length);
    b[cp++] = IpOption.MINOFF;
    for (int i = last - 1; i >= 0; i--) {
      Ip.put32(b, cp, r.hops[i]);
      cp += 4;
    }
    Ip.put32(b, cp, r.dst);
    m.len = cp + 4 - o;
    return m;
  }
}
