package giantless.races;

import giantless.lock.AtomicInt;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What two threads may touch, each in a scene of its own: thread t does one thing, main another.
 */
@Woven
final class FieldScenes {
  private static final LockClass M = LockClass.mtx("m").build();

  private FieldScenes() {}

  static class Above {
    int a;
    long wide;
  }

  /** Its fields are others than those of the class above. */
  static final class Below extends Above {
    int b;
    double ratio;
    volatile int plainVolatile;
    static int fixed;
    static volatile long fixedWide;

    @Racy("a test")
    volatile int racy;

    @Racy("a test")
    volatile long racyWide;
  }

  /** Leaks itself from its constructor. */
  static final class Leak {
    static Leak last;

    int plain;

    @Racy("a test")
    volatile int racy;

    final int constant;

    Leak(ExploredRuntime rt, AtomicInt ready) {
      last = this;
      ready.set(1);
      rt.yieldCpu();
      plain = 1;
      racy = 1;
      constant = 1;
      rt.yieldCpu();
    }
  }

  /** Made by the initialiser of the class, in whichever thread comes first. */
  static final class Lazy {
    static final Lazy ONE = new Lazy();
    static int number = 7;
    static final int[] TABLE = {1, 2, 3};

    int value = 5;
    final List<Integer> list = new ArrayList<>(List.of(1));
  }

  /** A ring as of a wire: its reader looks once more after it has let go of the lock. */
  static final class Ring {
    final Mtx lock;

    @GuardedBy("lock")
    private final ArrayDeque<int[]> ring = new ArrayDeque<>();

    Ring(ExploredRuntime rt) {
      this.lock = rt.mtx(M);
    }

    void put(int[] frame) {
      lock.lock();
      ring.add(frame);
      lock.unlock();
    }

    boolean take(boolean peekUnlocked) {
      lock.lock();
      ArrayDeque<int[]> r = ring;
      r.poll();
      boolean more = !r.isEmpty();
      lock.unlock();
      return peekUnlocked ? !r.isEmpty() : more;
    }
  }

  /** Runs two bodies in threads t and main that nothing orders. */
  static void both(ExploredRuntime rt, Runnable inT, Runnable inMain) {
    KThread t = rt.spawn("t", Priority.USER, 0, inT);
    inMain.run();
    t.join();
  }

  private static void use(Object o) {
    if (o == FieldScenes.class) {
      throw new AssertionError();
    }
  }

  // ---- Fields ----

  static void fieldOfTheClassAbove(ExploredRuntime rt) {
    Below x = new Below();
    both(rt, () -> x.a = 1, () -> use(x.a));
  }

  static void wideField(ExploredRuntime rt) {
    Below x = new Below();
    both(rt, () -> x.wide += 2, () -> x.ratio = x.wide);
  }

  static void volatileField(ExploredRuntime rt) {
    Below x = new Below();
    both(rt, () -> x.plainVolatile = 1, () -> use(x.plainVolatile));
  }

  static void staticField(ExploredRuntime rt) {
    both(rt, () -> Below.fixed++, () -> Below.fixed = 3);
  }

  static void staticWideField(ExploredRuntime rt) {
    both(rt, () -> Below.fixedWide++, () -> use(Below.fixedWide));
  }

  static void otherFieldsAndObjects(ExploredRuntime rt) {
    Below x = new Below();
    Below y = new Below();
    both(
        rt,
        () -> {
          x.a = 1;
          x.wide = 1;
          x.plainVolatile = 1;
        },
        () -> {
          x.b = 1;
          x.ratio = 1;
          y.a = 1;
          y.wide = 1;
        });
  }

  static void readersOnly(ExploredRuntime rt) {
    Below x = new Below();
    x.a = 1;
    int[] array = {1, 2};
    List<Integer> list = new ArrayList<>(List.of(1, 2));
    Runnable reads =
        () -> {
          use(x.a + array[0]);
          for (Integer i : list) {
            use(i);
          }
          use(array.clone());
        };
    both(rt, reads, reads);
  }

  static void racyFields(ExploredRuntime rt) {
    Below x = new Below();
    both(
        rt,
        () -> {
          x.racy++;
          x.racyWide += 3;
        },
        () -> {
          x.racy = 2;
          x.racyWide--;
          use(x.racy);
        });
  }

  private static void leak(ExploredRuntime rt, Runnable touch) {
    AtomicInt ready = rt.atomicInt(0);
    both(
        rt,
        () -> {
          while (ready.get() == 0) {
            rt.yieldCpu();
          }
          touch.run();
        },
        () -> use(new Leak(rt, ready).constant));
  }

  static void leakedPlainField(ExploredRuntime rt) {
    leak(rt, () -> use(Leak.last.plain));
  }

  static void leakedRacyField(ExploredRuntime rt) {
    leak(rt, () -> use(Leak.last.racy));
  }

  static void leakedRacyFieldWritten(ExploredRuntime rt) {
    leak(rt, () -> Leak.last.racy = 2);
  }

  static void leakedFinalField(ExploredRuntime rt) {
    leak(rt, () -> use(Leak.last.constant));
  }

  static void classInitializer(ExploredRuntime rt) {
    Runnable r = () -> use(Lazy.ONE.value + Lazy.number + Lazy.TABLE[1] + Lazy.ONE.list.get(0));
    both(rt, r, r);
  }

  // ---- Arrays ----

  static void sameElement(ExploredRuntime rt) {
    int[] x = new int[4];
    both(rt, () -> x[2]++, () -> x[2] = 1);
  }

