package giantless.properties.local.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Who the sender is, as the structures of sys/socket.h have it. Immutable; real and effective
 * numbers are the same here.
 */
public final class Creds {
  /** sizeof(struct cmsgcred): five numbers and CMGROUP_MAX, 16, groups. */
  static final int CMSGCRED = 84;

  private final int pid;
  private final int uid;
  private final int gid;
  private final int[] groups;

  public Creds(int pid, int uid, int gid, int... groups) {
    this.pid = pid;
    this.uid = uid;
    this.gid = gid;
    this.groups = groups.clone();
  }

  int uid() {
    return uid;
  }

  /** struct cmsgcred, for a sender with SCM_CREDS: cmcred_pid, uid, euid, gid, ngroups, groups. */
  byte[] cmsgcred() {
    return put(CMSGCRED, pid, uid, uid, gid, groups.length);
  }

  /** struct sockcred, for a receiver with LOCAL_CREDS: sc_uid, euid, gid, egid, ngroups, groups. */
  byte[] sockcred() {
    return put(Integer.BYTES * (5 + groups.length), uid, uid, gid, gid, groups.length);
  }

  private byte[] put(int size, int... head) {
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int v : head) {
      b.putInt(v);
    }
    for (int g : groups) {
      b.putInt(g);
    }
    return b.array();
  }
}
