package giantless.explore.jpf;

/** What a run may take. Immutable. */
public final class JpfLimits {
  private static final int SECONDS = 120;
  private static final int MEGABYTES = 1024;

  private final int seconds;
  private final int megabytes;

  /**
   * @param seconds of processor time, at least 1; on the wall it may take ten times as long
   * @param megabytes of heap, at least 128
   */
  public JpfLimits(int seconds, int megabytes) {
    if (seconds < 1 || megabytes < 128) {
      throw new IllegalArgumentException(seconds + " s, " + megabytes + " MB");
    }
    this.seconds = seconds;
    this.megabytes = megabytes;
  }

  /** Two minutes of processor time, a gigabyte. */
  public static JpfLimits standard() {
    return new JpfLimits(SECONDS, MEGABYTES);
  }

  /** These seconds and a gigabyte. */
  public static JpfLimits seconds(int seconds) {
    return new JpfLimits(seconds, MEGABYTES);
  }

  public int seconds() {
    return seconds;
  }

  public int megabytes() {
    return megabytes;
  }
}
