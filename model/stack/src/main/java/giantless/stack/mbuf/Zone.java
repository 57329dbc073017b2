package giantless.stack.mbuf;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Counter;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Kernel;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * A zone, zone(9): objects of one kind with a cache for each CPU and a limit. A cache has a lock
 * (UMA pcpu) that other CPUs take only when memory is short; {@link #lock} (UMA zone) guards what
 * is in no cache, and the limit. The order is cache, then zone; two caches are never held together.
 *
 * <p>The limit counts objects that exist. Who finds it reached raises {@link #starving} first and
 * then empties every cache into the zone; who frees an object looks at {@code starving} under the
 * cache's lock and, if it is raised, gives the object to the zone and wakes a sleeper. So an object
 * that goes into a cache is found by the emptying, and one that comes later wakes: no wakeup is
 * lost and no object hides in the cache of an idle CPU.
 */
final class Zone<T extends ZoneItem> {
  private static final int BUCKET = 64;

  /** One CPU's cache. */
  private static final class Cache {
    final Mtx lock;

    @GuardedBy("lock")
    ZoneItem[] bucket;

    @GuardedBy("lock")
    int count;

    @GuardedBy("lock")
    long allocs;

    @GuardedBy("lock")
    long frees;

    Cache(Mtx lock) {
      this.lock = lock;
    }
  }

  private final LockRuntime rt;
  private final String name;
  private final Supplier<T> maker;

  @Frozen("the constructor ends")
  private final Cache[] caches;

  private final Counter fails;
  private final Counter sleeps;
  final Mtx lock;

  /** Objects in no cache. */
  @GuardedBy("lock")
  private final ArrayDeque<T> free = new ArrayDeque<>();

  /** Objects that exist: in use, in a cache, or in {@link #free}. */
  @GuardedBy("lock")
  private int total;

  /** The most that may exist; 0 for no limit. */
  @GuardedBy("lock")
  private int limit;

  @GuardedBy("lock")
  private long zoneAllocs;

  @Racy("changed under the zone's lock; read under a cache's, see the class comment")
  private volatile int starving;

  Zone(Kernel kernel, String name, int limit, Supplier<T> maker) {
    this.rt = kernel.rt();
    this.name = name;
    this.maker = maker;
    this.limit = limit;
    this.lock = rt.mtx(Locks.UMA_ZONE);
    this.caches = new Cache[rt.cpus()];
    for (int i = 0; i < caches.length; i++) {
      caches[i] = new Cache(rt.mtx(Locks.UMA_PCPU));
    }
    this.fails = kernel.counter();
    this.sleeps = kernel.counter();
  }

  String name() {
    return name;
  }

  /**
   * uma_zalloc(9).
   *
   * @return null if the limit is reached
   */
  T alloc() {
    T item = allocFast();
    if (item == null) {
      item = allocSlow(false);
      if (item == null) {
        fails.inc();
      }
    }
    return item;
  }

  /** uma_zalloc(9) with {@code M_WAITOK}: sleeps until there is one; no mutex may be held. */
  T allocWait() {
    return allocSlow(true);
  }

  /** An object from the cache, from the zone, or a new one; null at the limit. */
  T allocFast() {
    Cache c = myCache();
    c.lock.lock();
    if (c.count == 0) {
      lock.lock();
      boolean mayMake = refill(c);
      lock.unlock();
      if (c.count == 0) {
        if (mayMake) {
          c.allocs++;
        }
        c.lock.unlock();
        return mayMake ? maker.get() : null;
      }
    }
    T item = take(c);
    c.allocs++;
    c.lock.unlock();
    item.markUsed();
    return item;
  }

  /** Fills the cache from the zone; with nothing there, whether a new object was counted. */
  @Requires("lock")
  private boolean refill(Cache c) {
    int want = starving > 0 ? 1 : BUCKET / 2;
    while (want > 0 && !free.isEmpty()) {
      put(c, free.removeLast());
      want--;
    }
    if (c.count > 0 || limit != 0 && total >= limit) {
      return false;
    }
    total++;
    return true;
  }

  @Excludes("lock")
  private T allocSlow(boolean wait) {
    lock.lock();
    starving = starving + 1;
    lock.unlock();
    emptyCaches();
    lock.lock();
    T item = null;
    boolean make = false;
    while (true) {
      item = free.pollLast();
      if (item != null) {
        item.markUsed();
        break;
      }
      make = limit == 0 || total < limit;
      if (make || !wait) {
        break;
      }
      sleeps.inc();
      rt.sleepQueue().sleep(this, lock, "zonelimit");
    }
    if (make) {
      total++;
    }
    if (make || item != null) {
      zoneAllocs++;
    }
    starving = starving - 1;
    lock.unlock();
    return make ? maker.get() : item;
  }

  /**
   * The first half of uma_zfree(9): from here on the caller alone has the object, and takes out
   * what it refers to.
   *
   * @throws giantless.lock.Panic if it is free already, or another thread frees it at this instant
   */
  void claim(T item) {
    if (!item.markFree()) {
      throw Kassert.panic("duplicate free of " + name);
    }
  }

  /** The second half of uma_zfree(9). */
  void free(T item) {
    if (!item.isFree()) {
      throw Kassert.panic("free of unclaimed " + name);
    }
    Cache c = myCache();
    c.lock.lock();
    c.frees++;
    if (starving > 0) {
      c.lock.unlock();
      lock.lock();
      free.addLast(item);
      rt.sleepQueue().wakeupOne(this);
      lock.unlock();
      return;
    }
    if (c.count == BUCKET) {
      lock.lock();
      while (c.count > BUCKET / 2) {
        spill(c);
      }
      lock.unlock();
    }
    put(c, item);
    c.lock.unlock();
  }

  /** Moves what every cache holds into the zone. */
  @Excludes("lock")
  private void emptyCaches() {
    for (Cache c : caches) {
      c.lock.lock();
      if (c.count > 0) {
        lock.lock();
        while (c.count > 0) {
          spill(c);
        }
        rt.sleepQueue().wakeup(this);
        lock.unlock();
      }
      c.lock.unlock();
    }
  }

  /** zone_drain, uma_reclaim(9): gives back the objects that nobody uses. */
  @Excludes("lock")
  void reclaim() {
    emptyCaches();
    lock.lock();
    total -= free.size();
    free.clear();
    if (starving > 0) {
      rt.sleepQueue().wakeup(this);
    }
    lock.unlock();
  }

  /** uma_zone_set_max(9): EINVAL below what exists already, as for kern.ipc.nmbclusters. */
  @Excludes("lock")
  Errno setLimit(int newLimit) {
    lock.lock();
    boolean ok = newLimit > limit && limit != 0;
    if (ok) {
      limit = newLimit;
      rt.sleepQueue().wakeup(this);
    }
    lock.unlock();
    return ok ? Errno.OK : Errno.EINVAL;
  }

  @Excludes("lock")
  int limit() {
    lock.lock();
    int n = limit;
    lock.unlock();
    return n;
  }

  /** Objects allocated and not freed; exact when no thread allocates or frees. */
  long inUse() {
    return allocs() - frees();
  }

  long allocs() {
    long n = 0;
    for (Cache c : caches) {
      c.lock.lock();
      n += c.allocs;
      c.lock.unlock();
    }
    lock.lock();
    n += zoneAllocs;
    lock.unlock();
    return n;
  }

  long frees() {
    long n = 0;
    for (Cache c : caches) {
      c.lock.lock();
      n += c.frees;
      c.lock.unlock();
    }
    return n;
  }

  /** Objects that lie in the caches. */
  long cached() {
    long n = 0;
    for (Cache c : caches) {
      c.lock.lock();
      n += c.count;
      c.lock.unlock();
    }
    return n;
  }

  /** Objects that exist. */
  @Excludes("lock")
  int total() {
    lock.lock();
    int n = total;
    lock.unlock();
    return n;
  }

  /** Allocations that were denied. */
  Counter fails() {
    return fails;
  }

  /** How many times an allocation slept. */
  Counter sleeps() {
    return sleeps;
  }

  private Cache myCache() {
    return caches[caches.length == 1 ? 0 : rt.curthread().cpu() % caches.length];
  }

  @Requires("c.lock")
  private void put(Cache c, T item) {
    if (c.bucket == null) {
      c.bucket = new ZoneItem[BUCKET];
    }
    c.bucket[c.count++] = item;
  }

  @Requires("c.lock")
  @SuppressWarnings("unchecked")
  private T take(Cache c) {
    T item = (T) c.bucket[--c.count];
    c.bucket[c.count] = null;
    return item;
  }

  @Requires({"c.lock", "lock"})
  private void spill(Cache c) {
    free.addLast(take(c));
  }
}
