package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * The options of one TCP segment, {@code struct tcpopt}: read from the wire, or to be written (RFC
 * 9293 section 3.2, RFC 7323, RFC 2018). Belongs to one thread. Pure.
 */
@Confined("the call")
public final class TcpOptions {
  public static final int OPT_EOL = 0;
  public static final int OPT_NOP = 1;
  public static final int OPT_MAXSEG = 2;
  public static final int OPT_WINDOW = 3;
  public static final int OPT_SACK_PERMITTED = 4;
  public static final int OPT_SACK = 5;
  public static final int OPT_TIMESTAMP = 8;

  public static final int OLEN_MAXSEG = 4;
  public static final int OLEN_WINDOW = 3;
  public static final int OLEN_SACK_PERMITTED = 2;

  /** A SACK option without blocks. */
  public static final int OLEN_SACKHDR = 2;

  /** One block of a SACK option. */
  public static final int OLEN_SACK = 8;

  public static final int OLEN_TIMESTAMP = 10;

  /** The time stamp with the two NOPs before it: what each segment of a connection carries. */
  public static final int OLEN_TSTAMP_APPA = 12;

  /** Most blocks of a SACK option that fit in a header. */
  public static final int MAX_SACKBLKS = 4;

  /** TCP_MAX_WINSHIFT: the largest shift (RFC 7323 section 2.3). */
  public static final int MAX_WINSHIFT = 14;

  // Which options there are: TOF_*.
  public static final int TOF_MSS = 0x0001;
  public static final int TOF_SCALE = 0x0002;
  public static final int TOF_SACKPERM = 0x0004;
  public static final int TOF_TS = 0x0010;
  public static final int TOF_SACK = 0x0080;

  private static final int[] NONE = {};

  /** TOF_* that are there. */
  public int toFlags;

  /** Maximum segment size, in bytes. */
  public int toMss;

  /** The shift of the window. */
  public int toWscale;

  /** The sender's time stamp. */
  public int toTsval;

  /** The time stamp that the sender echoes. */
  public int toTsecr;

  /** How many SACK blocks there are. */
  public int toNsacks;

  /**
   * Block i is from {@code sackStart[i]} up to, but not with, {@code sackEnd[i]}. Without room
   * until there are blocks, which is rare: see {@link #withSack}.
   */
  public int[] sackStart = NONE;

  public int[] sackEnd = NONE;

  /** There are SACK blocks, or may be: makes room for them. */
  public void withSack() {
    toFlags |= TOF_SACK;
    if (sackStart == NONE) {
      sackStart = new int[MAX_SACKBLKS];
      sackEnd = new int[MAX_SACKBLKS];
    }
  }

  public boolean has(int tof) {
    return (toFlags & tof) != 0;
  }

  /** Nothing there. */
  public void clear() {
    toFlags = 0;
    toNsacks = 0;
  }

  /**
   * tcp_dooptions(): reads the options of a segment. An option of a wrong length is passed over,
   * one that is unknown too; one that reaches beyond the end, or is shorter than its own two bytes,
   * ends the list. Of an option that is there twice the later one counts. What belongs in a SYN
   * only is ignored elsewhere, and SACK blocks are ignored in a SYN.
   *
   * @param off where the options begin in {@code b}
   * @param len how many bytes they take
   * @param syn whether the segment is a SYN
   */
  public void parse(byte[] b, int off, int len, boolean syn) {
    clear();
    int at = off;
    int end = off + len;
    while (at < end) {
      int opt = b[at] & 0xff;
      if (opt == OPT_EOL) {
        return;
      }
      if (opt == OPT_NOP) {
        at++;
        continue;
      }
      if (end - at < 2) {
        return;
      }
      int olen = b[at + 1] & 0xff;
      if (olen < 2 || olen > end - at) {
        return;
      }
      parseOne(opt, olen, b, at, syn);
      at += olen;
    }
  }

