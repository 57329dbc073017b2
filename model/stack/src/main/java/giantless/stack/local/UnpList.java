package giantless.stack.local;

import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kassert;
import java.util.function.Consumer;

/**
 * The control blocks of one type, {@code unp_shead} and its kin, with their count. {@link #lock} is
 * the locking's list lock; with it held no block of the list goes, nor does its socket.
 */
final class UnpList {
  final Mtx lock;

  @GuardedBy("lock")
  private Unpcb first;

  @GuardedBy("lock")
  private int count;

  UnpList(Mtx lock) {
    this.lock = lock;
  }

  @Requires("lock")
  void insert(Unpcb unp) {
    unp.listNext = first;
    if (first != null) {
      first.listPrev = unp;
    }
    first = unp;
    count++;
  }

  @Requires("lock")
  void remove(Unpcb unp) {
    Kassert.kassert(unp.listPrev != null || first == unp, "unp_list: not a member");
    if (unp.listPrev != null) {
      unp.listPrev.listNext = unp.listNext;
    } else {
      first = unp.listNext;
    }
    if (unp.listNext != null) {
      unp.listNext.listPrev = unp.listPrev;
    }
    unp.listNext = null;
    unp.listPrev = null;
    count--;
  }

  @Requires("lock")
  int count() {
    return count;
  }

  /** Every block, the youngest first. */
  @Requires("lock")
  void forEach(Consumer<Unpcb> action) {
    for (Unpcb unp = first; unp != null; unp = unp.listNext) {
      action.accept(unp);
    }
  }
}
