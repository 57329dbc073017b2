package giantless.lock;

/**
 * A read-mostly lock, rmlock(9): readers touch only their own CPU's record and are tracked by a
 * {@link Tracker}; a writer pays by revoking every CPU's permission to read. Readers recurse.
 *
 * <p>Of a class of kind {@code RM_SLEEPABLE} its writer may sleep, as may who waits for one, whose
 * Giant is then let go and taken again. Its readers must not sleep all the same: another lock that
 * may be held asleep they only try.
 */
public abstract class RmLock extends LockObject {

  protected RmLock(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  /** rm_rlock(9): the tracker identifies this hold and goes to {@link #runlock}. */
  public abstract Tracker rlock();

  /** rm_try_rlock(9): null if a writer is there. */
  public abstract Tracker tryRlock();

  /** rm_runlock(9). */
  public abstract void runlock(Tracker tracker);

  /** rm_wlock(9). */
  public abstract void wlock();

  /** rm_wunlock(9). */
  public abstract void wunlock();

  /** One read hold, struct rm_priotracker. Made by the runtime; opaque to callers. */
  public interface Tracker {}
}
