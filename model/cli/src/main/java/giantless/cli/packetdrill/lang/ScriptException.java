package giantless.cli.packetdrill.lang;

/** A script cannot be run as it is written: its text is wrong, or asks for what is not there. */
public final class ScriptException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  public ScriptException(int line, String message) {
    super(message);
    this.line = line;
  }

  /** The line of the script, from 1; 0 if it is about the whole. */
  public int line() {
    return line;
  }
}
