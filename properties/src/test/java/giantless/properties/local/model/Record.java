package giantless.properties.local.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A record of a buffer: a message, or as much of a stream as control messages bound. */
final class Record {
  /** Bytes of the sender's address; 0 on a stream. */
  private final int address;

  /** The sender's name, as recvfrom(2) tells it; null on a stream. */
  final String from;

  private final List<Control> controls;
  private final List<Piece> pieces;

  /** MSG_EOR ends it. */
  final boolean eor;

  Record(int address, String from, List<Control> controls, List<Piece> pieces, boolean eor) {
    this.address = address;
    this.from = from;
    this.controls = new ArrayList<>(controls);
    this.pieces = new ArrayList<>(pieces);
    this.eor = eor;
  }

  void append(List<Control> moreControls, List<Piece> more) {
    controls.addAll(moreControls);
    Piece.append(pieces, more);
  }

  List<Control> controls() {
    return List.copyOf(controls);
  }

  void dropControls() {
    controls.clear();
  }

  int fileCount() {
    return controls.stream().mapToInt(Control::fileCount).sum();
  }

  int dataBytes() {
    return pieces.stream().mapToInt(p -> p.bytes.length).sum();
  }

  /** What it counts for in sb_cc. */
  int bytes() {
    return address + controls.stream().mapToInt(Control::size).sum() + dataBytes();
  }

  /** What it counts for in sb_mbcnt: an mbuf for the address and for each control message. */
  int storage() {
    return (address == 0 ? 0 : Piece.MBUF)
        + Piece.MBUF * controls.size()
        + pieces.stream().mapToInt(p -> p.storage).sum();
  }

  boolean isEmpty() {
    return controls.isEmpty() && pieces.isEmpty();
  }

  /** The first bytes. */
  byte[] first(int size) {
    byte[] out = new byte[Math.min(size, dataBytes())];
    int n = 0;
    for (Piece p : pieces) {
      int take = Math.min(p.bytes.length, out.length - n);
      System.arraycopy(p.bytes, 0, out, n, take);
      n += take;
    }
    return out;
  }

  /** Takes bytes away, and mbufs that have none left. */
  void drop(int bytes) {
    int left = bytes;
    while (!pieces.isEmpty() && pieces.get(0).bytes.length <= left) {
      left -= pieces.remove(0).bytes.length;
    }
    if (left > 0) {
      Piece p = pieces.get(0);
      p.bytes = Arrays.copyOfRange(p.bytes, left, p.bytes.length);
    }
  }
}
