package giantless.stack.kern;

/**
 * Unwinds a process's thread out of its program because the process ends: thrown at the return of a
 * system call, when no lock is held, and caught where the thread began. The program must not catch
 * it.
 */
public final class ThreadExit extends Error {
  private static final long serialVersionUID = 1L;

  ThreadExit(String message) {
    super(message, null, false, false);
  }
}
