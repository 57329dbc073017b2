package giantless.explore.scenario;

/** Something is left at the end of an execution; thrown by a {@link Checker}. */
public final class LeakError extends AssertionError {
  private static final long serialVersionUID = 1L;

  public LeakError(String message) {
    super(message);
  }
}
