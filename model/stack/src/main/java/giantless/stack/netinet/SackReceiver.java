package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * What the receiver tells by SACK (RFC 2018, RFC 2883): the blocks above what it acknowledges, the
 * newest first, and one duplicate. Pure state; the lock of the connection that owns it protects it.
 */
@Confined("the connection: its lock hands it from thread to thread")
public final class SackReceiver {
  /** MAX_SACK_BLKS: blocks that are remembered. */
  public static final int MAX_BLKS = 6;

  private final int[] start = new int[MAX_BLKS];
  private final int[] end = new int[MAX_BLKS];
  private int n;

  private boolean dsack;
  private int dsackStart;
  private int dsackEnd;

  /** rcv_numsacks, the duplicate counted. */
  public int count() {
    return n + (dsack ? 1 : 0);
  }

  /** Nothing is to be told: tcp_clean_sackreport(). */
  public void clear() {
    n = 0;
    dsack = false;
  }

  /**
   * tcp_update_sack_list(): data out of order have come, and are kept. Grows the blocks that they
   * touch together, and puts the result first. What is acknowledged is forgotten.
   */
  public void update(int from, int to, int rcvNxt) {
    int headStart = from;
    int headEnd = to;
    int kept = 0;
    int[] keptStart = new int[MAX_BLKS];
    int[] keptEnd = new int[MAX_BLKS];
    for (int i = 0; i < n; i++) {
      if (TcpSeq.leq(end[i], rcvNxt)) {
        continue;
      }
      if (TcpSeq.leq(start[i], headEnd) && TcpSeq.geq(end[i], headStart)) {
        headStart = TcpSeq.min(headStart, start[i]);
        headEnd = TcpSeq.max(headEnd, end[i]);
        continue;
      }
      keptStart[kept] = start[i];
      keptEnd[kept++] = end[i];
    }
    n = 0;
    if (TcpSeq.gt(headEnd, rcvNxt)) {
      start[0] = headStart;
      end[0] = headEnd;
      n = 1;
    }
    for (int i = 0; i < kept && n < MAX_BLKS; i++) {
      if (n > 0 && TcpSeq.leq(keptStart[i], end[0]) && TcpSeq.geq(keptEnd[i], start[0])) {
        start[0] = TcpSeq.min(start[0], keptStart[i]);
        end[0] = TcpSeq.max(end[0], keptEnd[i]);
      } else {
        start[n] = keptStart[i];
        end[n++] = keptEnd[i];
      }
    }
  }

  /** Forgets what is acknowledged. */
  public void advance(int rcvNxt) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
      if (TcpSeq.gt(end[i], rcvNxt)) {
        start[kept] = start[i];
        end[kept++] = end[i];
      }
    }
    n = kept;
  }

  /** Data came that were there already; told once (RFC 2883 section 4). */
  public void duplicate(int from, int to) {
    dsack = true;
    dsackStart = from;
    dsackEnd = to;
  }

  /** Whether a duplicate waits to be told. */
  public boolean hasDuplicate() {
    return dsack;
  }

  /** Puts the blocks into the options; {@link TcpOptions#emit} takes as many as fit. */
  public void report(TcpOptions to) {
    int k = 0;
    if (dsack) {
      to.sackStart[k] = dsackStart;
      to.sackEnd[k++] = dsackEnd;
    }
    for (int i = 0; i < n && k < TcpOptions.MAX_SACKBLKS; i++) {
      to.sackStart[k] = start[i];
      to.sackEnd[k++] = end[i];
    }
    to.toNsacks = k;
  }

  /** tcp_clean_dsack_blocks(): the duplicate was told. */
  public void reported() {
    dsack = false;
  }
}
