package giantless.lock.nat;

/**
 * The threads that wait for one lock, and the owner to whom their priority is lent; turnstile(9).
 * One belongs to each lock that was ever contended.
 *
 * <p>Everything here is guarded by the machine's turnstile lock (for the queue of an sx lock, which
 * lends nothing: by its sleep queue chain), except {@link #heir}, which is volatile.
 */
final class Turnstile implements Lender {
  private NativeThread head;
  private NativeThread owner;

  /**
   * A thread that was woken to compete and has neither acquired the lock nor come back: while there
   * is one, an unlock wakes no other. Cleared by the heir itself.
   */
  volatile NativeThread heir;

  NativeThread owner() {
    return owner;
  }

  boolean isEmpty() {
    return head == null;
  }

  NativeThread head() {
    return head;
  }

  /** Adds a waiter behind those of smaller tickets. */
  void insert(NativeThread td) {
    NativeThread before = null;
    NativeThread at = head;
    while (at != null && at.ticket <= td.ticket) {
      before = at;
      at = at.next;
    }
    td.next = at;
    if (before == null) {
      head = td;
    } else {
      before.next = td;
    }
  }

  boolean remove(NativeThread td) {
    NativeThread before = null;
    for (NativeThread at = head; at != null; at = at.next) {
      if (at == td) {
        if (before == null) {
          head = td.next;
        } else {
          before.next = td.next;
        }
        td.next = null;
        return true;
      }
      before = at;
    }
    return false;
  }

  /** The waiter of the best priority, the one of the smallest ticket among equals. */
  NativeThread best() {
    NativeThread best = head;
    for (NativeThread at = head; at != null; at = at.next) {
      if (at.priority() < best.priority()) {
        best = at;
      }
    }
    return best;
  }

  /** As {@link #best()}, among those that wait in one mode; null if there is none. */
  NativeThread best(boolean shared) {
    NativeThread best = null;
    for (NativeThread at = head; at != null; at = at.next) {
      if (at.waitShared == shared && (best == null || at.priority() < best.priority())) {
        best = at;
      }
    }
    return best;
  }

  /** Blocks the thread on the lock, whose owner (null: none, or anonymous) inherits. */
  void block(NativeThread td, NativeThread newOwner) {
    insert(td);
    td.blockedOn = this;
    setOwner(newOwner);
    if (owner != null) {
      owner.raise(td.priority());
    }
  }

  /** Takes a waiter out, for good or to compete. */
  void unblock(NativeThread td) {
    remove(td);
    td.blockedOn = null;
  }

  /** Makes the thread (or nobody) the one to whom the waiters lend. */
  void setOwner(NativeThread newOwner) {
    if (owner != null) {
      if (owner == newOwner && head != null) {
        return;
      }
      owner.removeLender(this);
    }
    owner = head == null ? null : newOwner;
    if (owner != null) {
      owner.addLender(this);
    }
  }

  @Override
  public int lentPriority() {
    NativeThread best = best();
    return best == null ? Integer.MAX_VALUE : best.priority();
  }
}
