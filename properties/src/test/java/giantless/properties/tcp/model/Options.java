package giantless.properties.tcp.model;

/**
 * The options of a segment that mean something here. Immutable.
 *
 * @param shift that of a window scale option (RFC 7323 section 2.2), {@link #NO_SHIFT} without one
 * @param ts whether there is a time stamp (RFC 7323 section 3.2); the others are 0 without
 * @param tsval the sender's
 * @param tsecr the one that it echoes
 */
public record Options(int shift, boolean ts, int tsval, int tsecr) {
  public static final int NO_SHIFT = -1;
  public static final Options NONE = new Options(NO_SHIFT, false, 0, 0);

  /** RFC 7323 section 2.3: what is larger counts as this. */
  private static final int MOST_SHIFT = 14;

  boolean hasShift() {
    return shift != NO_SHIFT;
  }

  int shiftToUse() {
    return Math.min(shift, MOST_SHIFT);
  }

  @Override
  public String toString() {
    return (hasShift() ? " wscale " + shift : "")
        + (ts
            ? " TS " + Integer.toUnsignedString(tsval) + " " + Integer.toUnsignedString(tsecr)
            : "");
  }
}
