package giantless.stack.kern;

/**
 * What an open file can do, {@code struct fileops}: the descriptor layer calls down through this.
 * All are called with a reference to the file held and with no lock held, so they may sleep.
 */
public interface FileOps {
  /** {@code FIONREAD}: bytes ready to read; data is an {@code int[1]}. */
  int FIONREAD = 0x4004667f;

  /** {@code FIONBIO}: set or clear non-blocking; data is an {@code int[1]}. */
  int FIONBIO = 0x8004667e;

  /** {@code FIOASYNC}: set or clear SIGIO on readiness; data is an {@code int[1]}. */
  int FIOASYNC = 0x8004667d;

  /** {@code FIOSETOWN}: who gets SIGIO and SIGURG; data is an {@code int[1]}. */
  int FIOSETOWN = 0x8004667c;

  /** {@code FIOGETOWN}. */
  int FIOGETOWN = 0x4004667b;

  /** fo_read. What was moved before an error is to be seen in the uio. */
  Errno read(File fp, Uio uio, ProcThread td);

  /** fo_write. */
  Errno write(File fp, Uio uio, ProcThread td);

  /** fo_ioctl; ENOTTY for a command that the file does not know. */
  Errno ioctl(File fp, int cmd, Object data, ProcThread td);

  /**
   * fo_poll: the events of {@link Poll} that are ready; if none is, the thread is recorded with
   * {@link SelInfo#record} where each asked event will be announced. Test and record are one step
   * under the lock that the event's maker holds at {@link SelInfo#wakeup}.
   */
  int poll(File fp, int events, ProcThread td);

  /** fo_stat. */
  Errno stat(File fp, Stat st, ProcThread td);

  /**
   * fo_kqfilter: puts the note on the list of the object that the filter watches, {@link
   * Knote#attach} first. EINVAL for a filter that the file has not.
   */
  default Errno kqfilter(File fp, Knote kn) {
    return Errno.EINVAL;
  }

  /** fo_close: the last reference is gone. */
  Errno close(File fp, ProcThread td);
}
