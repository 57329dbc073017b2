package giantless.cli.packetdrill;

/** The host did something else than the script says. */
final class ScriptFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  ScriptFailure(int line, String message) {
    super(message);
    this.line = line;
  }

  /** The line of the script. */
  int line() {
    return line;
  }
}
