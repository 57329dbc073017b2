package giantless.stack.socket;

import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import java.util.ArrayList;
import java.util.List;

/**
 * A control message, {@code struct cmsghdr} with its data: length, level and type as ints of the
 * machine's order, the data, padding to a multiple of 4. Immutable.
 */
public final class CMsg {
  /** CMSG_LEN(0): bytes of the header. */
  public static final int HDR = 12;

  /** cmsg_level. */
  public final int level;

  /** cmsg_type. */
  public final int type;

  /** CMSG_DATA. */
  public final byte[] data;

  public CMsg(int level, int type, byte[] data) {
    this.level = level;
    this.type = type;
    this.data = data;
  }

  /** CMSG_SPACE: bytes with padding. */
  public static int space(int dataLen) {
    return HDR + (dataLen + 3 & ~3);
  }

  /** The bytes of a list of messages, as sendmsg(2) takes them. */
  public static byte[] bytes(CMsg... msgs) {
    int n = 0;
    for (CMsg c : msgs) {
      n += space(c.data.length);
    }
    byte[] b = new byte[n];
    int off = 0;
    for (CMsg c : msgs) {
      put(c, b, off);
      off += space(c.data.length);
    }
    return b;
  }

  private static void put(CMsg c, byte[] b, int off) {
    Sockopt.putInt(b, off, HDR + c.data.length);
    Sockopt.putInt(b, off + 4, c.level);
    Sockopt.putInt(b, off + 8, c.type);
    System.arraycopy(c.data, 0, b, off + HDR, c.data.length);
  }

  /** The messages in the bytes, up to the first that is cut or wrong. */
  public static List<CMsg> parse(byte[] b) {
    List<CMsg> list = new ArrayList<>(2);
    parse(b, b.length, list);
    return list;
  }

  /**
   * Adds the messages in the first bytes to a list.
   *
   * @return false if a header's length does not fit
   */
  public static boolean parse(byte[] b, int len, List<CMsg> list) {
    int off = 0;
    while (off + HDR <= len) {
      int cl = Sockopt.getInt(b, off);
      if (cl < HDR || cl > len - off) {
        return false;
      }
      byte[] d = new byte[cl - HDR];
      System.arraycopy(b, off + HDR, d, 0, d.length);
      list.add(new CMsg(Sockopt.getInt(b, off + 4), Sockopt.getInt(b, off + 8), d));
      off += space(cl - HDR);
    }
    return true;
  }

  /**
   * sbcreatecontrol: the message in an mbuf of its own.
   *
   * @return null if there is no mbuf, or the message does not fit in one
   */
  public static Mbuf sbcreatecontrol(MbufPool pool, int level, int type, byte[] data) {
    int n = space(data.length);
    if (n > Mbuf.MLEN) {
      return null;
    }
    Mbuf m = pool.get(How.DONTWAIT, Mbuf.MT_CONTROL);
    if (m == null) {
      return null;
    }
    for (int i = 0; i < n; i++) {
      m.data[m.off + i] = 0;
    }
    put(new CMsg(level, type, data), m.data, m.off);
    m.len = n;
    return m;
  }

  @Override
  public String toString() {
    return "cmsg level " + level + " type " + type + " length " + data.length;
  }
}
