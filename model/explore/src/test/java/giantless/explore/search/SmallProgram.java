package giantless.explore.search;

import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import giantless.lock.SleepQueue;
import giantless.lock.SxLock;
import giantless.lock.WaitResult;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A random program of a few threads; the seed makes it. May deadlock; misuses nothing. A thread
 * unparks only those spawned before it, whose handles it can know without a race.
 */
final class SmallProgram implements Answering {
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
    PARK,
    // From here on those with signals.
    SLEEP_SIG,
    WAIT_SIG,
    TIMED_WAIT_SIG,
    SX_SHARED_SIG,
    SX_EXCLUSIVE_SIG,
    INTERRUPT,
    TEST_SIGNAL,
    TAKE_SIGNAL;

    /** Whether there can be steps between its two. */
    boolean isBlock() {
      return compareTo(WAIT) < 0 || this == SX_SHARED_SIG || this == SX_EXCLUSIVE_SIG;
    }

    boolean isTimed() {
      return this == TIMED_WAIT || this == TIMED_WAIT_SIG;
    }

    /** Any, or every second time one with signals where there may be such. */
    static Kind draw(Random r, boolean signals) {
      int plain = SLEEP_SIG.ordinal();
      return signals && r.nextBoolean()
          ? values()[plain + r.nextInt(values().length - plain)]
          : values()[r.nextInt(plain)];
    }
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
  private final boolean signals;
  private State last;

  SmallProgram(long seed, int size, boolean timed) {
    this(seed, size, timed, false);
  }

  /**
   * One whose threads send signals to each other, and wait for locks and sleep so that these count.
   */
  static SmallProgram withSignals(long seed, int size, boolean timed) {
    return new SmallProgram(seed, size, timed, true);
  }

  private SmallProgram(long seed, int size, boolean timed, boolean signals) {
    this.signals = signals;
    Random r = new Random(seed);
    int n = 2 + r.nextInt(2);
    for (int t = 0; t < n; t++) {
      threads.add(block(r, n == 2 ? size : size - 1, 0, timed, signals));
    }
  }

  boolean hasSignals() {
    return signals;
  }

  /** Whether a signal is sent, and there is a wait that one ends. */
  boolean mayBeInterrupted() {
    String text = toString();
    return text.contains("INTERRUPT") && text.matches(".*_SIG\\d.*");
  }

  /** What the operations of the last execution answered, thread by thread. */
  @Override
  public String answers() {
    return Arrays.toString(last.said);
  }

