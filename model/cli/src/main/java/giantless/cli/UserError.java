package giantless.cli;

/** What the user can mend: printed as one line, exit code 2. */
public final class UserError extends Exception {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }
}
