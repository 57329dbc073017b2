package giantless.stack.netinet;

import giantless.lock.contract.Confined;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * The reassembly queue of one connection, {@code t_segq}: data that came out of order, in pieces
 * that neither overlap nor touch. The lock of the connection that owns it protects it. It holds
 * mbufs, so its owner calls {@link #flush} at the end.
 */
@Confined("the connection: its lock hands it from thread to thread")
final class TcpReass {
  /** One piece of the stream, from {@link #seq} on. */
  private static final class Piece {
    private int seq;
    private int len;
    private boolean fin;

    /** The data; null if the piece is a FIN alone. */
    private Mbuf m;

    private Mbuf tail;
    private int storage;
    private Piece next;

    private int end() {
      return seq + len;
    }
  }

  private final MbufPool pool;
  private Piece head;
  private int pieces;
  private int storage;

  /** The first range of the last segment that had come before; valid if {@link #overlapped}. */
  private int dupStart;

  private int dupEnd;
  private boolean overlapped;

  TcpReass(MbufPool pool) {
    this.pool = pool;
  }

  boolean isEmpty() {
    return head == null;
  }

  /** How many pieces there are: t_segqlen. */
  int pieces() {
    return pieces;
  }

  /** Bytes of storage that the mbufs take. */
  int storage() {
    return storage;
  }

  boolean overlapped() {
    return overlapped;
  }

  int dupStart() {
    return dupStart;
  }

  int dupEnd() {
    return dupEnd;
  }

  /** The storage that a chain takes. */
  static int storageOf(Mbuf chain) {
    int n = 0;
    for (Mbuf m = chain; m != null; m = m.next) {
      n += Mbuf.MSIZE + (m.isExt() ? m.storageSize() : 0);
    }
    return n;
  }

  /**
   * Puts a segment in. Of bytes that are there already the old ones stay.
   *
   * @param seq its first number
   * @param len bytes of data
   * @param fin whether a FIN follows them
   * @param m the data without headers, consumed; null if there are none
   * @return bytes that are new
   */
  int insert(int seq, int len, boolean fin, Mbuf m) {
    overlapped = false;
    int fresh = 0;
    int at = seq;
    int end = seq + len;
    Mbuf rest = m;
    Piece before = null;
    Piece p = head;
    // Pieces that end before the segment begins stay as they are.
    while (p != null && TcpSeq.lt(p.end(), at)) {
      before = p;
      p = p.next;
    }
    // Between and around the pieces it meets, the segment fills the gaps.
    while (p != null && TcpSeq.leq(p.seq, end)) {
      int gap = p.seq - at;
      if (gap > 0) {
        Mbuf part = rest;
        rest = cut(part, gap);
        before = put(before, at, gap, false, part);
        fresh += gap;
        at += gap;
        if (rest == null) {
          join(); // Ends here, or there was no memory for more: it will be sent again.
          return fresh;
        }
      }
      int overlap = Math.min(p.end() - at, end - at);
      if (overlap > 0) {
        if (!overlapped) {
          overlapped = true;
          dupStart = at;
          dupEnd = at + overlap;
        }
        rest = drop(rest, overlap);
        at += overlap;
      }
      before = p;
      p = p.next;
    }
    if (end - at > 0 || len == 0 && isNewFin(before, seq)) {
      fresh += end - at;
      before = put(before, at, end - at, fin, rest);
      rest = null;
    } else if (fin && before != null && before.end() == end) {
      before.fin = true;
    }
    if (rest != null) {
      pool.freem(rest);
    }
    join();
    return fresh;
  }

  /** Whether a FIN alone says something: none within data does, for these would be behind it. */
  private static boolean isNewFin(Piece before, int seq) {
    return before == null || TcpSeq.lt(before.end(), seq) || before.end() == seq && !before.fin;
  }

  private Piece put(Piece before, int seq, int len, boolean fin, Mbuf m) {
    Piece p = new Piece();
    p.seq = seq;
    p.len = len;
    p.fin = fin;
    p.m = len > 0 ? m : null;
    if (len == 0 && m != null) {
      pool.freem(m);
    }
    p.storage = storageOf(p.m);
    p.tail = last(p.m);
    if (before == null) {
      p.next = head;
      head = p;
    } else {
      p.next = before.next;
      before.next = p;
    }
    pieces++;
    storage += p.storage;
    return p;
  }

  /** Pieces that touch become one. */
  private void join() {
    Piece p = head;
    while (p != null && p.next != null) {
      Piece q = p.next;
      if (p.end() != q.seq || p.fin) {
        p = q;
        continue;
      }
      p.len += q.len;
      p.fin = q.fin;
      p.storage += q.storage;
      if (p.m == null) {
        p.m = q.m;
        p.tail = q.tail;
      } else if (q.m != null) {
        p.tail.next = q.m;
        p.tail = q.tail;
      }
      p.next = q.next;
      pieces--;
    }
  }

  private static Mbuf last(Mbuf m) {
    Mbuf l = m;
    while (l != null && l.next != null) {
      l = l.next;
    }
    return l;
  }

  /**
   * Keeps {@code len} bytes of the chain and returns the others, sharing storage at the cut; null
   * if there are none, or no memory for them.
   */
  private Mbuf cut(Mbuf m, int len) {
    Mbuf p = m;
    int left = len;
    while (left > p.len) {
      left -= p.len;
      p = p.next;
    }
    Mbuf tail = p.next;
    Mbuf rest = tail;
    if (left < p.len) {
      rest = pool.copym(p, left, p.len - left, How.DONTWAIT);
      if (rest != null) {
        last(rest).next = tail;
      } else if (tail != null) {
        pool.freem(tail);
      }
      p.len = left;
    }
    p.next = null;
    return rest;
  }

  /** Drops bytes from the front of a chain. */
  private Mbuf drop(Mbuf m, int len) {
    Mbuf p = m;
    int left = len;
    while (p != null && left >= p.len) {
      left -= p.len;
      p = pool.free(p);
    }
    if (p != null) {
      p.off += left;
      p.len -= left;
    }
    return p;
  }

  /** Behind the last byte of the piece in which the number lies; the number itself if in none. */
  int endOf(int seq) {
    for (Piece p = head; p != null; p = p.next) {
      if (TcpSeq.leq(p.seq, seq) && TcpSeq.gt(p.end(), seq)) {
        return p.end();
      }
    }
    return seq;
  }

  /** The first number of the piece in which the number lies; the number itself if in none. */
  int startOf(int seq) {
    for (Piece p = head; p != null; p = p.next) {
      if (TcpSeq.leq(p.seq, seq) && TcpSeq.gt(p.end(), seq)) {
        return p.seq;
      }
    }
    return seq;
  }

  /** Whether the first piece is what comes next in the stream. */
  boolean ready(int rcvNxt) {
    return head != null && head.seq == rcvNxt;
  }

  /** Bytes of the first piece. */
  int firstLen() {
    return head.len;
  }

  boolean firstFin() {
    return head.fin;
  }

  /** Takes the first piece: its data, the caller's now; or null for a FIN alone. */
  Mbuf take() {
    Piece p = head;
    head = p.next;
    pieces--;
    storage -= p.storage;
    return p.m;
  }

  /** tcp_reass_flush(): frees everything. */
  void flush() {
    while (head != null) {
      Mbuf m = take();
      if (m != null) {
        pool.freem(m);
      }
    }
  }
}
