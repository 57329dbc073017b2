package giantless.explore.search;

import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random program of a few threads; the seed makes it. May deadlock; misuses nothing. A thread
 * unparks only those spawned before it, whose handles it can know without a race.
 */
final class SmallProgram implements Program {
  /** What a thread's code is made of. */
  private enum Kind {
    LOCK,
    TRY_LOCK,
    RLOCK,
    WLOCK,
    TRY_WLOCK,
    TRY_RLOCK,
    UPGRADE,
    DOWNGRADE,
    WAIT,
    SLEEP,
    TIMED_WAIT,
    SIGNAL,
    BROADCAST,
    WAKEUP,
    ADD,
    GET,
    CAS,
    CHOOSE,
    UNPARK,
    PARK
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

  SmallProgram(long seed, int size, boolean timed) {
    Random r = new Random(seed);
    int n = 2 + r.nextInt(2);
    for (int t = 0; t < n; t++) {
      threads.add(block(r, n == 2 ? size : size - 1, 0, timed));
    }
  }

  private static List<Op> block(Random r, int size, int depth, boolean timed) {
    List<Op> ops = new ArrayList<>();
    int left = size;
    while (left > 0) {
      Op op = new Op();
      Kind[] kinds = Kind.values();
      op.kind = kinds[r.nextInt(kinds.length)];
      if (op.kind == Kind.TIMED_WAIT && !timed) {
        continue;
      }
      op.which = r.nextInt(2);
      int cost = op.kind.compareTo(Kind.WAIT) < 0 ? 2 : 1;
      if (cost > left) {
        cost = left;
      }
      left -= cost;
      if (op.kind.compareTo(Kind.WAIT) < 0 && depth == 0 && left > 0 && r.nextBoolean()) {
        op.inside = block(r, 1, 1, timed);
        left--;
      }
      ops.add(op);
    }
    return ops;
  }

  @Override
  public String toString() {
    return threads.toString();
  }

  @Override
  public Runnable begin(World world) {
    ExploredRuntime rt = world.runtime("", null, 2);
    State s = new State(rt);
    return () -> {
      for (int i = 0; i < threads.size(); i++) {
        int self = i;
        List<Op> code = threads.get(i);
        s.threads[i] = rt.spawn("t" + i, Priority.USER, 0, () -> s.run(self, code));
      }
    };
  }

  private static final class State {
    private final ExploredRuntime rt;
    private final Mtx[] mtx;
    private final RwLock[] rw;
    private final CondVar[] cv;
    private final AtomicInt[] atomic;
    private final Object[] channel = {"channel 0", "channel 1"};
    private final KThread[] threads = new KThread[3];

    State(ExploredRuntime rt) {
      this.rt = rt;
      mtx = new Mtx[] {rt.mtx(Locks.SO_RCV), rt.mtx(Locks.SO_SND)};
      LockClass k = rwClass();
      rw = new RwLock[] {rt.rw(k), rt.rw(k)};
      cv = new CondVar[] {rt.cv("cv0"), rt.cv("cv1")};
      atomic = new AtomicInt[] {rt.atomicInt(0), rt.atomicInt(0)};
    }

    private static LockClass rwClass() {
      return Locks.all().stream()
          .filter(c -> c.kind() == LockClass.Kind.RW)
          .findFirst()
          .orElseThrow();
    }

    void run(int self, List<Op> code) {
      for (Op op : code) {
        step(self, op);
      }
    }

    private void step(int self, Op op) {
      Mtx m = mtx[op.which];
      RwLock l = rw[op.which];
      switch (op.kind) {
        case LOCK:
          if (m.isOwned()) {
            return;
          }
          m.lock();
          run(self, op.inside);
          m.unlock();
          return;
        case TRY_LOCK:
          if (!m.isOwned() && m.tryLock()) {
            run(self, op.inside);
            m.unlock();
          }
          return;
        case RLOCK:
          if (!l.isHeld()) {
            l.rlock();
            run(self, op.inside);
            l.runlock();
          }
          return;
        case TRY_RLOCK:
          if (!l.isHeld() && l.tryRlock()) {
            run(self, op.inside);
            l.runlock();
          }
          return;
        case WLOCK:
          if (!l.isHeld()) {
            l.wlock();
            run(self, op.inside);
            l.wunlock();
          }
          return;
        case TRY_WLOCK:
          if (!l.isHeld() && l.tryWlock()) {
            run(self, op.inside);
            l.wunlock();
          }
          return;
        case UPGRADE:
          if (!l.isHeld()) {
            l.rlock();
            if (l.tryUpgrade()) {
              l.wunlock();
            } else {
              l.runlock();
            }
          }
          return;
        case DOWNGRADE:
          if (!l.isHeld()) {
            l.wlock();
            l.downgrade();
            l.runlock();
          }
          return;
        case WAIT:
        case SLEEP:
        case TIMED_WAIT:
          boolean mine = !m.isOwned();
          if (mine) {
            m.lock();
          }
          if (op.kind == Kind.WAIT) {
            cv[op.which].await(m);
          } else if (op.kind == Kind.TIMED_WAIT) {
            cv[op.which].timedAwait(m, 10);
          } else {
            rt.sleepQueue().sleep(channel[op.which], m, "chan" + op.which, false, 0, false);
          }
          if (mine) {
            m.unlock();
          }
          return;
        case SIGNAL:
          cv[op.which].signal();
          return;
        case BROADCAST:
          cv[op.which].broadcast();
          return;
        case WAKEUP:
          rt.sleepQueue().wakeup(channel[op.which]);
          return;
        case ADD:
          atomic[op.which].fetchAdd(1);
          return;
        case GET:
          atomic[op.which].get();
          return;
        case CAS:
          atomic[op.which].compareAndSet(0, 1);
          return;
        case CHOOSE:
          if (rt.choose(2, "coin") == 1) {
            atomic[op.which].fetchAdd(1);
          }
          return;
        case PARK:
          rt.park(Long.MAX_VALUE);
          return;
        case UNPARK:
          rt.unpark(op.which < self ? threads[op.which] : rt.curthread());
          return;
        default:
          throw new IllegalStateException(op.kind.toString());
      }
    }
  }
}
