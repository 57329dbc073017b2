package giantless.properties.tcp.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What the receiver tells by SACK (RFC 2018 section 4): blocks of data beyond RCV.NXT, that of the
 * newest segment first; and once, before them, what came twice (RFC 2883 section 4).
 */
final class SackBlocks {
  /** FreeBSD: MAX_SACK_BLKS. */
  private static final int REMEMBERED = 6;

  /** FreeBSD: TCP_MAX_SACK. */
  private static final int MOST = 4;

  /** First number, and the one behind the last; the newest first. */
  private final List<int[]> blocks = new ArrayList<>(2);

  private int[] duplicate;

  boolean any() {
    return duplicate != null || !blocks.isEmpty();
  }

  int count() {
    return blocks.size() + (duplicate == null ? 0 : 1);
  }

  void clear() {
    blocks.clear();
    duplicate = null;
  }

  /** A segment has come and lies in this block, with which those before it that touch are one. */
  void arrived(int[] block, int rcvNxt) {
    acknowledged(rcvNxt);
    int[] whole = {block[0], block[1]};
    for (int i = 0; i < blocks.size(); ) {
      int[] b = blocks.get(i);
      if (Seq.notAfter(b[0], whole[1]) && Seq.notAfter(whole[0], b[1])) {
        whole[0] = Seq.before(b[0], whole[0]) ? b[0] : whole[0];
        whole[1] = Seq.later(b[1], whole[1]);
        blocks.remove(i);
        i = 0;
      } else {
        i++;
      }
    }
    blocks.add(0, whole);
    if (blocks.size() > REMEMBERED) {
      blocks.remove(REMEMBERED);
    }
  }

  /** What is acknowledged now is no block any more. */
  void acknowledged(int rcvNxt) {
    for (int i = blocks.size() - 1; i >= 0; i--) {
      if (Seq.notAfter(blocks.get(i)[1], rcvNxt)) {
        blocks.remove(i);
      }
    }
  }

  /** These have come before. */
  void twice(int from, int to) {
    duplicate = new int[] {from, to};
  }

  boolean hasDuplicate() {
    return duplicate != null;
  }

  /** Edges of the blocks to tell, as many as there is room for. */
  List<Integer> edges(int room) {
    List<Integer> edges = new ArrayList<>(4);
    if (duplicate != null) {
      edges.add(duplicate[0]);
      edges.add(duplicate[1]);
    }
    for (int[] b : blocks) {
      if (edges.size() < 2 * Math.min(room, MOST)) {
        edges.add(b[0]);
        edges.add(b[1]);
      }
    }
    return edges;
  }

  /** A segment told them. */
  void told() {
    duplicate = null;
  }
}
