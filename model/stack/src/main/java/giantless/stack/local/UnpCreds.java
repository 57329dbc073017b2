package giantless.stack.local;

import giantless.stack.kern.Ucred;
import giantless.stack.socket.Sockopt;

/** Credentials as bytes: what a message or an option gives to a process. Pure functions. */
final class UnpCreds {
  /** sizeof(struct cmsgcred). */
  static final int CMSGCRED = 84;

  /** sizeof(struct xucred) on a 64-bit machine. */
  static final int XUCRED = 88;

  private static final int INT = 4;

  private UnpCreds() {}

  /** struct cmsgcred: pid, real and effective user, group, number of groups (16 bits), groups. */
  static byte[] cmsgcred(int pid, Ucred cred) {
    byte[] b = new byte[CMSGCRED];
    Sockopt.putInt(b, 0, pid);
    Sockopt.putInt(b, 4, cred.uid());
    Sockopt.putInt(b, 8, cred.uid());
    Sockopt.putInt(b, 12, cred.gid());
    Sockopt.putInt(b, 16, cred.ngroups());
    putGroups(b, 20, cred);
    return b;
  }

  /** struct sockcred: real and effective user, real and effective group, count, groups. */
  static byte[] sockcred(Ucred cred) {
    byte[] b = new byte[5 * INT + INT * cred.ngroups()];
    Sockopt.putInt(b, 0, cred.uid());
    Sockopt.putInt(b, 4, cred.uid());
    Sockopt.putInt(b, 8, cred.gid());
    Sockopt.putInt(b, 12, cred.gid());
    Sockopt.putInt(b, 16, cred.ngroups());
    putGroups(b, 20, cred);
    return b;
  }

  /** struct xucred: version 0, user, number of groups (16 bits), groups, an unused pointer. */
  static byte[] xucred(Ucred cred) {
    byte[] b = new byte[XUCRED];
    Sockopt.putInt(b, 4, cred.uid());
    Sockopt.putInt(b, 8, cred.ngroups());
    putGroups(b, 12, cred);
    return b;
  }

  private static void putGroups(byte[] b, int off, Ucred cred) {
    for (int i = 0; i < cred.ngroups(); i++) {
      Sockopt.putInt(b, off + INT * i, cred.group(i));
    }
  }
}
