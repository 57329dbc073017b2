package giantless.lock.jpf;

import giantless.lock.KThread;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;

/**
 * WITNESS(4) outside of the program: its native peer keeps what each thread holds on this path, and
 * the order of the lock classes over all paths of the search, which no backtracking takes back. So
 * it costs no states, and it sees a reversal whose two halves lie on different paths. What is
 * against the rules it throws as a {@code Panic}.
 */
public final class JpfWatch implements LockWatch {
  @Override
  public native void beforeAcquire(KThread thread, LockObject lock, LockMode mode);

  @Override
  public native void acquired(
      KThread thread, LockObject lock, LockMode mode, boolean tried, long waitedNanos);

  /** Nothing for the order: the lock was not had. */
  @Override
  public void gaveUp(KThread thread, LockObject lock, LockMode mode, long waitedNanos) {}

  @Override
  public native void released(KThread thread, LockObject lock, LockMode mode);

  @Override
  public native void modeChanged(KThread thread, LockObject lock, LockMode newMode);

  @Override
  public native void beforeSleep(KThread thread, LockObject interlock, String what);

  @Override
  public native void mustHoldNothing(KThread thread, String where);

  @Override
  public native void destroyed(KThread thread, LockObject lock);
}
