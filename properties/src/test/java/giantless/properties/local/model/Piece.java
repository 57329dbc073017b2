package giantless.properties.local.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A run of bytes in one mbuf: a buffer has a limit for storage (sb_mbmax) beside that for bytes, so
 * a queue has to know what its records are made of, mbuf(9).
 */
final class Piece {
  /** MSIZE. */
  static final int MBUF = 256;

  private static final int MHLEN = 168;
  private static final int MLEN = 216;
  private static final int MCLBYTES = 2048;
  private static final int PAGE = 4096;

  /** What is not read yet. */
  byte[] bytes;

  /** Bytes that can be added behind. */
  private int room;

  /** What it counts for. */
  final int storage;

  private Piece(byte[] bytes, int capacity, int storage) {
    this.bytes = bytes;
    this.room = capacity - bytes.length;
    this.storage = storage;
  }

  /**
   * The pieces of what one write gave: a cluster for what does not fit an mbuf with a packet
   * header, for a stream pages. There is one also for no bytes.
   */
  static List<Piece> of(byte[] data, boolean stream) {
    List<Piece> out = new ArrayList<>();
    int at = 0;
    do {
      int left = data.length - at;
      int capacity = out.isEmpty() ? MHLEN : MLEN;
      int outside = 0;
      if (left > MHLEN) {
        outside = stream && left > MCLBYTES ? PAGE : MCLBYTES;
        capacity = outside;
      }
      int n = Math.min(left, capacity);
      out.add(new Piece(Arrays.copyOfRange(data, at, at + n), capacity, MBUF + outside));
      at += n;
    } while (at < data.length);
    return out;
  }

  /** sbcompress: small pieces are copied together, empty ones are dropped. */
  static void append(List<Piece> to, List<Piece> more) {
    for (Piece p : more) {
      Piece last = to.isEmpty() ? null : to.get(to.size() - 1);
      int n = p.bytes.length;
      if (last != null && n <= MCLBYTES / 4 && n <= last.room) {
        int old = last.bytes.length;
        last.bytes = Arrays.copyOf(last.bytes, old + n);
        System.arraycopy(p.bytes, 0, last.bytes, old, n);
        last.room -= n;
      } else if (n != 0) {
        to.add(p);
      }
    }
  }
}
