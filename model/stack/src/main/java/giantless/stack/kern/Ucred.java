package giantless.stack.kern;

/**
 * The credential of a process, {@code struct ucred}: immutable and shared (crhold(9) is not
 * needed).
 */
public final class Ucred {
  /** The super-user's. */
  public static final Ucred ROOT = new Ucred(0);

  private final int uid;

  public Ucred(int uid) {
    this.uid = uid;
  }

  /** cr_uid. */
  public int uid() {
    return uid;
  }

  /** suser(9): OK for the super-user, else EPERM. */
  public Errno suser() {
    return uid == 0 ? Errno.OK : Errno.EPERM;
  }
}
