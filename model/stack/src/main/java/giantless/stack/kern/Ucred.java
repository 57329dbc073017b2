package giantless.stack.kern;

/**
 * The credential of a process, {@code struct ucred}: immutable and shared (crhold(9) is not
 * needed).
 */
public final class Ucred {
  /** The most groups that a message or {@code struct xucred} has room for, XU_NGROUPS. */
  public static final int NGROUPS = 16;

  private final int uid;
  private final int[] groups;

  /** A user who is in the group of the same number alone. */
  public Ucred(int uid) {
    this(uid, uid);
  }

  /**
   * @param groups the groups, the first of them the effective one; at least 1, at most {@link
   *     #NGROUPS}
   */
  public Ucred(int uid, int... groups) {
    Kassert.kassert(groups.length >= 1 && groups.length <= NGROUPS, "ucred: number of groups");
    this.uid = uid;
    this.groups = groups.clone();
  }

  /** The super-user's; equal in everything to any other of them. */
  public static Ucred root() {
    return new Ucred(0);
  }

  /** cr_uid. */
  public int uid() {
    return uid;
  }

  /** cr_gid. */
  public int gid() {
    return groups[0];
  }

  /** cr_ngroups. */
  public int ngroups() {
    return groups.length;
  }

  /** cr_groups. */
  public int group(int i) {
    return groups[i];
  }

  /** groupmember(9). */
  public boolean isMember(int group) {
    for (int g : groups) {
      if (g == group) {
        return true;
      }
    }
    return false;
  }

  /** suser(9): OK for the super-user, else EPERM. */
  public Errno suser() {
    return uid == 0 ? Errno.OK : Errno.EPERM;
  }
}
