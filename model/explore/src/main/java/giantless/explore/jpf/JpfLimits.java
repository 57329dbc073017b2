package giantless.explore.jpf;

/** What a run may take. Immutable. */
public final class JpfLimits {
  private static final int SECONDS = 120;
  private static final int MEGABYTES = 1024;

  private final int seconds;
  private final int megabytes;
  private final boolean allFields;

  /**
   * @param seconds of processor time, at least 1; on the wall it may take five times as long
   * @param megabytes of heap, at least 128
   * @param allFields whether every access to a field is a step, and not only those to {@code @Racy}
   *     ones
   */
  public JpfLimits(int seconds, int megabytes, boolean allFields) {
    if (seconds < 1 || megabytes < 128) {
      throw new IllegalArgumentException(seconds + " s, " + megabytes + " MB");
    }
    this.seconds = seconds;
    this.megabytes = megabytes;
    this.allFields = allFields;
  }

  /** Two minutes of processor time, a gigabyte, locks and {@code @Racy} fields. */
  public static JpfLimits standard() {
    return new JpfLimits(SECONDS, MEGABYTES, false);
  }

  public int seconds() {
    return seconds;
  }

  public int megabytes() {
    return megabytes;
  }

  public boolean allFields() {
    return allFields;
  }
}
