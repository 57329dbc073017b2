package giantless.stack.socket;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;

/**
 * Putting into a socket buffer: {@code sbappend} and its kin. No state. The caller is a protocol,
 * with the lock of its control block, or a sender; who appends a whole record with address or
 * control keeps the mbufs if there was no room.
 */
public final class SbAppend {
  private SbAppend() {}

  /** SBLINKRECORD: a new record at the end. */
  @Requires("sb.lock")
  private static void linkRecord(SockBuf sb, Mbuf m0) {
    if (sb.sbLastrecord != null) {
      sb.sbLastrecord.nextpkt = m0;
    } else {
      sb.sbMb = m0;
    }
    sb.sbLastrecord = m0;
  }

  /** sbappend: adds to the last record, for a stream with record marks. Consumes the chain. */
  @Requires("sb.lock")
  public static void sbappendLocked(SockBuf sb, Mbuf m) {
    sb.lock.assertOwned();
    if (m == null) {
      return;
    }
    Mbuf n = sb.sbLastrecord;
    if (n == null) {
      // Not as a whole record: mbufs without data are dropped, else a reader finds one, and
      // nothing.
      sb.sbLastrecord = m;
      sbcompress(sb, m, null);
      return;
    }
    while (true) {
      if ((n.flags & Mbuf.M_EOR) != 0) {
        sbappendrecordLocked(sb, m);
        return;
      }
      if (n.next == null) {
        break;
      }
      n = n.next;
    }
    sbcompress(sb, m, n);
  }

  /** sbappendstream: adds to the one record of a stream. Consumes the chain. */
  @Requires("sb.lock")
  public static void sbappendstreamLocked(SockBuf sb, Mbuf m) {
    sb.lock.assertOwned();
    Kassert.kassert(m.nextpkt == null, "sbappendstream: packet list");
    Kassert.kassert(sb.sbMb == sb.sbLastrecord, "sbappendstream: more than one record");
    sbcompress(sb, m, sb.sbMbtail);
    sb.sbLastrecord = sb.sbMb;
  }

  /** sbappendstream. */
  @Excludes("sb.lock")
  public static void sbappendstream(SockBuf sb, Mbuf m) {
    sb.lock.lock();
    sbappendstreamLocked(sb, m);
    sb.lock.unlock();
  }

  /** sbappendrecord: a new record. Consumes the chain; checks no limit. */
  @Requires("sb.lock")
  public static void sbappendrecordLocked(SockBuf sb, Mbuf m0) {
    sb.lock.assertOwned();
    if (m0 == null) {
      return;
    }
    sb.sballoc(m0);
    linkRecord(sb, m0);
    sb.sbMbtail = m0;
    Mbuf m = m0.next;
    m0.next = null;
    if (m != null && (m0.flags & Mbuf.M_EOR) != 0) {
      m0.flags &= ~Mbuf.M_EOR;
      m.flags |= Mbuf.M_EOR;
    }
    sbcompress(sb, m, m0);
  }

  /**
   * sbappendaddr: a record of an address, control messages and data.
   *
   * @param m0 the data with a packet header, or null; consumed if true is returned
   * @param control consumed likewise; or null
   * @return false if there is no room, or no mbuf for the address: nothing is changed
   */
  @Requires("sb.lock")
  public static boolean sbappendaddrLocked(SockBuf sb, SockAddr asa, Mbuf m0, Mbuf control) {
    sb.lock.assertOwned();
    Kassert.kassert(m0 == null || (m0.flags & Mbuf.M_PKTHDR) != 0, "sbappendaddr: no header");
    int space = SockAddrBytes.size(asa);
    if (m0 != null) {
      space += m0.pkthdr.len;
    }
    for (Mbuf c = control; c != null; c = c.next) {
      space += c.len;
    }
    return space <= sb.sbspace() && sbappendaddrNospacecheckLocked(sb, asa, m0, control);
  }

  /**
   * sbappendaddr_nospacecheck: as {@link #sbappendaddrLocked} for a protocol that holds its senders
   * back by itself.
   *
   * @return false if there is no mbuf for the address: nothing is changed
   */
  @Requires("sb.lock")
  public static boolean sbappendaddrNospacecheckLocked(
      SockBuf sb, SockAddr asa, Mbuf m0, Mbuf control) {
    Mbuf m = sb.so.sockets.mbufs().get(How.DONTWAIT, Mbuf.MT_SONAME);
    if (m == null) {
      return false;
    }
    SockAddrBytes.put(asa, m.data, m.off);
    m.len = SockAddrBytes.size(asa);
    m.next = control != null ? control : m0;
    if (control != null) {
      last(control).next = m0;
    }
    linkWhole(sb, m);
    return true;
  }

