package giantless.explore.scenario;

/**
 * A class is no scenario, or one that cannot be explored: a fault of its author and no result. The
 * message names the class and, where there is one, the line.
 */
public final class BadScenario extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadScenario(String message) {
    super(message);
  }

  public BadScenario(String message, Throwable cause) {
    super(message, cause);
  }
}
