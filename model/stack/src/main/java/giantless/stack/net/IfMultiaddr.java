package giantless.stack.net;

/**
 * A link-level group that an interface has joined, struct ifmultiaddr. The interface's address lock
 * protects it. The count is that of requests, not of pointers.
 */
final class IfMultiaddr {
  private final byte[] group;
  int refcount = 1;

  IfMultiaddr(byte[] group) {
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
