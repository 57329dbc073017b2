package giantless.races;

import giantless.lock.LockClass;
import giantless.lock.Mtx;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** Two threads that meet in what the JDK shares between its own threads; no step is scheduled. */
@Woven
final class ConcurrentScenes {
  private static final LockClass M = LockClass.mtx("m").build();

  private ConcurrentScenes() {}

  static void atomicOfTheJdk(ExploredRuntime rt) {
    AtomicInteger x = new AtomicInteger();
    FieldScenes.both(rt, () -> x.set(x.get() + 1), () -> x.set(x.get() + 1));
  }

  static void atomicReadAndSet(ExploredRuntime rt) {
    AtomicReference<String> x = new AtomicReference<>("a");
    FieldScenes.both(rt, () -> use(x.get()), () -> use(x.getAndSet("b")));
  }

  static void atomicReadOnly(ExploredRuntime rt) {
    AtomicInteger x = new AtomicInteger(3);
    FieldScenes.both(rt, () -> use(x.get()), () -> use(x.intValue()));
  }

  static void atomicUnderALock(ExploredRuntime rt) {
    Mtx m = rt.mtx(M);
    AtomicInteger x = new AtomicInteger(3);
    Runnable add =
        () -> {
          m.lock();
          use(x.incrementAndGet());
          m.unlock();
        };
    FieldScenes.both(rt, add, add);
  }

  static void concurrentMap(ExploredRuntime rt) {
    ConcurrentHashMap<String, Integer> x = new ConcurrentHashMap<>();
    FieldScenes.both(rt, () -> use(x.put("a", 1)), () -> use(x.containsKey("a")));
  }

  static void lockOfTheJdk(ExploredRuntime rt) {
    ReentrantLock x = new ReentrantLock();
    Runnable turn =
        () -> {
          x.lock();
          x.unlock();
        };
    FieldScenes.both(rt, turn, turn);
  }

  private static void use(Object o) {
    if (o == ConcurrentScenes.class) {
      throw new AssertionError();
    }
  }
}
