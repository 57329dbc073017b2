package giantless.stack.net;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import java.util.ArrayList;
import java.util.List;

/**
 * The routing tree of one address family, struct radix_node_head. Its recursive lock protects the
 * tree, and for AF_INET the list of ARP entries; a route found here may be locked while it is held.
 */
public final class RadixNodeHead {
  public final Mtx lock;

  @GuardedBy("lock")
  private final RadixTree<Rtentry> tree;

  @Frozen("the host is built")
  private RnhHooks hooks = RnhHooks.NONE;

  RadixNodeHead(LockRuntime rt, int bits) {
    this.lock = rt.mtx(Locks.RADIX);
    this.tree = new RadixTree<>(lock, bits);
  }

  /** At boot. */
  public void setHooks(RnhHooks newHooks) {
    hooks = newHooks;
  }

  RnhHooks hooks() {
    return hooks;
  }

  /** rnh_matchaddr: the route of the longest matching prefix, neither locked nor referenced. */
  @Requires("lock")
  Rtentry match(SockAddr dst) {
    lock.assertOwned();
    return tree.match(dst);
  }

  /** rnh_lookup: the route of exactly this prefix. */
  @Requires("lock")
  Rtentry lookup(SockAddr dst, int prefixLength) {
    lock.assertOwned();
    return tree.get(dst, prefixLength);
  }

  /** rnh_addaddr: false if the prefix has a route. */
  @Requires("lock")
  boolean add(Rtentry rt) {
    lock.assertOwned();
    return tree.insert(rt.key(), rt.prefixLength(), rt);
  }

  /** rnh_deladdr: null if the prefix has no route. */
  @Requires("lock")
  Rtentry delete(SockAddr dst, int prefixLength) {
    lock.assertOwned();
    return tree.remove(dst, prefixLength);
  }

  /**
   * All routes in order of prefix, neither locked nor referenced: stable while the lock is held.
   */
  @Requires("lock")
  List<Rtentry> entries() {
    lock.assertOwned();
    List<Rtentry> all = new ArrayList<>(tree.size());
    tree.walk(
        rt -> {
          all.add(rt);
          return true;
        });
    return all;
  }

  @Requires("lock")
  int size() {
    lock.assertOwned();
    return tree.size();
  }
}
