package giantless.records;

/**
 * What a check says about itself. There is no plain "OK": a check that looked at samples says so,
 * and one that looked at nothing says why.
 */
public enum Verdict {
  /** Every case inside the stated bounds was looked at, and nothing is left over. */
  PROVED_WITHIN_BOUNDS("PROVED-WITHIN-BOUNDS"),
  /** Some cases were looked at, all were good; others exist. */
  PASSED_SAMPLED("PASSED (sampled)"),
  /** At least one case was bad. */
  FAILED("FAILED"),
  /** Nothing was looked at; the record's reason says why. */
  NOT_RUN("NOT RUN");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** The words that stand in the record and on the page. */
  public String text() {
    return text;
  }

  /**
   * The verdict with these words.
   *
   * @throws IllegalArgumentException if no verdict has them
   */
  public static Verdict of(String text) {
    for (Verdict v : values()) {
      if (v.text.equals(text)) {
        return v;
      }
    }
    throw new IllegalArgumentException("no verdict: " + text);
  }
}
