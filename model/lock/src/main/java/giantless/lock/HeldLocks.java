package giantless.lock;

import java.util.Arrays;

/**
 * The locks that one thread holds, in the order of acquisition. Kept by a {@link LockWatch}; used
 * by the owning thread alone, so it needs no lock.
 */
public final class HeldLocks {
  private static final int FIRST_ROOM = 8;

  // Null until there is one: threads are made in masses, and many without a watch.
  private LockObject[] locks;
  private LockMode[] modes;
  private int[] depths;
  private Object[] sites;
  private int size;
  private Object account;

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
    if (!pushAgain(lock)) {
      add(lock, mode, site);
    }
  }

  /** Adds one level of recursion; false if the thread does not hold the lock. */
  public boolean pushAgain(LockObject lock) {
    int i = indexOf(lock);
    if (i < 0) {
      return false;
    }
    depths[i]++;
    return true;
  }

  /** Adds a new entry for a lock that has none. */
  public void add(LockObject lock, LockMode mode, Object site) {
    if (locks == null) {
      locks = new LockObject[FIRST_ROOM];
      modes = new LockMode[FIRST_ROOM];
      depths = new int[FIRST_ROOM];
      sites = new Object[FIRST_ROOM];
    } else if (size == locks.length) {
      int n = size * 2;
      locks = Arrays.copyOf(locks, n);
      modes = Arrays.copyOf(modes, n);
      depths = Arrays.copyOf(depths, n);
      sites = Arrays.copyOf(sites, n);
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
    popAt(i);
    return true;
  }

  /** Takes one hold of the lock at a position away. */
  public void popAt(int i) {
    if (--depths[i] > 0) {
      return;
    }
    size--;
    for (int k = i; k < size; k++) {
      locks[k] = locks[k + 1];
      modes[k] = modes[k + 1];
      depths[k] = depths[k + 1];
      sites[k] = sites[k + 1];
    }
    locks[size] = null;
    sites[size] = null;
  }

  /** What a further watch keeps for this thread; null until {@link #setAccount}. */
  public Object account() {
    return account;
  }

  public void setAccount(Object account) {
    this.account = account;
  }

  public void setMode(LockObject lock, LockMode mode) {
    int i = indexOf(lock);
    if (i >= 0) {
      modes[i] = mode;
    }
  }
}
