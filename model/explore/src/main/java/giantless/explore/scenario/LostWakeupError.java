package giantless.explore.scenario;

/** A thread waits for what is there already; thrown by a {@link Checker}. */
public final class LostWakeupError extends AssertionError {
  private static final long serialVersionUID = 1L;

  public LostWakeupError(String message) {
    super(message);
  }
}
