package giantless.lock;

/**
 * The locks that one thread holds, in the order of acquisition. Kept by a {@link LockWatch}; used by
 * the owning thread alone, so it needs no lock.
 */
public final class HeldLocks {
  private LockObject[] locks = new LockObject[8];
  private LockMode[] modes = new LockMode[8];
  private int[] depths = new int[8];
  private Object[] sites = new Object[8];
  private int size;

  public int size() {
    return size;
  }

  public LockObject lock(int i) {
    return locks[i];
  }

  public LockMode mode(int i) {
    return modes[i];
  }

  /** How many times the thread holds the lock. */
  public int depth(int i) {
    return depths[i];
  }

  /** Where it was acquired: whatever the watch stored; may be null. */
  public Object site(int i) {
    return sites[i];
  }

  /** The position of the lock, or -1. */
  public int indexOf(LockObject lock) {
    for (int i = size - 1; i >= 0; i--) {
      if (locks[i] == lock) {
        return i;
      }
    }
    return -1;
  }

  /** Adds a hold: a new entry, or one level of recursion of an existing one. */
  public void push(LockObject lock, LockMode mode, Object site) {
    int i = indexOf(lock);
    if (i >= 0) {
      depths[i]++;
      return;
    }
    if (size == locks.length) {
      int n = size * 2;
      locks = java.util.Arrays.copyOf(locks, n);
      modes = java.util.Arrays.copyOf(modes, n);
      depths = java.util.Arrays.copyOf(depths, n);
      sites = java.util.Arrays.copyOf(sites, n);
    }
    locks[size] = lock;
    modes[size] = mode;
    depths[size] = 1;
    sites[size] = site;
    size++;
  }

  /** Takes one hold away; false if the thread does not hold the lock. */
  public boolean pop(LockObject lock) {
    int i = indexOf(lock);
    if (i < 0) {
      return false;
    }
    if (--depths[i] > 0) {
      return true;
    }
    int tail = size - i - 1;
    System.arraycopy(locks, i + 1, locks, i, tail);
    System.arraycopy(modes, i + 1, modes, i, tail);
    System.arraycopy(depths, i + 1, depths, i, tail);
    System.arraycopy(sites, i + 1, sites, i, tail);
    size--;
    locks[size] = null;
    sites[size] = null;
    return true;
  }

  public void setMode(LockObject lock, LockMode mode) {
    int i = indexOf(lock);
    if (i >= 0) {
      modes[i] = mode;
    }
  }
}
