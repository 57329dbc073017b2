package giantless.stack.mbuf;

import giantless.stack.kern.Kassert;

/**
 * Operations that change the shape of a chain: prepend, pullup, split, trim, join. Called through
 * {@link MbufPool} by the packet's owner. Bytes are written only where {@link Mbuf#isWritable}.
 */
final class MbufTrim {
  /** Bytes that m_pullup copies beyond what was asked, if there are: the largest headers. */
  private static final int MAX_PROTOHDR = 60;

  private final MbufPool pool;

  MbufTrim(MbufPool pool) {
    this.pool = pool;
  }

  Mbuf prepend(Mbuf m, int len, How how) {
    if (len < 0) {
      throw Kassert.panic("m_prepend: negative length " + len);
    }
    if (m.leadingSpace() >= len) {
      m.off -= len;
      m.len += len;
      if (m.isPkthdr()) {
        m.pkthdr.len += len;
      }
      return m;
    }
    if (len > Mbuf.MCLBYTES) {
      throw Kassert.panic("m_prepend: more than a cluster: " + len);
    }
    Mbuf mn = pool.get(how, m.type);
    if (mn != null && len > (m.isPkthdr() ? Mbuf.MHLEN : Mbuf.MLEN) && !pool.clget(mn, how)) {
      pool.free(mn);
      mn = null;
    }
    if (mn == null) {
      pool.freem(m);
      return null;
    }
    if (m.isPkthdr()) {
      pool.movePkthdr(mn, m);
      mn.pkthdr.len += len;
    }
    mn.nextpkt = m.nextpkt;
    m.nextpkt = null;
    mn.next = m;
    mn.align(len);
    mn.len = len;
    return mn;
  }

  Mbuf pullup(Mbuf packet, int want) {
    if (packet.len >= want) {
      return packet;
    }
    Mbuf n = packet;
    int len = want;
    Mbuf m;
    boolean inPlace = !n.isExt() && n.isWritable() && n.off + len <= Mbuf.MLEN && n.next != null;
    if (inPlace) {
      m = n;
      n = n.next;
      len -= m.len;
    } else {
      m = len > Mbuf.MHLEN ? null : pool.get(How.DONTWAIT, n.type);
      if (m == null) {
        return pullupFailed(n);
      }
      m.nextpkt = n.nextpkt;
      n.nextpkt = null;
      if (n.isPkthdr()) {
        pool.movePkthdr(m, n);
      }
    }
    int space = Mbuf.MLEN - m.off - m.len;
    while (len > 0 && n != null) {
      int count = Math.min(Math.min(Math.max(len, MAX_PROTOHDR), space), n.len);
      System.arraycopy(n.data, n.off, m.data, m.off + m.len, count);
      len -= count;
      m.len += count;
      n.len -= count;
      n.off += count;
      space -= count;
      if (n.len == 0) {
        n = pool.free(n);
      }
    }
    m.next = n;
    if (len > 0) {
      return pullupFailed(m);
    }
    return m;
  }

  private Mbuf pullupFailed(Mbuf m) {
    pool.freem(m);
    pool.stat().mpfail.inc();
    return null;
  }

  Mbuf split(Mbuf m0, int len0, How how) {
    Kassert.kassert(len0 >= 0, "m_split: negative length " + len0);
    Mbuf m = m0;
    int len = len0;
    while (m != null && len > m.len) {
      len -= m.len;
      m = m.next;
    }
    if (m == null) {
      return null;
    }
    int remain = m.len - len;
    boolean header = m0.isPkthdr();
    Mbuf tail;
    if (remain == 0 && !header) {
      tail = m.next;
    } else {
      tail = header ? pool.gethdr(how, m0.type) : pool.get(how, m.type);
      if (tail == null || !fillTail(tail, m, len, remain, how)) {
        pool.free(tail);
        return null;
      }
      if (header) {
        tail.pkthdr.rcvif = m0.pkthdr.rcvif;
        tail.pkthdr.len = m0.pkthdr.len - len0;
        m0.pkthdr.len = len0;
      }
    }
    m.len = len;
    m.next = null;
    return tail;
  }

  /**
   * Gives the new packet's first mbuf, or one behind it, the bytes of {@code m} from {@code len}.
   */
  private boolean fillTail(Mbuf tail, Mbuf m, int len, int remain, How how) {
    if (m.isExt()) {
      MbufPool.share(tail, m);
      tail.off = m.off + len;
      tail.len = remain;
      tail.next = m.next;
      return true;
    }
    if (remain <= tail.storageSize()) {
      tail.align(remain);
      System.arraycopy(m.data, m.off + len, tail.data, tail.off, remain);
      tail.len = remain;
      tail.next = m.next;
      return true;
    }
    // Does not fit beside the packet header.
    Mbuf second = pool.get(how, m.type);
    if (second == null) {
      return false;
    }
    tail.align(0);
    tail.next = second;
    System.arraycopy(m.data, m.off + len, second.data, second.off, remain);
    second.len = remain;
    second.next = m.next;
    return true;
  }

  void adj(Mbuf packet, int reqLen) {
    if (packet == null) {
      return;
    }
    int trimmed = reqLen >= 0 ? trimHead(packet, reqLen) : trimTail(packet, -reqLen);
    if (packet.isPkthdr()) {
      packet.pkthdr.len -= trimmed;
    }
  }

  private static int trimHead(Mbuf packet, int reqLen) {
    int len = reqLen;
    for (Mbuf m = packet; m != null && len > 0; m = m.next) {
      int n = Math.min(m.len, len);
      m.len -= n;
      m.off += n;
      len -= n;
    }
    return reqLen - len;
  }

  private int trimTail(Mbuf packet, int reqLen) {
    int length = pool.length(packet);
    int cut = Math.min(reqLen, length);
    int keep = length - cut;
    for (Mbuf m = packet; m != null; m = m.next) {
      m.len = Math.min(m.len, keep);
      keep -= m.len;
    }
    return cut;
  }

  void cat(Mbuf m0, Mbuf n0) {
    Mbuf m = m0;
    while (m.next != null) {
      m = m.next;
    }
    Mbuf n = n0;
    if (n != null) {
      pool.demote(n);
    }
    while (n != null) {
      if (m.isExt() || m.trailingSpace() < n.len) {
        m.next = n;
        return;
      }
      System.arraycopy(n.data, n.off, m.data, m.off + m.len, n.len);
      m.len += n.len;
      n = pool.free(n);
    }
  }
}
