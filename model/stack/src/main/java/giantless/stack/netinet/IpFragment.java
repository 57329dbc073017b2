package giantless.stack.netinet;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * Fragmentation on output, ip_fragment() (RFC 791 section 3.2). No lock: works on a packet that the
 * caller owns.
 */
public final class IpFragment {
  private final MbufPool mbufs;
  private final IpStat ipstat;

  IpFragment(Inet inet) {
    this.mbufs = inet.mbufs;
    this.ipstat = inet.ipstat;
  }

  /**
   * Cuts a packet into fragments of at most {@code mtu} bytes. The first is the mbuf itself, the
   * others follow by {@code nextpkt}; all have their header checksums. What transport checksum the
   * packet needs must be in it already.
   *
   * @param m0 longer than the MTU, header contiguous; on failure freed with everything made of it
   * @return OK; EMSGSIZE if it must not be fragmented or the MTU has no room for 8 bytes; ENOBUFS
   */
  public Errno fragment(Mbuf m0, int mtu) {
    Kassert.kassert(Ip.len(m0) > mtu, "ip_fragment: packet fits");
    int hlen = Ip.hlen(m0);
    final int iplen = Ip.len(m0);
    final int ipoff = Ip.off(m0);
    int len = (mtu - hlen) & ~7;
    if ((ipoff & Ip.DF) != 0 || len < 8) {
      if ((ipoff & Ip.DF) != 0) {
        ipstat.ips_cantfrag.inc();
      }
      mbufs.freem(m0);
      return Errno.EMSGSIZE;
    }
    final int firstlen = len;
    byte[] base = new byte[Ip.MAXHDR];
    System.arraycopy(m0.data, m0.off, base, 0, Ip.HDR);
    int optlen = optcopy(m0, hlen, base);
    int mhlen = Ip.HDR + optlen;
    base[0] = (byte) (Ip.IPVERSION << 4 | mhlen >> 2);
    // The first header is written before its storage is shared with the other fragments.
    m0.flags |= Mbuf.M_FIRSTFRAG | Mbuf.M_FRAG;
    Ip.setLen(m0, hlen + firstlen);
    Ip.setOff(m0, ipoff | Ip.MF);
    Ip.setSum(m0, 0);
    Ip.setSum(m0, InCksum.hdr(m0, hlen));
    Mbuf tail = m0;
    int nfrags = 1;
    for (int off = hlen + firstlen; off < iplen; off += len, nfrags++) {
      boolean last = off + len >= iplen;
      int n = last ? iplen - off : len;
      Mbuf m = header(m0, mhlen, base);
      Mbuf body = m == null ? null : mbufs.copym(m0, off, n, How.DONTWAIT);
      if (body == null) {
        ipstat.ips_odropped.inc();
        if (m != null) {
          mbufs.freem(m);
        }
        mbufs.freemPkts(m0);
        return Errno.ENOBUFS;
      }
      m.next = body;
      m.pkthdr.len = mhlen + n;
      int fragOff = (off - hlen >> 3) + (ipoff & Ip.OFFMASK);
      // A fragment of a fragment that was not the last has more behind it in any case.
      int more = !last || (ipoff & Ip.MF) != 0 ? Ip.MF : 0;
      Ip.setOff(m, ipoff & Ip.RF | more | fragOff);
      Ip.setLen(m, mhlen + n);
      Ip.setSum(m, 0);
      Ip.setSum(m, InCksum.hdr(m, mhlen));
      if (last) {
        m.flags |= Mbuf.M_LASTFRAG;
      }
      tail.nextpkt = m;
      tail = m;
    }
    ipstat.ips_ofragments.add(nfrags);
    mbufs.adj(m0, hlen + firstlen - iplen);
    return Errno.OK;
  }

  /** An mbuf with the header that the fragments behind the first one have, or null. */
  private Mbuf header(Mbuf m0, int mhlen, byte[] base) {
    Mbuf m = mbufs.gethdr(How.DONTWAIT, Mbuf.MT_HEADER);
    if (m == null) {
      return null;
    }
    m.off += IpOutput.MAX_LINKHDR;
    m.len = mhlen;
    System.arraycopy(base, 0, m.data, m.off, mhlen);
    m.flags |= m0.flags & (Mbuf.M_MCAST | Mbuf.M_BCAST) | Mbuf.M_FRAG;
    m.pkthdr.rcvif = null;
    m.pkthdr.csumFlags = m0.pkthdr.csumFlags;
    return m;
  }

  /**
   * ip_optcopy(): puts the options that go into every fragment behind a header of 20 bytes, padded
   * to a multiple of 4.
   *
   * @param to a header's room, 60 bytes
   * @return their length in bytes
   */
  static int optcopy(Mbuf m0, int hlen, byte[] to) {
    byte[] b = m0.data;
    int cp = m0.off + Ip.HDR;
    int cnt = hlen - Ip.HDR;
    int n = Ip.HDR;
    while (cnt > 0) {
      int opt = b[cp] & 0xff;
      if (opt == IpOption.EOL) {
        break;
      }
      int optlen;
      if (opt == IpOption.NOP) {
        // Kept, as it may align what follows.
        to[n++] = IpOption.NOP;
        optlen = 1;
      } else {
        optlen = cnt < 2 ? cnt : b[cp + IpOption.OLEN] & 0xff;
        if (optlen < 2 || optlen > cnt) {
          break;
        }
        if (IpOption.copied(opt)) {
          System.arraycopy(b, cp, to, n, optlen);
          n += optlen;
        }
      }
      cnt -= optlen;
      cp += optlen;
    }
    while ((n & 3) != 0) {
      to[n++] = IpOption.EOL;
    }
    return n - Ip.HDR;
  }
}
