package giantless.properties.witness;

import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** A watch that remembers which lock classes were acquired by anybody; for any number of hosts. */
final class SeenClasses implements LockWatch {
  private final Map<LockClass, Boolean> seen = new ConcurrentHashMap<>();

  /** The names of the classes that nobody has acquired, of those given. */
  Set<String> missing(Iterable<LockClass> classes) {
    Set<String> names = new TreeSet<>();
    for (LockClass c : classes) {
      if (!seen.containsKey(c)) {
        names.add(c.name());
      }
    }
    return names;
  }

  @Override
  public void beforeAcquire(KThread thread, LockObject lock, LockMode mode) {}

  @Override
  public void acquired(
      KThread thread, LockObject lock, LockMode mode, boolean tried, long waitedNanos) {
    seen.put(lock.lockClass(), true);
  }

  @Override
  public void gaveUp(KThread thread, LockObject lock, LockMode mode, long waitedNanos) {}

  @Override
  public void released(KThread thread, LockObject lock, LockMode mode) {}

  @Override
  public void modeChanged(KThread thread, LockObject lock, LockMode newMode) {}

  @Override
  public void beforeSleep(KThread thread, LockObject interlock, String what) {}

  @Override
  public void mustHoldNothing(KThread thread, String where) {}

  @Override
  public void destroyed(KThread thread, LockObject lock) {}
}
