package giantless.properties.tcp.model;

/**
 * A segment, as it is on the wire: absolute numbers, the window as its field says it. The byte of
 * its data at number {@code n} is {@link #byteAt}. Immutable.
 *
 * @param urp the urgent pointer (RFC 9293 section 3.8.5), which counts with URG
 * @param salt makes its data differ from those of another segment with the same numbers
 */
public record Seg(int flags, int seq, int ack, int win, int urp, int len, int salt, Options opt) {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  public static final int URG = 32;

  private static final String LETTERS = "FSRP.U";

  /** Without options and urgent pointer. */
  public Seg(int flags, int seq, int ack, int win, int len, int salt) {
    this(flags, seq, ack, win, 0, len, salt, Options.NONE);
  }

  /** Without urgent pointer. */
  public Seg(int flags, int seq, int ack, int win, int len, int salt, Options opt) {
    this(flags, seq, ack, win, 0, len, salt, opt);
  }

  /** The same with urgent data. */
  public Seg withUrgent(int pointer) {
    return new Seg(flags | URG, seq, ack, win, pointer, len, salt, opt);
  }

  /** The same from another number on. */
  public Seg withSeq(int other) {
    return new Seg(flags, other, ack, win, urp, len, salt, opt);
  }

  /** The same with another window. */
  public Seg withWin(int other) {
    return new Seg(flags, seq, ack, other, urp, len, salt, opt);
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** SEG.LEN: data and the flags that take a number (RFC 9293 section 3.3.1). */
  public int segLen() {
    return len + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
  }

  /** The byte at a number of the sequence space. */
  public static byte byteAt(int seq, int salt) {
    return (byte) (seq * 31 + (seq >>> 8) + salt * 101);
  }

  /** Flags as letters, as tcpdump(1) writes them. */
  public static String letters(int flags) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < LETTERS.length(); i++) {
      if ((flags >> i & 1) != 0) {
        s.append(LETTERS.charAt(i));
      }
    }
    return s.length() == 0 ? "-" : s.toString();
  }

  @Override
  public String toString() {
    return letters(flags)
        + " "
        + Integer.toUnsignedString(seq)
        + "("
        + len
        + ")"
        + (has(ACK) ? " ack " + Integer.toUnsignedString(ack) : "")
        + " win "
        + win
        + (has(URG) ? " urg " + urp : "")
        + opt;
  }
}
