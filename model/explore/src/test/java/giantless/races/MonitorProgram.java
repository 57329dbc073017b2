package giantless.races;

import giantless.explore.search.Answering;
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
 * objects: as woven code does, or as the language says it. May deadlock.
 */
public final class MonitorProgram implements Answering {

  /** How monitors are used. */
  public interface Way {
    /** A new object that is there to be locked. */
    Object object(String where);

    void holding(Object o, Runnable inside);

    boolean isHeld(Object o);

    void await(Object o) throws InterruptedException;

    void await(Object o, long millis) throws InterruptedException;

    void notifyOne(Object o);

    void notifyEach(Object o);
  }

  /** What the weaver makes of it. */
  public static final class Woven implements Way {
    @Override
    public Object object(String where) {
      PlainObject o = new PlainObject(where);
      Hooks.born(o);
      return o;
    }

    @Override
    public void holding(Object o, Runnable inside) {
      MonitorHooks.enter(o);
      try {
        inside.run();
      } finally {
        MonitorHooks.exit(o);
      }
    }

    @Override
    public boolean isHeld(Object o) {
      return MonitorHooks.isHeld(o);
    }

    @Override
    public void await(Object o) throws InterruptedException {
      MonitorHooks.wait(o);
    }

    @Override
    public void await(Object o, long millis) throws InterruptedException {
      MonitorHooks.wait(o, millis);
    }

    @Override
    public void notifyOne(Object o) {
      MonitorHooks.notify(o);
    }

    @Override
    public void notifyEach(Object o) {
      MonitorHooks.notifyAll(o);
    }
  }

  /** As a user writes it; where it is not woven, the monitors are those of the JVM. */
  public static final class Language implements Way {
    @Override
    public Object object(String where) {
      return new Object();
    }

    @Override
    public void holding(Object o, Runnable inside) {
      synchronized (o) {
        inside.run();
      }
    }

    @Override
    public boolean isHeld(Object o) {
      return Thread.holdsLock(o);
    }

    @Override
    public void await(Object o) throws InterruptedException {
      o.wait();
    }

    @Override
    public void await(Object o, long millis) throws InterruptedException {
      o.wait(millis);
    }

    @Override
    public void notifyOne(Object o) {
      o.notify();
    }

    @Override
    public void notifyEach(Object o) {
      o.notifyAll();
    }
  }

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
  private final Way way;
  private String[] said;

  /**
   * @param size how many operations each thread has
   * @param timed whether there are waits that have a limit
   */
  public MonitorProgram(long seed, int threads, int size, boolean timed, Way way) {
    this.timed = timed;
    this.way = way;
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

  @Override
  public String answers() {
    return Arrays.toString(said);
  }

  @Override
  public String toString() {
    return threads.toString();
  }

  @Override
  public Runnable begin(World world) {
    ExploredRuntime rt = world.runtime("", null, 2);
    Actor[] actors = new Actor[threads.size()];
    Object[] objects = {way.object("a"), way.object("b")};
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
          tell("" + count.fetchAdd(1));
        } else if (op.kind == Kind.INTERRUPT) {
          // One that was spawned before, whose handle it knows without a race, or itself.
          (op.which < self ? all[op.which].thread : rt.curthread()).interrupt();
        } else {
          way.holding(o, () -> inside(op, o));
        }
      }
    }

    private void tell(String answer) {
      said[self] += answer + " ";
    }

    private void inside(Op op, Object o) {
      try {
        // No switch: the class of its table and that of a lambda have one name in Java PathFinder.
        if (op.kind == Kind.WAIT) {
          way.await(o);
        } else if (op.kind == Kind.TIMED_WAIT) {
          way.await(o, 10);
        } else if (op.kind == Kind.NOTIFY) {
          way.notifyOne(o);
        } else if (op.kind == Kind.NOTIFY_ALL) {
          way.notifyEach(o);
        } else {
          run(op.inside);
        }
        tell(way.isHeld(o) ? "owns" : "lost");
      } catch (InterruptedException e) {
        tell("interrupted");
      }
    }
  }
}
