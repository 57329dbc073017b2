package giantless.stack.mbuf;

import giantless.stack.kern.Kassert;
import giantless.stack.kern.Uio;

/**
 * Operations that copy: out of a chain, into a chain, and chains themselves. Called through {@link
 * MbufPool} by the packet's owner. Bytes are written only where {@link Mbuf#isWritable}.
 */
final class MbufCopy {
  private final MbufPool pool;

  MbufCopy(MbufPool pool) {
    this.pool = pool;
  }

  Mbuf copym(Mbuf packet, int off0, int len0, How how) {
    if (off0 < 0) {
      throw Kassert.panic("m_copym, negative off " + off0);
    }
    if (len0 < 0) {
      throw Kassert.panic("m_copym, negative len " + len0);
    }
    boolean copyhdr = off0 == 0 && packet.isPkthdr();
    Mbuf m = packet;
    int off = off0;
    int len = len0;
    while (off > 0) {
      Kassert.kassert(m != null, "m_copym, offset > size of mbuf chain");
      if (off < m.len) {
        break;
      }
      off -= m.len;
      m = m.next;
    }
    Mbuf top = null;
    Mbuf last = null;
    // A copy of no bytes is an mbuf all the same where the header goes along.
    while (len > 0 || copyhdr) {
      if (m == null) {
        Kassert.kassert(len == Mbuf.M_COPYALL, "m_copym, length > size of mbuf chain");
        break;
      }
      Mbuf n = copyhdr ? pool.gethdr(how, m.type) : pool.get(how, m.type);
      if (n == null) {
        return copyFailed(top);
      }
      if (copyhdr) {
        pool.dupPkthdr(n, packet);
        if (len != Mbuf.M_COPYALL) {
          n.pkthdr.len = len;
        }
        copyhdr = false;
      }
      if (top == null) {
        top = n;
      } else {
        last.next = n;
      }
      last = n;
      int count = Math.min(len, m.len - off);
      if (m.isExt()) {
        MbufPool.share(n, m);
        n.off = m.off + off;
      } else {
        if (count > n.storageSize() && !pool.clget(n, how)) {
          return copyFailed(top);
        }
        System.arraycopy(m.data, m.off + off, n.data, n.off, count);
      }
      n.len = count;
      if (len != Mbuf.M_COPYALL) {
        len -= count;
      }
      off = 0;
      m = m.next;
    }
    return top;
  }

  private Mbuf copyFailed(Mbuf top) {
    pool.freem(top);
    pool.stat().mcfail.inc();
    return null;
  }

  Mbuf dup(Mbuf packet, How how) {
    boolean header = packet.isPkthdr();
    int total = pool.length(packet);
    Mbuf top = allocChain(total, packet.type, header ? Mbuf.M_PKTHDR : 0, 0, how);
    if (top == null) {
      return null;
    }
    if (header) {
      pool.dupPkthdr(top, packet);
      top.pkthdr.len = total;
    }
    Mbuf to = top;
    for (Mbuf m = packet; m != null; m = m.next) {
      to = fill(to, m.data, m.off, m.len);
    }
    return top;
  }

  Mbuf defrag(Mbuf packet, How how) {
    Kassert.kassert(packet.isPkthdr(), "m_defrag: no packet header");
    Mbuf copy = dup(packet, how);
    if (copy != null) {
      copy.nextpkt = packet.nextpkt;
      packet.nextpkt = null;
      pool.freem(packet);
    }
    return copy;
  }

  /**
   * A chain with room for {@code len} bytes and none in it: the lengths are 0. The first mbuf
   * leaves {@code align} bytes in front.
   */
  Mbuf allocChain(int len, int type, int flags, int align, How how) {
    Mbuf top = null;
    Mbuf last = null;
    int left = len + align;
    do {
      int hdr = top == null ? flags & Mbuf.M_PKTHDR : 0;
      int room = hdr != 0 ? Mbuf.MHLEN : Mbuf.MLEN;
      Mbuf n;
      if (left > room) {
        n = pool.getcl(how, type, hdr);
      } else {
        n = hdr != 0 ? pool.gethdr(how, type) : pool.get(how, type);
      }
      if (n == null) {
        pool.freem(top);
        return null;
      }
      if (top == null) {
        top = n;
        n.off += align;
      } else {
        last.next = n;
      }
      last = n;
      left -= n.storageSize();
    } while (left > 0);
    return top;
  }

  /** Adds bytes to a chain of {@link #allocChain}; returns the mbuf where to go on. */
  private static Mbuf fill(Mbuf at, byte[] src, int off, int len) {
    Mbuf m = at;
    int done = 0;
    while (done < len) {
      int n = Math.min(m.trailingSpace(), len - done);
      if (n == 0) {
        m = m.next;
        continue;
      }
      System.arraycopy(src, off + done, m.data, m.off + m.len, n);
      m.len += n;
      done += n;
    }
    return m;
  }

