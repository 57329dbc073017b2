package giantless.stack.kern;

/** A system call failed; the process sees the error number. */
public final class SysException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public SysException(Errno errno) {
    this(errno, errno.text());
  }

  /**
   * @param detail what was wrong, for the reader of a test's log; the process sees the number only
   */
  public SysException(Errno errno, String detail) {
    super(errno.name() + ": " + detail);
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }
}
