package giantless.lock.explored;

/**
 * Thrown out of every operation of a thread whose execution is given up, so that it unwinds. No
 * code may keep it; without a stack trace, which would say nothing.
 */
final class Abandoned extends Error {
  private static final long serialVersionUID = 1L;

  Abandoned() {
    super("this execution has been given up", null, false, false);
  }
}
