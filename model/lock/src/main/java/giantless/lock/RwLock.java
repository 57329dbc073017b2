package giantless.lock;

/**
 * A reader/writer lock, rwlock(9). Readers are anonymous and may recurse; the writer is known and
 * recurses only if the class says so. Waiting writers hold off new readers, but not a reader which
 * holds the lock already, as that would deadlock.
 */
public abstract class RwLock extends LockObject {

  protected RwLock(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  /** rw_rlock(9). */
  public abstract void rlock();

  /** rw_try_rlock(9). */
  public abstract boolean tryRlock();

  /** rw_runlock(9). */
  public abstract void runlock();

  /** rw_wlock(9). */
  public abstract void wlock();

  /** rw_try_wlock(9). */
  public abstract boolean tryWlock();

  /** rw_wunlock(9). */
  public abstract void wunlock();

  /** rw_try_upgrade(9): succeeds only if the caller is the sole reader; else it stays a reader. */
  public abstract boolean tryUpgrade();

  /** rw_downgrade(9): the writer becomes a reader without a gap. */
  public abstract void downgrade();
}
