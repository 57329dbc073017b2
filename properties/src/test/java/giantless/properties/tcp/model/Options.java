package giantless.properties.tcp.model;

import java.util.List;

/**
 * The options of a segment that mean something here. Immutable.
 *
 * @param shift that of a window scale option (RFC 7323 section 2.2), {@link #NO_SHIFT} without one
 * @param sackOk SACK permitted (RFC 2018 section 2)
 * @param ts whether there is a time stamp (RFC 7323 section 3.2); the others are 0 without
 * @param tsval the sender's
 * @param tsecr the one that it echoes
 * @param sack edges of the blocks of a SACK option (RFC 2018 section 3); an odd number of them is
 *     an option of a wrong length
 */
public record Options(
    int shift, boolean sackOk, boolean ts, int tsval, int tsecr, List<Integer> sack) {
  public static final int NO_SHIFT = -1;
  public static final Options NONE = new Options(NO_SHIFT, false, false, 0, 0);

  /** RFC 7323 section 2.3: what is larger counts as this. */
  private static final int MOST_SHIFT = 14;

  /** Without a time stamp. */
  public Options(int shift, boolean sackOk) {
    this(shift, sackOk, false, 0, 0);
  }

  /** Without blocks. */
  public Options(int shift, boolean sackOk, boolean ts, int tsval, int tsecr) {
    this(shift, sackOk, ts, tsval, tsecr, List.of());
  }

  public Options withSack(List<Integer> edges) {
    return new Options(shift, sackOk, ts, tsval, tsecr, edges);
  }

  /** Whether there are blocks. An option of another length is none (RFC 2018 section 3). */
  boolean hasSack() {
    return !sack.isEmpty() && sack.size() % 2 == 0;
  }

  boolean hasShift() {
    return shift != NO_SHIFT;
  }

  int shiftToUse() {
    return Math.min(shift, MOST_SHIFT);
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    s.append(hasShift() ? " wscale " + shift : "").append(sackOk ? " sackOK" : "");
    if (ts) {
      s.append(" TS ").append(Integer.toUnsignedString(tsval));
      s.append(' ').append(Integer.toUnsignedString(tsecr));
    }
    // One edge may be too many: a wrong length.
    for (int i = 0; i < sack.size(); i++) {
      s.append(i == 0 ? " sack " : i % 2 == 0 ? " " : ":");
      s.append(Integer.toUnsignedString(sack.get(i)));
    }
    return s.toString();
  }
}
