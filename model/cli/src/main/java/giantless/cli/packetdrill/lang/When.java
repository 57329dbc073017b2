package giantless.cli.packetdrill.lang;

/**
 * When an event is to happen, in microseconds: since the beginning, or since the event before if it
 * is relative.
 *
 * @param any at any time; then nothing else counts
 * @param from the earliest
 * @param to the latest, {@code from} itself if there is no range
 * @param end when a blocking call returns, or -1
 */
public record When(boolean any, boolean relative, long from, long to, long end) {
  /** {@code *}. */
  static final When ANY = new When(true, false, 0, 0, -1);

  /** Now. */
  static final When NOW = new When(false, true, 0, 0, -1);

  public boolean isRange() {
    return to != from;
  }
}
