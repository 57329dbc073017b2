package giantless.races;

import giantless.explore.search.Program;
import giantless.lock.AtomicInt;
import giantless.lock.KThread;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.PlainObject;
import giantless.lock.explored.World;
import giantless.weave.Hooks;
import giantless.weave.MonitorHooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A random program of a few threads that enter, leave, wait for and notify the monitors of two
 * objects, as woven code does. May deadlock.
 */
public final class MonitorProgram implements Program {
  private enum Kind {
    SYNCHRONIZED,
    WAIT,
    TIMED_WAIT,
    NOTIFY,
    NOTIFY_ALL,
    ADD,
    INTERRUPT
  }

  private static final class Op {
    Kind kind;
    int which;
    List<Op> inside = new ArrayList<>();

    @Override
    public String toString() {
      return kind + "" + which + (inside.isEmpty() ? "" : inside);
    }
  }

  private final List<List<Op>> threads = new ArrayList<>();
  private final boolean timed;
  private String[] said;

  /**
   * @param size how many operations each thread has
   * @param timed whether waits have a limit, of which one may come early
   */
  public MonitorProgram(long seed, int threads, int size, boolean timed) {
    this.timed = timed;
    Random r = new Random(seed);
    for (int t = 0; t < threads; t++) {
      this.threads.add(block(r, size, 0));
    }
  }

  private List<Op> block(Random r, int size, int depth) {
    List<Op> ops = new ArrayList<>();
    int left = size;
    while (left > 0) {
      Op op = new Op();
      Kind[] kinds = Kind.values();
      op.kind = r.nextInt(3) == 0 ? Kind.SYNCHRONIZED : kinds[r.nextInt(kinds.length)];
      if (op.kind == Kind.TIMED_WAIT && !timed) {
        continue;
      }
      op.which = r.nextInt(2);
      left--;
      if (op.kind == Kind.SYNCHRONIZED && left > 0 && depth < 2) {
        int n = 1 + r.nextInt(left);
        op.inside = block(r, n, depth + 1);
        left -= n;
      }
      ops.add(op);
    }
    return ops;
  }

  /** What the operations of the last execution answered, thread by thread. */
  public String answers() {
    return Arrays.toString(said);
  }

  @Override
  public String toString() {
    return threads.toString();
  }

  private static Object object(String where) {
    PlainObject o = new PlainObject(where);
    Hooks.born(o);
    return o;
  }

  @Override
  public Runnable begin(World world) {
    ExploredRuntime rt = world.runtime("", null, 2);
    Actor[] actors = new Actor[threads.size()];
    Object[] objects = {object("a"), object("b")};
    AtomicInt count = rt.atomicInt(0);
    said = new String[actors.length];
    Arrays.fill(said, "");
    return () -> {
      for (int i = 0; i < actors.length; i++) {
        Actor a = new Actor(rt, i, objects, count, actors);
        actors[i] = a;
        a.thread = rt.spawn("t" + i, Priority.USER, 0, a::run);
      }
    };
  }

  private final class Actor {
    private final ExploredRuntime rt;
    private final int self;
    private final Object[] objects;
    private final AtomicInt count;
    private final Actor[] all;
    KThread thread;

    Actor(ExploredRuntime rt, int self, Object[] objects, AtomicInt count, Actor[] all) {
      this.rt = rt;
      this.self = self;
      this.objects = objects;
      this.count = count;
      this.all = all;
    }

    void run() {
      run(threads.get(self));
    }

    private void run(List<Op> code) {
      for (Op op : code) {
        Object o = objects[op.which];
        if (op.kind == Kind.ADD) {
          tell(count.fetchAdd(1));
        } else if (op.kind == Kind.INTERRUPT) {
          // One that was spawned before, whose handle it knows without a race, or itself.
          (op.which < self ? all[op.which].thread : rt.curthread()).interrupt();
        } else {
          MonitorHooks.enter(o);
          try {
            inside(op, o);
          } finally {
            MonitorHooks.exit(o);
          }
        }
      }
    }

    private void tell(Object answer) {
      said[self] += answer + " ";
    }

    private void inside(Op op, Object o) {
      try {
        switch (op.kind) {
          case WAIT:
            MonitorHooks.wait(o);
            break;
          case TIMED_WAIT:
            MonitorHooks.wait(o, 10);
            break;
          case NOTIFY:
            MonitorHooks.notify(o);
            break;
          case NOTIFY_ALL:
            MonitorHooks.notifyAll(o);
            break;
          default:
            run(op.inside);
            break;
        }
        tell(MonitorHooks.isHeld(o) ? "owns" : "lost");
      } catch (InterruptedException e) {
        tell("interrupted");
      }
    }
  }
}
