package giantless.stack.netinet;

import giantless.lock.contract.Confined;
import java.util.ArrayList;
import java.util.List;

/**
 * What the sender knows of the peer's receive queue from SACK (RFC 2018, RFC 6675): the holes
 * between what is acknowledged and the highest that the peer has, in order. Pure state; the lock of
 * the connection that owns it protects it. A limit on the holes bounds what a peer can make us
 * keep.
 */
@Confined("the connection: its lock hands it from thread to thread")
public final class SackScoreboard {
  /** net.inet.tcp.sack.maxholes, default. */
  public static final int MAXHOLES = 128;

  private static final int DUPTHRESH = 3;

  private final List<SackHole> holes = new ArrayList<>(0);

  /** snd_fack: behind the highest byte that the peer has. */
  private int fack;

  /** Bytes above the acknowledged that the peer has. */
  private int sackedBytes;

  /** Bytes of holes that were sent again and are not known to have arrived. */
  private int rexmitBytes;

  /** Bytes that the last update brought, by SACK or acknowledgement. */
  private int delivered;

  private boolean newHole;

  /** Blocks of the last update that were duplicates (RFC 2883). */
  private int dsacks;

  /** Times that a hole could not be kept. */
  private int overflows;

  public SackScoreboard() {}

  /** Forgets everything: TAILQ_EMPTY(snd_holes). */
  public void clear() {
    holes.clear();
    sackedBytes = 0;
    rexmitBytes = 0;
    delivered = 0;
  }

  public boolean isEmpty() {
    return holes.isEmpty();
  }

  public int size() {
    return holes.size();
  }

  SackHole hole(int i) {
    return holes.get(i);
  }

  /** snd_fack; equal to what is acknowledged if there are no holes. */
  public int fack() {
    return fack;
  }

  public int sackedBytes() {
    return sackedBytes;
  }

  /** sack_bytes_rexmit. */
  public int rexmitBytes() {
    return rexmitBytes;
  }

  public int delivered() {
    return delivered;
  }

  /** Whether the last update told of a hole that was not known: more is lost. */
  public boolean newHole() {
    return newHole;
  }

  public int dsacks() {
    return dsacks;
  }

  public int overflows() {
    return overflows;
  }

  /**
   * tcp_sack_doack(): an acknowledgement with or without blocks. Blocks that are empty, reach
   * beyond what was sent, or begin where all is acknowledged count for nothing (RFC 2018 section 4:
   * a receiver that had what is next would acknowledge it); of these, one that is a duplicate in
   * the sense of RFC 2883 is counted.
   *
   * @param sndUna what was acknowledged before
   * @param ack the acknowledgement, from sndUna to sndMax, or below sndUna for an old one
   * @param sndMax behind the highest number sent
   * @param to the blocks, or null for none
   * @param maxHoles so many are kept at most
   * @return whether the peer has bytes that it was not known to have, above the acknowledgement
   */
  public boolean update(int sndUna, int ack, int sndMax, TcpOptions to, int maxHoles) {
    delivered = 0;
    newHole = false;
    dsacks = 0;
    int una = TcpSeq.max(sndUna, ack);
    if (holes.isEmpty()) {
      fack = sndUna;
      sackedBytes = 0;
    }
    if (TcpSeq.gt(ack, sndUna)) {
      advance(sndUna, ack);
    }
    boolean changed = false;
    int n = to == null || !to.has(TcpOptions.TOF_SACK) ? 0 : to.toNsacks;
    if (n > 0) {
      countDsack(to, n, ack);
    }
    int[] order = sortByStart(to, n);
    for (int i = 0; i < n; i++) {
      int start = to.sackStart[order[i]];
      int end = to.sackEnd[order[i]];
      if (TcpSeq.lt(start, end) && TcpSeq.leq(end, sndMax) && TcpSeq.gt(start, una)) {
        changed |= block(start, end, una, maxHoles);
      }
    }
    return changed;
  }