  private static List<Op> block(Random r, int size, int depth, boolean timed, boolean signals) {
    List<Op> ops = new ArrayList<>();
    int left = size;
    while (left > 0) {
      Op op = new Op();
      op.kind = Kind.draw(r, signals);
      if (op.kind.isTimed() && !timed) {
        continue;
      }
      op.which = r.nextInt(2);
      int cost = op.kind.isBlock() ? 2 : 1;
      if (cost > left) {
        cost = left;
      }
      left -= cost;
      if (op.kind.isBlock() && depth == 0 && left > 0 && r.nextBoolean()) {
        op.inside = block(r, 1, 1, timed, signals);
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
    last = s;
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
    private final SxLock[] sx;
    private final StringBuilder[] said = {
      new StringBuilder(), new StringBuilder(), new StringBuilder()
    };

    State(ExploredRuntime rt) {
      this.rt = rt;
      mtx = new Mtx[] {rt.mtx(Locks.SO_RCV), rt.mtx(Locks.SO_SND)};
      LockClass k = firstOf(LockClass.Kind.RW);
      rw = new RwLock[] {rt.rw(k), rt.rw(k)};
      LockClass x = firstOf(LockClass.Kind.SX);
      sx = new SxLock[] {rt.sx(x), rt.sx(x)};
      cv = new CondVar[] {rt.cv("cv0"), rt.cv("cv1")};
      atomic = new AtomicInt[] {rt.atomicInt(0), rt.atomicInt(0)};
    }

    private static LockClass firstOf(LockClass.Kind kind) {
      return Locks.all().stream().filter(c -> c.kind() == kind).findFirst().orElseThrow();
    }

    private boolean told(int self, boolean answer) {
      said[self].append(answer ? '+' : '-');
      return answer;
    }

    private void tell(int self, Object answer) {
      said[self].append(answer).append(' ');
    }

    /** One spawned before, or itself. */
    private KThread other(int self, Op op) {
      return op.which < self ? threads[op.which] : rt.curthread();
    }

    void run(int self, List<Op> code) {
      for (Op op : code) {
        step(self, op);
      }
    }

    private void step(int self, Op op) {
      Mtx m = mtx[op.which];
      RwLock l = rw[op.which];
      // By name: javac 17 keeps the table of an enum switch in SmallProgram$1, and Java PathFinder,
      // which runs these programs too, calls the class of the second lambda here the same.
      switch (op.kind.name()) {
        case "LOCK":
          if (m.isOwned()) {
            return;
          }
          m.lock();
          run(self, op.inside);
          m.unlock();
          return;
        case "TRY_LOCK":
          if (!m.isOwned() && told(self, m.tryLock())) {
            run(self, op.inside);
            m.unlock();
          }
          return;
        case "RLOCK":
          if (!l.isHeld()) {
            l.rlock();
            run(self, op.inside);
            l.runlock();
          }
          return;
        case "TRY_RLOCK":
          if (!l.isHeld() && told(self, l.tryRlock())) {
            run(self, op.inside);
            l.runlock();
          }
          return;
        case "WLOCK":
          if (!l.isHeld()) {
            l.wlock();
            run(self, op.inside);
            l.wunlock();
          }
          return;
        case "TRY_WLOCK":
          if (!l.isHeld() && told(self, l.tryWlock())) {
            run(self, op.inside);
            l.wunlock();
          }
          return;
        case "UPGRADE":
          if (!l.isHeld()) {
            l.rlock();
            if (told(self, l.tryUpgrade())) {
              l.wunlock();
            } else {
              l.runlock();
            }
          }
          return;
        case "DOWNGRADE":
          if (!l.isHeld()) {
            l.wlock();
            l.downgrade();
            l.runlock();
          }
          return;
        case "WAIT":
        case "SLEEP":
        case "TIMED_WAIT":
        case "WAIT_SIG":
        case "SLEEP_SIG":
        case "TIMED_WAIT_SIG":
          boolean mine = !m.isOwned();
          if (mine) {
            m.lock();
          }
          tell(self, sleep(op, m));
          if (mine) {
            m.unlock();
          }
          return;
        case "SIGNAL":
          cv[op.which].signal();
          return;
        case "BROADCAST":
          cv[op.which].broadcast();
          return;
        case "WAKEUP":
          rt.sleepQueue().wakeup(channel[op.which]);
          return;
        case "ADD":
          tell(self, atomic[op.which].fetchAdd(1));
          return;
        case "GET":
          tell(self, atomic[op.which].get());
          return;
        case "CAS":
          told(self, atomic[op.which].compareAndSet(0, 1));
          return;
        case "CHOOSE":
          if (told(self, rt.choose(2, "coin") == 1)) {
            tell(self, atomic[op.which].fetchAdd(1));
          }
          return;
        case "PARK":
          rt.park(Long.MAX_VALUE);
          return;
        case "UNPARK":
          rt.unpark(other(self, op));
          return;
        case "SX_SHARED_SIG":
          if (!sx[op.which].isHeld() && told(self, sx[op.which].slockSig() == WaitResult.WOKEN)) {
            run(self, op.inside);
            sx[op.which].sunlock();
          }
          return;
        case "SX_EXCLUSIVE_SIG":
          if (!sx[op.which].isHeld() && told(self, sx[op.which].xlockSig() == WaitResult.WOKEN)) {
            run(self, op.inside);
            sx[op.which].xunlock();
          }
          return;
        case "INTERRUPT":
          other(self, op).interrupt();
          return;
        case "TEST_SIGNAL":
          told(self, rt.curthread().isInterrupted());
          return;
        case "TAKE_SIGNAL":
          told(self, rt.curthread().clearInterrupt());
          return;
        default:
          throw new IllegalStateException(op.kind.toString());
      }
    }

    private WaitResult sleep(Op op, Mtx m) {
      CondVar c = cv[op.which];
      switch (op.kind.name()) {
        case "WAIT":
          c.await(m);
          return WaitResult.WOKEN;
        case "WAIT_SIG":
          return c.awaitSig(m);
        case "TIMED_WAIT":
          return c.timedAwait(m, 10);
        case "TIMED_WAIT_SIG":
          return c.timedAwaitSig(m, 10);
        default:
          boolean sig = op.kind == Kind.SLEEP_SIG;
          return rt.sleepQueue()
              .sleep(channel[op.which], m, "chan" + op.which, sig, SleepQueue.FOREVER, false);
      }
    }
  }
}
