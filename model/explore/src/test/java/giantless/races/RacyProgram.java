package giantless.races;

import giantless.explore.search.Program;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random program whose threads share cells by {@code @Racy} fields alone, make cells and pass
 * them on. Which thread comes first to a cell depends on the schedule. Says of each step what it
 * touches, in words that do not.
 */
public final class RacyProgram implements Program {
  private enum Kind {
    READ(1),
    WRITE(1),
    BUMP(2),
    /** Reads, and writes another field if something has been written. */
    TEST(2),
    /** Makes a cell with an atomic of its own. */
    MAKE(0),
    /** Puts the cell that the thread made last where others find it. */
    PUBLISH(1),
    /** Adds to the atomic of a cell that is found there, if any. */
    FOLLOW(2),
    /** Writes a field of that cell. */
    FOLLOW_WRITE(2),
    LOCKED_WRITE(3);

    final int steps;

    Kind(int steps) {
      this.steps = steps;
    }
  }

  private static final class Op {
    Kind kind;
    int cell;
    int field;

    @Override
    public String toString() {
      return kind + "" + cell + "." + field;
    }
  }

  private static final String[] FIELDS = {"a", "b", "all"};

  private final List<List<Op>> threads = new ArrayList<>();
  private final Map<Object, String> labels = new IdentityHashMap<>();

  /**
   * @param steps how many each thread takes at most
   */
  public RacyProgram(long seed, int threads, int steps) {
    Random r = new Random(seed);
    for (int t = 0; t < threads; t++) {
      List<Op> ops = new ArrayList<>();
      int left = steps;
      while (left > 0) {
        Op op = new Op();
        Kind[] kinds = Kind.values();
        op.kind = kinds[r.nextInt(kinds.length)];
        op.cell = r.nextInt(2);
        op.field = Math.max(0, r.nextInt(12) - 9);
        if (op.kind.steps <= left) {
          left -= op.kind.steps;
          ops.add(op);
        }
      }
      this.threads.add(ops);
    }
  }

  /** What the next step of a thread touches; null for locks and threads. */
  public String label(ExploredThread td) {
    return labels.get(td);
  }

  @Override
  public String toString() {
    return threads.toString();
  }

  @Override
  public Runnable begin(World world) {
    labels.clear();
    ExploredRuntime rt = world.runtime("", null, 2);
    Mtx m = rt.mtx(Locks.SO_RCV);
    Cell[] cells = {new Cell("s0", rt.atomicInt(0)), new Cell("s1", rt.atomicInt(0))};
    cells[0].set(2, 0);
    return () -> {
      for (int i = 0; i < threads.size(); i++) {
        Actor a = new Actor(rt, m, cells, "t" + i, threads.get(i));
        rt.spawn("t" + i, Priority.USER, 0, a::run);
      }
    };
  }

  private final class Actor {
    private final ExploredRuntime rt;
    private final Mtx mtx;
    private final Cell[] cells;
    private final String name;
    private final List<Op> code;
    private int made;
    private Cell own;

    Actor(ExploredRuntime rt, Mtx mtx, Cell[] cells, String name, List<Op> code) {
      this.rt = rt;
      this.mtx = mtx;
      this.cells = cells;
      this.name = name;
      this.code = code;
    }

    void run() {
      KThread self = rt.curthread();
      for (Op op : code) {
        step(self, op);
        labels.remove(self);
      }
    }

    private void say(KThread self, Cell c, String field) {
      labels.put(self, field.equals("all") ? "all" : c.name + "." + field);
    }

    private int get(KThread self, Cell c, int field) {
      say(self, c, FIELDS[field]);
      return c.get(field);
    }

    private void set(KThread self, Cell c, int field, int value) {
      say(self, c, FIELDS[field]);
      c.set(field, value);
    }

    private void step(KThread self, Op op) {
      Cell c = cells[op.cell];
      switch (op.kind) {
        case READ:
          get(self, c, op.field);
          return;
        case WRITE:
          set(self, c, op.field, 1);
          return;
        case BUMP:
          set(self, c, op.field, get(self, c, op.field) + 1);
          return;
        case TEST:
          if (get(self, c, op.field) != 0) {
            set(self, c, 1 - op.field % 2, 1);
          }
          return;
        case MAKE:
          own = new Cell(name + "." + made++, rt.atomicInt(0));
          return;
        case PUBLISH:
          say(self, c, "next");
          c.next(own);
          return;
        case FOLLOW:
        case FOLLOW_WRITE:
          say(self, c, "next");
          Cell n = c.next();
          if (n != null && op.kind == Kind.FOLLOW) {
            say(self, n, "atomic");
            n.atomic.fetchAdd(1);
          } else if (n != null) {
            set(self, n, op.field, 1);
          }
          return;
        case LOCKED_WRITE:
          mtx.lock();
          set(self, c, op.field, 1);
          labels.remove(self);
          mtx.unlock();
          return;
        default:
          throw new IllegalStateException(op.kind.toString());
      }
    }
  }
}
