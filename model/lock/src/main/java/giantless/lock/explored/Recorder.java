package giantless.lock.explored;

import giantless.lock.LockObject;
import java.util.Arrays;

/** The steps of a run, in arrays, up to a limit. */
final class Recorder {
  static final long NO_RESULT = Long.MIN_VALUE;

  private final int limit;
  private ExploredThread[] threads;
  private Operation[] operations;
  private long[] results;
  private Object[] sites;
  private int[] wakers;
  private int[] woken;
  private int wakes;
  private int size;
  private long dropped;

  Recorder(int limit) {
    this.limit = limit;
    clear();
  }

  /** New arrays, as a trace keeps the old ones. */
  void clear() {
    int n = Math.min(limit, 32);
    threads = new ExploredThread[n];
    operations = new Operation[n];
    results = new long[n];
    sites = null;
    wakers = null;
    woken = null;
    wakes = 0;
    size = 0;
    dropped = 0;
  }

  void add(ExploredThread td, Operation op, Object site) {
    if (size == threads.length) {
      if (size >= limit) {
        dropped++;
        return;
      }
      int n = Math.min(limit, size * 2);
      threads = Arrays.copyOf(threads, n);
      operations = Arrays.copyOf(operations, n);
      results = Arrays.copyOf(results, n);
      if (sites != null) {
        sites = Arrays.copyOf(sites, n);
      }
    }
    threads[size] = td;
    operations[size] = op;
    results[size] = NO_RESULT;
    if (site != null) {
      if (sites == null) {
        sites = new Object[threads.length];
      }
      sites[size] = site;
    }
    size++;
  }

  /** Where the thread last took the lock; null if that is not known. */
  Object takenAt(ExploredThread td, LockObject lock) {
    for (int i = size - 1; i >= 0 && sites != null; i--) {
      Operation op = operations[i];
      if (threads[i] == td && op.object() == lock && takes(op.kind())) {
        return sites[i];
      }
    }
    return null;
  }

  private static boolean takes(Operation.Kind kind) {
    switch (kind) {
      case LOCK:
      case TRY_LOCK:
      case RLOCK:
      case TRY_RLOCK:
      case WLOCK:
      case WLOCK_QUEUED:
      case TRY_WLOCK:
      case RESUME:
        return true;
      default:
        return false;
    }
  }

  /** What the last step gave. */
  void result(long value) {
    if (size > 0 && dropped == 0) {
      results[size - 1] = value;
    }
  }

  /** The last step woke a thread. */
  void woke(ExploredThread td) {
    if (size == 0 || dropped > 0) {
      return;
    }
    if (wakers == null) {
      wakers = new int[4];
      woken = new int[4];
    } else if (wakes == wakers.length) {
      wakers = Arrays.copyOf(wakers, wakes * 2);
      woken = Arrays.copyOf(woken, wakes * 2);
    }
    wakers[wakes] = size - 1;
    woken[wakes++] = td.id();
  }

  /** Names for the steps so far and for what the world's threads do now. */
  Names names(World world) {
    return new Names(world, threads, operations, size);
  }

  Trace trace(boolean timeIsChoice, Names names) {
    return new Trace(
        threads,
        operations,
        results,
        sites,
        wakers,
        woken,
        wakes,
        size,
        dropped,
        timeIsChoice,
        names);
  }
}
