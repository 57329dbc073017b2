package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;

/**
 * ip_pcbopts: checks the options that a user wants sent, and puts them in the layout that ip_output
 * inserts: the first hop of a source route (else 0), then the list without that hop. Pure
 * functions.
 */
final class IpPcbOpts {
  private IpPcbOpts() {}

  /**
   * The layout of the user's options.
   *
   * @return null for EINVAL: a length that is no multiple of 4, an option that is cut, or too many
   */
  static byte[] parse(byte[] user) {
    int cnt = user.length;
    if (cnt % 4 != 0 || cnt > IpOption.MAX_OPTLEN + IpOption.DST) {
      return null;
    }
    byte[] b = new byte[IpOption.DST + cnt];
    System.arraycopy(user, 0, b, IpOption.DST, cnt);
    int len = b.length;
    int cp = IpOption.DST;
    while (cp < len) {
      int opt = b[cp] & 0xff;
      if (opt == IpOption.EOL) {
        break;
      }
      if (opt == IpOption.NOP) {
        cp++;
        continue;
      }
      if (len - cp < IpOption.OLEN + 1) {
        return null;
      }
      int optlen = b[cp + IpOption.OLEN] & 0xff;
      if (optlen < IpOption.OLEN + 1 || optlen > len - cp) {
        return null;
      }
      if (opt == IpOption.LSRR || opt == IpOption.SSRR) {
        // The user says ->A->B->C->D. A is where the packet goes first, and not in the option.
        if (optlen < IpOption.MINOFF - 1 + 4) {
          return null;
        }
        optlen -= 4;
        b[cp + IpOption.OLEN] = (byte) optlen;
        int hop = cp + IpOption.OFFSET + 1;
        System.arraycopy(b, hop, b, 0, 4);
        System.arraycopy(b, hop + 4, b, hop, len - hop - 4);
        len -= 4;
      }
      cp += optlen;
    }
    if (len > IpOption.MAX_OPTLEN + IpOption.DST) {
      return null;
    }
    byte[] out = new byte[len];
    System.arraycopy(b, 0, out, 0, len);
    return out;
  }

  /** The options of a block as getsockopt(2) shows them, with the first hop in front. */
  static byte[] format(Mbuf options) {
    if (options == null) {
      return new byte[0];
    }
    byte[] b = new byte[options.len];
    System.arraycopy(options.data, options.off, b, 0, b.length);
    return b;
  }
}
