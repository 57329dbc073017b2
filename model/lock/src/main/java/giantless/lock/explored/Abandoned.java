package giantless.lock.explored;

/**
 * Thrown out of every operation of a thread whose execution is given up, so that it unwinds. No
 * code may keep it; one object serves all, without a stack trace.
 */
final class Abandoned extends Error {
  private static final long serialVersionUID = 1L;

  static final Abandoned INSTANCE = new Abandoned();

  private Abandoned() {
    super("this execution has been given up", null, false, false);
  }
}
