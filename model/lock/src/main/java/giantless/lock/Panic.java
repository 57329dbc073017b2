package giantless.lock;

/**
 * The kernel cannot go on: a lock was misused or an assertion of the kernel failed. An {@code
 * Error}, since no code of the stack may catch it.
 */
public class Panic extends Error {
  private static final long serialVersionUID = 1L;

  public Panic(String message) {
    super(message);
  }

  public Panic(String message, Throwable cause) {
    super(message, cause);
  }
}
