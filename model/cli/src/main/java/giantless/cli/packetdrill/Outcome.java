package giantless.cli.packetdrill;

/**
 * What became of a script.
 *
 * @param file as it was given
 * @param line of the script that decided, 0 if none did
 * @param reason why it is not PASSED; empty if it is
 */
public record Outcome(String file, Verdict verdict, int line, String reason) {
  /** What is said of a script. */
  public enum Verdict {
    PASSED("PASSED"),
    FAILED("FAILED"),
    NOT_RUN("NOT RUN");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** As it stands in reports. */
    @Override
    public String toString() {
      return text;
    }
  }
}
