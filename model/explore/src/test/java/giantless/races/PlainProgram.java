package giantless.races;

import giantless.explore.search.Program;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A random program whose threads read and write one plain field, with locks, an atomic and a
 * {@code @Racy} flag that may order them, on all schedules, on some or on none.
 */
public final class PlainProgram implements Program {
  private enum Kind {
    WRITE,
    READ,
    LOCKED_WRITE,
    LOCKED_READ,
    SHARED_READ,
    EXCLUSIVE_WRITE,
    /** Only locks and unlocks, which orders what lies around it. */
    PASS,
    RAISE,
    /** Writes the field if the flag is up. */
    IF_RAISED,
    ADD,
    /** Writes the field if somebody has added. */
    IF_ADDED
  }

  private final List<List<Kind>> threads = new ArrayList<>();

  public PlainProgram(long seed, int size) {
    Random r = new Random(seed);
    int n = 2 + r.nextInt(2);
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    Collections.shuffle(kinds, r);
    kinds.subList(2 + r.nextInt(3), kinds.size()).clear();
    for (int t = 0; t < n; t++) {
      List<Kind> ops = new ArrayList<>();
      for (int left = 1 + r.nextInt(size); left > 0; left--) {
        ops.add(kinds.get(r.nextInt(kinds.size())));
      }
      threads.add(ops);
    }
  }

  @Override
  public String toString() {
    return threads.toString();
  }

  @Override
  public Runnable begin(World world) {
    ExploredRuntime rt = world.runtime("", null, 2);
    Mtx m = rt.mtx(Locks.SO_RCV);
    LockClass rwClass =
        Locks.all().stream().filter(c -> c.kind() == LockClass.Kind.RW).findFirst().orElseThrow();
    RwLock rw = rt.rw(rwClass);
    Cell c = new Cell("s", rt.atomicInt(0));
    return () -> {
      for (int i = 0; i < threads.size(); i++) {
        List<Kind> code = threads.get(i);
        rt.spawn("t" + i, Priority.USER, 0, () -> code.forEach(k -> step(k, m, rw, c)));
      }
    };
  }

  private static void step(Kind kind, Mtx m, RwLock rw, Cell c) {
    switch (kind) {
      case WRITE:
        c.plain(1);
        return;
      case READ:
        c.plain();
        return;
      case LOCKED_WRITE:
        m.lock();
        c.plain(2);
        m.unlock();
        return;
      case LOCKED_READ:
        m.lock();
        c.plain();
        m.unlock();
        return;
      case SHARED_READ:
        rw.rlock();
        c.plain();
        rw.runlock();
        return;
      case EXCLUSIVE_WRITE:
        rw.wlock();
        c.plain(3);
        rw.wunlock();
        return;
      case PASS:
        m.lock();
        m.unlock();
        return;
      case RAISE:
        c.set(0, 1);
        return;
      case IF_RAISED:
        if (c.get(0) != 0) {
          c.plain(4);
        }
        return;
      case ADD:
        c.atomic.fetchAdd(1);
        return;
      case IF_ADDED:
        if (c.atomic.get() != 0) {
          c.plain(5);
        }
        return;
      default:
        throw new IllegalStateException(kind.toString());
    }
  }
}
