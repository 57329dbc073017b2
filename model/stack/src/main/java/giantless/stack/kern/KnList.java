package giantless.stack.kern;

import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;

/**
 * The notes of all kqueues on one object, {@code struct knlist}. {@link #lock} is the object's own:
 * for a socket the mutex of its buffer (locking reference, A.1).
 */
public final class KnList {
  public final Mtx lock;

  @GuardedBy("lock")
  private Knote first;

  /**
   * @param lock what protects the object's state that notes tell of
   */
  public KnList(Mtx lock) {
    this.lock = lock;
  }

  /** Whether it has no note. */
  @Requires("lock")
  public boolean isEmpty() {
    return first == null;
  }

  /** knlist_add(9). */
  @Requires("lock")
  public void add(Knote kn) {
    lock.assertOwned();
    kn.selnext = first;
    first = kn;
  }

  /** knlist_remove(9). */
  @Requires("lock")
  public void remove(Knote kn) {
    lock.assertOwned();
    if (first == kn) {
      first = kn.selnext;
    } else {
      Knote k = first;
      while (k.selnext != kn) {
        k = k.selnext;
      }
      k.selnext = kn.selnext;
    }
    kn.selnext = null;
  }

  /**
   * KNOTE_LOCKED(9): something happened to the object. A note that another thread works on is left
   * to that thread, which asks the filter again under this lock before it lets the note go.
   */
  @Requires("lock")
  public void knote() {
    lock.assertOwned();
    for (Knote kn = first; kn != null; kn = kn.selnext) {
      kn.happened();
    }
  }
}
