package giantless.weave;

/** Weaving does not work as it must: what ran was not checked. */
public final class WeaveError extends Error {
  private static final long serialVersionUID = 1L;

  WeaveError(String message, Throwable cause) {
    super(message, cause);
  }
}