  void copydata(Mbuf packet, int off0, int len0, byte[] dst, int dstOff) {
    if (off0 < 0) {
      throw Kassert.panic("m_copydata, negative off " + off0);
    }
    if (len0 < 0) {
      throw Kassert.panic("m_copydata, negative len " + len0);
    }
    Mbuf m = packet;
    int off = off0;
    while (off > 0) {
      Kassert.kassert(m != null, "m_copydata, offset > size of mbuf chain");
      if (off < m.len) {
        break;
      }
      off -= m.len;
      m = m.next;
    }
    int done = 0;
    while (done < len0) {
      Kassert.kassert(m != null, "m_copydata, length > size of mbuf chain");
      int n = Math.min(m.len - off, len0 - done);
      System.arraycopy(m.data, m.off + off, dst, dstOff + done, n);
      done += n;
      off = 0;
      m = m.next;
    }
  }

  boolean copyback(Mbuf packet, int off0, int len0, byte[] src, int srcOff, How how) {
    Kassert.kassert(off0 >= 0 && len0 >= 0, "m_copyback: negative range");
    int old = pool.length(packet);
    int end = off0 + len0;
    // First get the memory, then write: a failure leaves every byte as it was.
    int place = 0;
    for (Mbuf m = packet; m != null; m = m.next) {
      boolean touched = m.len > 0 && place < end && place + m.len > off0;
      if (touched && len0 > 0 && !pool.makeWritable(m, how)) {
        return false;
      }
      place += m.len;
    }
    if (end > old && !extend(packet, end - old, how)) {
      return false;
    }
    overwrite(packet, off0, len0, src, srcOff);
    if (packet.isPkthdr() && packet.pkthdr.len < end) {
      packet.pkthdr.len = end;
    }
    return true;
  }

  /** Makes a chain longer by zeroes. */
  private boolean extend(Mbuf packet, int by, How how) {
    Mbuf last = packet;
    while (last.next != null) {
      last = last.next;
    }
    int here = Math.min(last.trailingSpace(), by);
    Mbuf more = null;
    if (here < by) {
      more = allocChain(by - here, last.type, 0, 0, how);
      if (more == null) {
        return false;
      }
    }
    zero(last, here);
    last.next = more;
    int left = by - here;
    for (Mbuf m = more; m != null; m = m.next) {
      int n = Math.min(m.trailingSpace(), left);
      zero(m, n);
      left -= n;
    }
    return true;
  }

  private static void zero(Mbuf m, int n) {
    int from = m.off + m.len;
    java.util.Arrays.fill(m.data, from, from + n, (byte) 0);
    m.len += n;
  }

  private static void overwrite(Mbuf packet, int off0, int len0, byte[] src, int srcOff) {
    Mbuf m = packet;
    int off = off0;
    int done = 0;
    while (done < len0) {
      if (off >= m.len) {
        off -= m.len;
        m = m.next;
        continue;
      }
      int n = Math.min(m.len - off, len0 - done);
      System.arraycopy(src, srcOff + done, m.data, m.off + off, n);
      done += n;
      off += n;
    }
  }

  boolean append(Mbuf packet, int len, byte[] src, int srcOff, How how) {
    Mbuf last = packet;
    while (last.next != null) {
      last = last.next;
    }
    int here = Math.min(last.trailingSpace(), len);
    Mbuf more = null;
    if (here < len) {
      more = allocChain(len - here, last.type, 0, 0, how);
      if (more == null) {
        return false;
      }
      fill(more, src, srcOff + here, len - here);
    }
    if (here > 0) {
      System.arraycopy(src, srcOff, last.data, last.off + last.len, here);
      last.len += here;
    }
    last.next = more;
    if (packet.isPkthdr()) {
      packet.pkthdr.len += len;
    }
    return true;
  }

  Mbuf devget(byte[] src, int off, int len, RcvIf rcvif, How how) {
    if (len < 0) {
      throw Kassert.panic("m_devget: negative length " + len);
    }
    Mbuf m = allocChain(len, Mbuf.MT_DATA, Mbuf.M_PKTHDR, 0, how);
    if (m == null) {
      return null;
    }
    m.pkthdr.rcvif = rcvif;
    m.pkthdr.len = len;
    fill(m, src, off, len);
    return m;
  }

  MbufPos getptr(Mbuf packet, int off0) {
    int off = off0;
    for (Mbuf m = packet; m != null; m = m.next) {
      if (off < m.len) {
        return new MbufPos(m, off);
      }
      off -= m.len;
      if (m.next == null && off == 0) {
        return new MbufPos(m, m.len);
      }
    }
    return null;
  }

  Mbuf uiotombuf(Uio uio, How how, int len, int align, int flags) {
    Kassert.kassert(align >= 0 && align < Mbuf.MHLEN, "m_uiotombuf: align " + align);
    int total = len > 0 ? Math.min(len, uio.resid()) : uio.resid();
    Mbuf top = allocChain(total, Mbuf.MT_DATA, flags, align, how);
    if (top == null) {
      return null;
    }
    int left = total;
    for (Mbuf m = top; m != null; m = m.next) {
      int n = uio.move(m.data, m.off, Math.min(m.trailingSpace(), left));
      m.len = n;
      left -= n;
    }
    if (top.isPkthdr()) {
      top.pkthdr.len = total;
    }
    return top;
  }

  int mbuftouio(Uio uio, Mbuf packet, int len) {
    int done = 0;
    for (Mbuf m = packet; m != null && done < len && uio.resid() > 0; m = m.next) {
      done += uio.move(m.data, m.off, Math.min(m.len, len - done));
    }
    return done;
  }
}
