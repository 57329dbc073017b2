package giantless.stack.kern;

/** The operations of a file that is not set up yet, or whose set-up failed: all fail. */
final class BadFileOps implements FileOps {
  static final BadFileOps INSTANCE = new BadFileOps();

  private BadFileOps() {}

  @Override
  public Errno read(File fp, Uio uio, ProcThread td) {
    return Errno.EBADF;
  }

  @Override
  public Errno write(File fp, Uio uio, ProcThread td) {
    return Errno.EBADF;
  }

  @Override
  public Errno ioctl(File fp, int cmd, Object data, ProcThread td) {
    return Errno.EBADF;
  }

  @Override
  public int poll(File fp, int events, ProcThread td) {
    return 0;
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    return Errno.EBADF;
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    return Errno.EBADF;
  }
}