  /**
   * The first block is a duplicate if it is acknowledged, or within the second (RFC 2883 sec 4).
   */
  private void countDsack(TcpOptions to, int n, int ack) {
    int start = to.sackStart[0];
    int end = to.sackEnd[0];
    if (!TcpSeq.lt(start, end)) {
      return;
    }
    boolean inSecond =
        n > 1 && TcpSeq.geq(start, to.sackStart[1]) && TcpSeq.leq(end, to.sackEnd[1]);
    if (TcpSeq.leq(end, ack) || inSecond) {
      dsacks++;
    }
  }

  private static int[] sortByStart(TcpOptions to, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = i;
      while (j > 0 && TcpSeq.lt(to.sackStart[i], to.sackStart[order[j - 1]])) {
        order[j] = order[j - 1];
        j--;
      }
      order[j] = i;
    }
    return order;
  }

  /** The left edge moves: what was a hole below it, or sacked, is delivered and forgotten. */
  private void advance(int una, int ack) {
    int holeBytes = 0;
    int i = 0;
    while (i < holes.size() && TcpSeq.leq(holes.get(i).end, ack)) {
      SackHole h = holes.get(i++);
      holeBytes += h.end - h.start;
      rexmitBytes -= h.rxmit - h.start;
    }
    holes.subList(0, i).clear();
    if (!holes.isEmpty() && TcpSeq.lt(holes.get(0).start, ack)) {
      SackHole h = holes.get(0);
      holeBytes += ack - h.start;
      rexmitBytes -= TcpSeq.min(h.rxmit, ack) - h.start;
      h.start = ack;
      h.rxmit = TcpSeq.max(h.rxmit, ack);
    }
    // Of the bytes below the edge, those up to fack that were in no hole were sacked before.
    int known = TcpSeq.gt(fack, una) ? TcpSeq.min(ack, fack) - una - holeBytes : 0;
    sackedBytes -= known;
    delivered += ack - una - known;
    if (TcpSeq.lt(fack, ack)) {
      fack = ack;
    }
  }

  /** One block above the acknowledged; true if it told something new. */
  private boolean block(int start, int end, int una, int maxHoles) {
    int fresh = 0;
    if (holes.isEmpty() && !TcpSeq.gt(fack, una)) {
      fack = una;
    }
    int oldFack = fack;
    // What lies in holes fills them; from the last on, since they are in order.
    for (int i = holes.size() - 1; i >= 0; i--) {
      SackHole h = holes.get(i);
      if (TcpSeq.leq(h.end, start)) {
        break;
      }
      if (TcpSeq.lt(h.start, end)) {
        fresh += fill(i, start, end, maxHoles);
      }
    }
    if (TcpSeq.gt(end, oldFack)) {
      int from = TcpSeq.max(start, oldFack);
      if (TcpSeq.gt(start, oldFack) && !addHole(oldFack, start, maxHoles)) {
        return fresh > 0; // Without a hole below it the block cannot be kept.
      }
      fresh += end - from;
      sackedBytes += end - from;
      delivered += end - from;
      fack = end;
    }
    return fresh > 0;
  }

  private boolean addHole(int start, int end, int maxHoles) {
    if (holes.size() >= maxHoles) {
      overflows++;
      return false;
    }
    holes.add(new SackHole(start, end, start));
    newHole = true;
    return true;
  }

  /** A block covers part of hole i, or all; returns the bytes that it fills. */
  private int fill(int i, int start, int end, int maxHoles) {
    SackHole h = holes.get(i);
    int from = TcpSeq.max(start, h.start);
    int to = TcpSeq.min(end, h.end);
    int bytes = to - from;
    int again = Math.max(TcpSeq.min(h.rxmit, to) - from, 0);
    if (from == h.start && to == h.end) {
      holes.remove(i);
    } else if (from == h.start) {
      h.start = to;
      h.rxmit = TcpSeq.max(h.rxmit, to);
    } else if (to == h.end) {
      h.end = from;
      h.rxmit = TcpSeq.min(h.rxmit, from);
    } else {
      if (holes.size() >= maxHoles) {
        overflows++;
        return 0;
      }
      SackHole upper = new SackHole(to, h.end, TcpSeq.max(h.rxmit, to));
      h.end = from;
      h.rxmit = TcpSeq.min(h.rxmit, from);
      holes.add(i + 1, upper);
    }
    rexmitBytes -= again;
    sackedBytes += bytes;
    delivered += bytes;
    return bytes;
  }

  /**
   * NextSeg of RFC 6675, rule 1: the first hole that is lost and was not sent again as a whole. The
   * lowest hole is, once recovery has begun.
   *
   * @param recover holes from here on are none of this recovery's
   * @return null if there is none
   */
  SackHole next(int recover, int maxseg) {
    for (int i = 0; i < holes.size(); i++) {
      SackHole h = holes.get(i);
      if (TcpSeq.geq(h.rxmit, recover) || i > 0 && !isLost(i, maxseg)) {
        return null;
      }
      if (TcpSeq.lt(h.rxmit, h.end)) {
        return h;
      }
    }
    return null;
  }

  /** Rule 3: the first hole that was not sent again as a whole, lost or not. */
  SackHole nextAny(int recover) {
    for (int i = 0; i < holes.size(); i++) {
      SackHole h = holes.get(i);
      if (TcpSeq.geq(h.rxmit, recover)) {
        return null;
      }
      if (TcpSeq.lt(h.rxmit, h.end)) {
        return h;
      }
    }
    return null;
  }

  /** Bytes of a hole were sent again; negative if they could not be after all. */
  void retransmitted(SackHole h, int bytes) {
    h.rxmit += bytes;
    rexmitBytes += bytes;
  }

  /**
   * The timer ran out: everything is to be sent again, from the left edge on, but for what the peer
   * has.
   */
  public void restart() {
    for (int i = 0; i < holes.size(); i++) {
      SackHole h = holes.get(i);
      h.rxmit = h.start;
    }
    rexmitBytes = 0;
  }

  /**
   * tcp_sack_adjust(): where to go on sending, so that nothing which the peer has is sent again.
   *
   * @param sndNxt the next number to send
   * @return the same, or behind the sacked bytes in which it lies
   */
  public int adjust(int sndNxt) {
    if (holes.isEmpty() || TcpSeq.geq(sndNxt, fack)) {
      return sndNxt;
    }
    for (int i = 0; i < holes.size(); i++) {
      SackHole h = holes.get(i);
      if (TcpSeq.lt(sndNxt, h.end)) {
        return TcpSeq.max(sndNxt, h.start);
      }
    }
    return fack;
  }

  /** Bytes up to the end of the hole in which the number lies; or up to {@code max} in none. */
  public int room(int seq, int max) {
    for (int i = 0; i < holes.size(); i++) {
      SackHole h = holes.get(i);
      if (TcpSeq.geq(seq, h.start) && TcpSeq.lt(seq, h.end)) {
        return Math.min(h.end - seq, max);
      }
    }
    return max;
  }

  /** IsLost of RFC 6675 for a hole: three segments' worth, or three blocks, above it are there. */
  boolean isLost(int i, int maxseg) {
    int above = 0;
    int blocks = 0;
    for (int j = i; j < holes.size(); j++) {
      int upTo = j + 1 < holes.size() ? holes.get(j + 1).start : fack;
      above += upTo - holes.get(j).end;
      blocks++;
    }
    return blocks >= DUPTHRESH || above > (DUPTHRESH - 1) * maxseg;
  }

  /** Whether the first hole is lost: recovery begins without waiting (RFC 6675 section 5 (2)). */
  public boolean firstIsLost(int maxseg) {
    return !holes.isEmpty() && isLost(0, maxseg);
  }

  /**
   * tcp_compute_pipe() as RFC 6675's SetPipe: bytes believed in flight. What is sacked is not, what
   * is lost is not unless it was sent again.
   */
  public int pipe(int sndUna, int sndMax, int maxseg) {
    int lost = 0;
    for (int i = 0; i < holes.size(); i++) {
      if (isLost(i, maxseg)) {
        SackHole h = holes.get(i);
        lost += h.end - h.start;
      } else {
        break; // Less is above a hole, the higher it is.
      }
    }
    return sndMax - sndUna - sackedBytes - lost + rexmitBytes;
  }
}