  static void otherElements(ExploredRuntime rt) {
    int[] x = new int[4];
    long[] w = new long[3];
    Object[] o = new Object[2];
    byte[] b = new byte[64];
    boolean[] f = new boolean[2];
    double[] d = new double[2];
    both(
        rt,
        () -> {
          x[2]++;
          w[0] += 2;
          o[1] = x;
          f[0] = true;
          d[1] += 1;
          b[7] = 1;
          System.arraycopy(b, 0, b, 4, 4);
        },
        () -> {
          x[1] = 1;
          w[1]--;
          o[0] = w;
          f[1] = !f[1];
          d[0] *= 2;
          b[8]++;
          System.arraycopy(b, 32, b, 8, 20);
        });
  }

  static void wideElement(ExploredRuntime rt) {
    long[] x = new long[4];
    both(rt, () -> x[3] += 1, () -> use(x[3]));
  }

  static void reference(ExploredRuntime rt) {
    Object[] x = new Object[4];
    both(rt, () -> x[0] = x, () -> use(x[0]));
  }

  static void bytes(ExploredRuntime rt) {
    byte[] x = new byte[100];
    both(rt, () -> x[60] = 1, () -> use(x[60]));
  }

  static void arraycopy(ExploredRuntime rt) {
    byte[] x = new byte[100];
    both(rt, () -> x[60] = 1, () -> System.arraycopy(x, 40, new byte[50], 0, 50));
  }

  static void arraycopyOfReferences(ExploredRuntime rt) {
    Object[] x = new Object[10];
    both(rt, () -> use(x[6]), () -> System.arraycopy(new Object[5], 0, x, 3, 5));
  }

  static void arrayClone(ExploredRuntime rt) {
    int[] x = new int[4];
    both(rt, () -> x[1] = 1, () -> use(x.clone()));
  }

  static void arraysFill(ExploredRuntime rt) {
    long[] x = new long[4];
    both(rt, () -> use(x[1]), () -> Arrays.fill(x, 0, 3, 7L));
  }

  static void arraysCopyOf(ExploredRuntime rt) {
    int[] x = new int[4];
    both(rt, () -> x[0] = 1, () -> use(Arrays.copyOfRange(x, 0, 2)));
  }

  static void arraysEquals(ExploredRuntime rt) {
    byte[] x = new byte[4];
    both(rt, () -> x[0] = 1, () -> use(Arrays.equals(new byte[4], x)));
  }

  // ---- Collections ----

  static void collection(ExploredRuntime rt) {
    ArrayDeque<Integer> x = new ArrayDeque<>();
    both(rt, () -> x.add(1), () -> use(x.isEmpty()));
  }

  static void iterator(ExploredRuntime rt) {
    Mtx m = rt.mtx(M);
    List<Integer> x = new ArrayList<>(List.of(1, 2));
    both(
        rt,
        () -> {
          m.lock();
          x.set(1, 5);
          m.unlock();
        },
        () -> {
          m.lock();
          Iterator<Integer> i = x.iterator();
          m.unlock();
          use(i.next());
        });
  }

  /** Goes on with the first of nine iterators, outside of the lock. */
  static void oldIterator(ExploredRuntime rt) {
    oldIterator(rt, 8);
  }

  static void lastButSevenIterator(ExploredRuntime rt) {
    oldIterator(rt, 7);
  }

  private static void oldIterator(ExploredRuntime rt, int later) {
    Mtx m = rt.mtx(M);
    List<Integer> x = new ArrayList<>(List.of(1, 2));
    both(
        rt,
        () -> {
          m.lock();
          x.set(1, 5);
          m.unlock();
        },
        () -> {
          m.lock();
          Iterator<Integer> first = x.iterator();
          for (int k = 0; k < later; k++) {
            use(x.iterator().next());
          }
          m.unlock();
          use(first.next());
        });
  }

  static void iteratorThatRemoves(ExploredRuntime rt) {
    Map<Integer, Integer> x = new HashMap<>(Map.of(1, 2));
    both(
        rt,
        () -> use(x.size()),
        () -> {
          Iterator<Integer> i = x.values().iterator();
          i.next();
          i.remove();
        });
  }

  static void wrapper(ExploredRuntime rt) {
    List<Integer> x = new ArrayList<>(List.of(1, 2));
    Collection<Integer> view = Collections.unmodifiableCollection(x);
    both(rt, () -> x.add(3), () -> use(view.contains(1)));
  }

  static void view(ExploredRuntime rt) {
    List<Integer> x = new ArrayList<>(List.of(1, 2));
    both(rt, () -> x.add(3), () -> x.subList(0, 1).set(0, 4));
  }

  static void copy(ExploredRuntime rt) {
    List<Integer> x = new ArrayList<>();
    both(rt, () -> x.add(3), () -> use(new ArrayList<>(x)));
  }

  static void collectionsSort(ExploredRuntime rt) {
    List<Integer> x = new ArrayList<>(List.of(2, 1));
    both(rt, () -> use(x.get(0)), () -> Collections.sort(x, null));
  }

  static void bitSet(ExploredRuntime rt) {
    BitSet x = new BitSet();
    both(rt, () -> x.or(new BitSet()), () -> use(x.nextClearBit(0)));
  }

  private static void ring(ExploredRuntime rt, boolean peekUnlocked) {
    Ring x = new Ring(rt);
    both(rt, () -> x.put(new int[1]), () -> use(x.take(peekUnlocked)));
  }

  static void ringPeekedUnlocked(ExploredRuntime rt) {
    ring(rt, true);
  }

  static void ringPeekedLocked(ExploredRuntime rt) {
    ring(rt, false);
  }
}