  /** sbappendaddr. */
  @Excludes("sb.lock")
  public static boolean sbappendaddr(SockBuf sb, SockAddr asa, Mbuf m0, Mbuf control) {
    sb.lock.lock();
    boolean ok = sbappendaddrLocked(sb, asa, m0, control);
    sb.lock.unlock();
    return ok;
  }

  /**
   * sbappendcontrol: a record of control messages and data.
   *
   * @return false if there is no room: nothing is changed
   */
  @Requires("sb.lock")
  public static boolean sbappendcontrolLocked(SockBuf sb, Mbuf m0, Mbuf control) {
    sb.lock.assertOwned();
    Kassert.kassert(control != null, "sbappendcontrol: no control");
    int space = 0;
    for (Mbuf c = control; c != null; c = c.next) {
      space += c.len;
    }
    for (Mbuf m = m0; m != null; m = m.next) {
      space += m.len;
    }
    if (space > sb.sbspace()) {
      return false;
    }
    sbappendcontrolNospacecheckLocked(sb, m0, control);
    return true;
  }

  /** As {@link #sbappendcontrolLocked} for a protocol that holds its senders back by itself. */
  @Requires("sb.lock")
  public static void sbappendcontrolNospacecheckLocked(SockBuf sb, Mbuf m0, Mbuf control) {
    sb.lock.assertOwned();
    last(control).next = m0;
    linkWhole(sb, control);
  }

  /** Counts and links a complete record. */
  @Requires("sb.lock")
  private static void linkWhole(SockBuf sb, Mbuf record) {
    Mbuf tail = record;
    for (Mbuf n = record; n != null; n = n.next) {
      sb.sballoc(n);
      tail = n;
    }
    linkRecord(sb, record);
    sb.sbMbtail = tail;
  }

  private static Mbuf last(Mbuf m) {
    while (m.next != null) {
      m = m.next;
    }
    return m;
  }

  /**
   * sbcompress: adds a chain behind {@code n}, small mbufs copied together.
   *
   * @param n the last mbuf of the last record, or null for an empty buffer
   */
  @Requires("sb.lock")
  private static void sbcompress(SockBuf sb, Mbuf m, Mbuf n) {
    MbufPool pool = sb.so.sockets.mbufs();
    int eor = 0;
    while (m != null) {
      eor |= m.flags & Mbuf.M_EOR;
      if (m.len == 0 && (eor == 0 || canCarryEor(m, n))) {
        if (sb.sbLastrecord == m) {
          sb.sbLastrecord = m.next;
        }
        m = pool.free(m);
        continue;
      }
      if (n != null
          && (n.flags & Mbuf.M_EOR) == 0
          && n.type == m.type
          && m.len <= Mbuf.MCLBYTES / 4
          && m.len <= n.trailingSpace()) {
        System.arraycopy(m.data, m.off, n.data, n.off + n.len, m.len);
        n.len += m.len;
        sb.sbadjust(n, m.len);
        m = pool.free(m);
        continue;
      }
      if (n != null) {
        n.next = m;
      } else {
        sb.sbMb = m;
      }
      sb.sbMbtail = m;
      sb.sballoc(m);
      n = m;
      m.flags &= ~Mbuf.M_EOR;
      m = m.next;
      n.next = null;
    }
    if (eor != 0) {
      Kassert.kassert(n != null, "sbcompress: eor without data");
      n.flags |= Mbuf.M_EOR;
    }
  }

  private static boolean canCarryEor(Mbuf m, Mbuf n) {
    Mbuf o = m.next != null ? m.next : n;
    return o != null && o.type == m.type;
  }

  /**
   * SBLASTRECORDCHK, SBLASTMBUFCHK and sbcheck: the links and the account agree.
   *
   * @throws giantless.lock.Panic if they do not
   */
  @Requires("sb.lock")
  public static void sbcheck(SockBuf sb) {
    sb.lock.assertOwned();
    int cc = 0;
    Mbuf lastrecord = null;
    Mbuf tail = null;
    for (Mbuf r = sb.sbMb; r != null; r = r.nextpkt) {
      lastrecord = r;
      for (Mbuf m = r; m != null; m = m.next) {
        cc += m.len;
        tail = m;
      }
    }
    Kassert.kassert(sb.sbLastrecord == lastrecord, "sbcheck: lastrecord");
    Kassert.kassert(sb.sbMbtail == tail, "sbcheck: mbtail");
    Kassert.kassert(sb.isSndptrRight(), "sbcheck: sndptr");
    Kassert.kassert(sb.sbCc() == cc, "sbcheck: cc " + cc + " != " + sb.sbCc());
  }
}
