package giantless.lock;

/**
 * Giant: the one recursive mutex around everything that is not MPSAFE. It is the first mutex that a
 * thread takes, and it is dropped, with its whole depth, when its owner sleeps or blocks on a
 * sleepable lock (locking reference, sections B and C.6).
 */
public final class Giant {
  private final Mtx mtx;

  /** Made once by each runtime, over a mutex of class {@link Locks#GIANT}. */
  public Giant(Mtx mtx) {
    this.mtx = mtx;
  }

  /** The mutex itself, to be used as a callout's or a sleep's interlock. */
  public Mtx mtx() {
    return mtx;
  }

  public void lock() {
    mtx.lock();
  }

  public void unlock() {
    mtx.unlock();
  }

  public boolean isOwned() {
    return mtx.isOwned();
  }

  /** {@code GIANT_REQUIRED}. */
  public void assertOwned() {
    mtx.assertOwned();
  }

  /**
   * {@code DROP_GIANT}: releases every hold of the calling thread.
   *
   * @return how many there were; goes to {@link #pickup}
   */
  public int drop() {
    int depth = 0;
    while (mtx.isOwned()) {
      mtx.unlock();
      depth++;
    }
    return depth;
  }

  /** {@code PICKUP_GIANT}: takes Giant again as many times as {@link #drop} released it. */
  public void pickup(int depth) {
    for (int i = 0; i < depth; i++) {
      mtx.lock();
    }
  }
}