  private void parseOne(int opt, int olen, byte[] b, int at, boolean syn) {
    switch (opt) {
      case OPT_MAXSEG:
        if (olen == OLEN_MAXSEG && syn) {
          toFlags |= TOF_MSS;
          toMss = Ip.get16(b, at + 2);
        }
        break;
      case OPT_WINDOW:
        if (olen == OLEN_WINDOW && syn) {
          toFlags |= TOF_SCALE;
          toWscale = Math.min(b[at + 2] & 0xff, MAX_WINSHIFT);
        }
        break;
      case OPT_SACK_PERMITTED:
        if (olen == OLEN_SACK_PERMITTED && syn) {
          toFlags |= TOF_SACKPERM;
        }
        break;
      case OPT_TIMESTAMP:
        if (olen == OLEN_TIMESTAMP) {
          toFlags |= TOF_TS;
          toTsval = Ip.get32(b, at + 2);
          toTsecr = Ip.get32(b, at + 6);
        }
        break;
      case OPT_SACK:
        if (olen > OLEN_SACKHDR && (olen - OLEN_SACKHDR) % OLEN_SACK == 0 && !syn) {
          withSack();
          toNsacks = Math.min((olen - OLEN_SACKHDR) / OLEN_SACK, MAX_SACKBLKS);
          for (int i = 0; i < toNsacks; i++) {
            sackStart[i] = Ip.get32(b, at + OLEN_SACKHDR + i * OLEN_SACK);
            sackEnd[i] = Ip.get32(b, at + OLEN_SACKHDR + i * OLEN_SACK + 4);
          }
        }
        break;
      default:
        break;
    }
  }

  /**
   * tcp_addoptions(): writes the options, each aligned as other systems do: MSS, NOP and window
   * scale, SACK permitted, time stamp, and as many SACK blocks as there is room for. The end is
   * padded with EOL to a multiple of 4.
   *
   * @param b has room for {@link TcpHeader#MAXOLEN} bytes
   * @return the length in bytes, a multiple of 4 up to {@link TcpHeader#MAXOLEN}; {@link #toNsacks}
   *     becomes the number of blocks written
   */
  public int emit(byte[] b, int off) {
    int at = off;
    if (has(TOF_MSS)) {
      b[at] = OPT_MAXSEG;
      b[at + 1] = OLEN_MAXSEG;
      Ip.put16(b, at + 2, toMss);
      at += OLEN_MAXSEG;
    }
    if (has(TOF_SCALE)) {
      at = nops(b, at, off, 1, 2);
      b[at] = OPT_WINDOW;
      b[at + 1] = OLEN_WINDOW;
      b[at + 2] = (byte) toWscale;
      at += OLEN_WINDOW;
    }
    if (has(TOF_SACKPERM)) {
      at = nops(b, at, off, 0, 2);
      b[at] = OPT_SACK_PERMITTED;
      b[at + 1] = OLEN_SACK_PERMITTED;
      at += OLEN_SACK_PERMITTED;
    }
    if (has(TOF_TS)) {
      at = nops(b, at, off, 2, 4);
      b[at] = OPT_TIMESTAMP;
      b[at + 1] = OLEN_TIMESTAMP;
      Ip.put32(b, at + 2, toTsval);
      Ip.put32(b, at + 6, toTsecr);
      at += OLEN_TIMESTAMP;
    }
    if (has(TOF_SACK)) {
      at = sack(b, at, off);
    }
    while ((at - off) % 4 != 0) {
      b[at++] = OPT_EOL;
    }
    return at - off;
  }

  private int sack(byte[] b, int start, int off) {
    int at = start;
    int pad = 2 - (at - off) % 4 & 3;
    int room = TcpHeader.MAXOLEN - (at - off) - pad - OLEN_SACKHDR;
    toNsacks = Math.min(toNsacks, room / OLEN_SACK);
    if (toNsacks <= 0) {
      toNsacks = 0;
      return at;
    }
    at = nops(b, at, off, 2, 4);
    b[at] = OPT_SACK;
    b[at + 1] = (byte) (OLEN_SACKHDR + toNsacks * OLEN_SACK);
    at += OLEN_SACKHDR;
    for (int i = 0; i < toNsacks; i++) {
      Ip.put32(b, at, sackStart[i]);
      Ip.put32(b, at + 4, sackEnd[i]);
      at += OLEN_SACK;
    }
    return at;
  }

  /** NOPs up to the next place that is {@code rest} modulo {@code by}. */
  private static int nops(byte[] b, int start, int off, int rest, int by) {
    int at = start;
    while ((at - off) % by != rest) {
      b[at++] = OPT_NOP;
    }
    return at;
  }
}
