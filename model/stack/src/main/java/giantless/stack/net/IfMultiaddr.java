package giantless.stack.net;

import giantless.lock.Mtx;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;

/**
 * A link-level group that an interface has joined, struct ifmultiaddr. The interface's address lock
 * protects it. The count is that of requests, not of pointers.
 */
final class IfMultiaddr {
  @Frozen("the constructor ends")
  private final byte[] group;

  /** The interface's if_addr_mtx. */
  final Mtx lock;

  @GuardedBy("lock")
  int refcount = 1;

  IfMultiaddr(Mtx lock, byte[] group) {
    this.lock = lock;
    this.group = group.clone();
  }

  boolean isGroup(byte[] other) {
    if (other.length != group.length) {
      return false;
    }
    for (int i = 0; i < group.length; i++) {
      if (group[i] != other[i]) {
        return false;
      }
    }
    return true;
  }
}
