package giantless.explore.search;

import giantless.lock.LockRuntime;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.Touched;
import giantless.lock.explored.World;
import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * The steps of the execution that runs, with what they touch, what comes before what, and what
 * every thread would do next. Steps that are shared with the execution before keep their clocks.
 */
final class Log {
  /** Interrupts touch it as writers, whatever they may disturb as readers. */
  private static final int SIGNALS = 0;

  private static final int FIRST_UNNUMBERED = 1 << 24;
  private static final int[] NO_CLOCK = {};

  private final Names names;
  private Step[] steps = new Step[64];
  private int size;

  // By the world's id of a thread.
  private Step[] pending = new Step[16];
  private Step[] expiry = new Step[16];
  private int[] number = new int[16];
  private long[] deadline = new long[16];
  private int[] lastStep = new int[16];
  private int[] lastExpiry = new int[16];
  private int[] spawnedAt = new int[16];
  private ExploredThread[] thread = new ExploredThread[16];
  private int known;

  /** By thread number, the world's id. */
  private int[] ids = new int[16];

  private final IdentityHashMap<Object, Integer> unnumbered = new IdentityHashMap<>();
  private String[] unnumberedKind = new String[8];

  /** Two fields or monitors could not be told apart, in any execution so far. */
  private boolean confused;

  /** Deadlines that were cancelled: the step that would have been, and after which index. */
  private Step[] cancelled = new Step[8];

  private int[] cancelledAt = new int[8];
  private int cancelledCount;

  /** Pairs of a thread and its deadline as the run began. */
  private long[] initial = new long[8];

  private int initialCount;

  private World world;
  private int clockSlot;
  private int shared;
  private int running = Step.NONE;
  private boolean open;
  private Object lock0;
  private Object lock1;
  private long held0;
  private long held1;

  Log(Names names) {
    this.names = names;
  }

  /** A new execution, whose first steps, up to {@code sharedSteps}, are those of the one before. */
  void begin(World w, int sharedSteps) {
    world = w;
    size = 0;
    known = 0;
    shared = sharedSteps;
    running = Step.NONE;
    open = false;
    cancelledCount = 0;
    initialCount = 0;
    if (!unnumbered.isEmpty()) {
      unnumbered.clear();
    }
    Arrays.fill(ids, Step.NONE);
    clockSlot = slot(w.clock());
  }

  Names names() {
    return names;
  }

  int size() {
    return size;
  }

  Step step(int i) {
    return steps[i];
  }

  int cancelledCount() {
    return cancelledCount;
  }

  Step cancelled(int i) {
    return cancelled[i];
  }

  int cancelledAt(int i) {
    return cancelledAt[i];
  }

  // ---- Things ----

  private int slot(Object o) {
    int n = Touched.number(o);
    if (n >= 0) {
      return n + 1;
    }
    Integer k = unnumbered.get(o);
    if (k == null) {
      k = unnumbered.size();
      if (k == unnumberedKind.length) {
        unnumberedKind = Arrays.copyOf(unnumberedKind, k * 2);
      }
      String kind = Touched.kind(o);
      for (int i = 0; i < k && !confused && Touched.mustBeTold(o); i++) {
        confused = kind.equals(unnumberedKind[i]);
      }
      unnumberedKind[k] = kind;
      unnumbered.put(o, k);
    }
    return FIRST_UNNUMBERED + k;
  }

  /** The same touches with what is the same in every execution in place of slots. */
  Touch lasting(Touch t) {
    Touch s = t.copy();
    for (int i = 0; i < s.size; i++) {
      s.slots[i] = lasting(s.slots[i]);
    }
    return s;
  }

  private int lasting(int slot) {
    if (slot == SIGNALS) {
      return SIGNALS;
    }
    if (slot >= FIRST_UNNUMBERED) {
      return names.anyOf(unnumberedKind[slot - FIRST_UNNUMBERED]);
    }
    long origin = world.origin(slot - 1);
    int maker = (int) (origin >> 32);
    int by = maker >= 0 ? number[maker] : maker == -1 ? Names.BOOT : Names.BEFORE;
    return names.thing(by, (int) origin, world.part(slot - 1));
  }

  boolean isConfused() {
    return confused;
  }

  // ---- Threads ----

  /** The decision that lets the actor take its step. */
  int decision(int actor) {
    int id = (actor >> 1) < ids.length ? ids[actor >> 1] : Step.NONE;
    return (actor & 1) == 0 || id < 0 ? id : ~id;
  }

  int actor(int id) {
    return number[id] << 1;
  }

  int expiryActor(int id) {
    return number[id] << 1 | 1;
  }

  private boolean hasEnded(int id) {
    return thread[id] == null || thread[id].hasEnded();
  }

  /** What the thread with this id of the world does next; null after its end. */
  Step pending(int id) {
    return hasEnded(id) ? null : pending[id];
  }

  /** The coming of this thread's deadline; null if it waits for none. */
  Step expiry(int id) {
    return deadline[id] == LockRuntime.NEVER ? null : expiry[id];
  }

  int actors() {
    return ids.length * 2;
  }

  int threads() {
    return known;
  }

  private void grow() {
    int n = known * 2;
    pending = Arrays.copyOf(pending, n);
    expiry = Arrays.copyOf(expiry, n);
    number = Arrays.copyOf(number, n);
    deadline = Arrays.copyOf(deadline, n);
    lastStep = Arrays.copyOf(lastStep, n);
    lastExpiry = Arrays.copyOf(lastExpiry, n);
    spawnedAt = Arrays.copyOf(spawnedAt, n);
    thread = Arrays.copyOf(thread, n);
  }

  /** What the last step did, and what the threads do next. To be called between steps. */
  void settle() {
    if (open) {
      close(steps[size - 1]);
    }
    while (known < world.threadCount()) {
      ExploredThread td = world.thread(known);
      if (known == pending.length) {
        grow();
      }
      int id = known++;
      thread[id] = td;
      deadline[id] = LockRuntime.NEVER;
      if (td == null) {
        // It had ended before the run, so who it was depends on no schedule.
        number[id] = names.thread(Names.BOOT, -1 - id);
        continue;
      }
      int parent = td.parent() < 0 ? Names.BOOT : number[td.parent()];
      int n = names.thread(parent, td.rank());
      if (n >= ids.length) {
        int from = ids.length;
        ids = Arrays.copyOf(ids, n * 2);
        Arrays.fill(ids, from, ids.length, Step.NONE);
      }
      ids[n] = id;
      number[id] = n;
      lastStep[id] = Step.NONE;
      lastExpiry[id] = Step.NONE;
      spawnedAt[id] = size - 1;
      if (pending[id] == null) {
        pending[id] = new Step();
        expiry[id] = new Step();
      }
      pending[id].reset(n << 1);
      publish(id);
    }
    if (running != Step.NONE && !thread[running].hasEnded()) {
      publish(running);
    }
    deadlines();
    running = Step.NONE;
    open = false;
  }

  private void close(Step s) {
    s.change0 = Touched.holds(lock0) - held0;
    s.change1 = Touched.holds(lock1) - held1;
  }

  private void publish(int id) {
    ExploredThread td = thread[id];
    Operation op = td.operation();
    Step p = pending[id];
    Operation.Kind kind = op.kind();
    p.kind = kind;
    p.mayWait = op.mayWait();
    p.interruptible = op.third() != null;
    Touch t = p.touch;
    t.clear();
    if (op.object() != null) {
      if (kind == Operation.Kind.RLOCK
          || kind == Operation.Kind.RUNLOCK
          || kind == Operation.Kind.TRY_RLOCK) {
        t.shares = 1;
      }
      t.add(slot(op.object()), op.writesObject());
    }
    if (op.second() != null) {
      t.add(slot(op.second()), op.writesSecond());
    }
    if (op.third() != null) {
      t.add(slot(op.third()), false);
    }
    switch (kind) {
      case INTERRUPT:
        t.add(SIGNALS, true);
        break;
      case WAKEUP:
      case WAKEUP_ONE:
      case SIGNAL:
      case BROADCAST:
      case HAS_WAITERS:
      case SLEEP:
        t.add(SIGNALS, false);
        break;
      case END:
        if (td.isMain()) {
          t.add(clockSlot, true);
        }
        break;
      case RLOCK:
        p.again = td.sharesHold(op.object());
        break;
      case PARK:
        p.expired = td.isParkExpired();
        break;
      case JOIN:
        p.joined = actor(op.joined().id());
        break;
      default:
        break;
    }
  }

  private void deadlines() {
    for (int id = 0; id < known; id++) {
      ExploredThread td = thread[id];
      long now = hasEnded(id) ? LockRuntime.NEVER : td.deadline();
      if (now == deadline[id]) {
        continue;
      }
      Step by = size == 0 ? null : steps[size - 1];
      if (by == null) {
        initial(number[id], now);
      } else {
        by.deadline(number[id], now);
        if (by.deadlineCount == 2 && by.kind != Operation.Kind.EXPIRE) {
          by.touch.add(clockSlot, false);
          order(by, size - 1);
        }
        boolean own = by.actor == expiryActor(id) || by.actor == actor(id);
        if (deadline[id] != LockRuntime.NEVER && !own) {
          cancel(expiry[id]);
        }
      }
      deadline[id] = now;
      if (now != LockRuntime.NEVER) {
        Step e = expiry[id];
        e.reset(expiryActor(id));
        e.kind = Operation.Kind.EXPIRE;
        e.mayWait = true;
        e.touch.add(slot(td.expiryKey()), true);
        e.touch.add(clockSlot, true);
        e.touch.add(SIGNALS, false);
      }
    }
  }

  /** A thread waits for a deadline as the run begins: set-up has left it so. */
  private void initial(int thread, long time) {
    if (initialCount == initial.length) {
      initial = Arrays.copyOf(initial, initialCount * 2);
    }
    initial[initialCount++] = thread;
    initial[initialCount++] = time;
  }

  private void cancel(Step s) {
    if (cancelledCount == cancelled.length) {
      cancelled = Arrays.copyOf(cancelled, cancelledCount * 2);
      cancelledAt = Arrays.copyOf(cancelledAt, cancelledCount * 2);
    }
    Step c = new Step();
    c.announce(s);
    cancelled[cancelledCount] = c;
    cancelledAt[cancelledCount++] = size - 1;
  }

  // ---- Steps ----

  /**
   * The actor takes its step, from what it announced.
   *
   * @param barrier whether it is a deadline that comes as nothing else can be done
   */
  void take(int actor, boolean barrier) {
    if (size == steps.length) {
      steps = Arrays.copyOf(steps, size * 2);
    }
    int id = ids[actor >> 1];
    boolean expires = (actor & 1) == 1;
    Step from = expires ? expiry[id] : pending[id];
    Step s = steps[size];
    if (s == null) {
      s = new Step();
      steps[size] = s;
    }
    int[] clock = s.clock;
    int answer = s.answer;
    if (size < shared) {
      s.clock = NO_CLOCK;
    }
    s.announce(from);
    place(s, id, expires);
    s.barrier = barrier;
    if (size < shared) {
      s.clock = clock;
      s.answer = answer;
    }
    if (expires) {
      lock0 = null;
      lock1 = null;
      lastExpiry[id] = size;
      pending[id].wokenBy(size);
    } else {
      Operation op = thread[id].operation();
      lock0 = op.object();
      lock1 = op.second();
      held0 = Touched.holds(lock0);
      held1 = Touched.holds(lock1);
      if (s.touch.shares != 0 && held0 >= Touched.QUEUED_WRITER) {
        s.touch.writes |= 1;
      }
      lastStep[id] = size;
      if (s.kind == Operation.Kind.PARK || s.kind == Operation.Kind.RESUME) {
        pending[id].wakerCount = 0;
      }
    }
    if (size >= shared) {
      order(s, size);
    }
    size++;
    running = expires ? Step.NONE : id;
    open = true;
  }

  /** Fills in what came before a step that was taken or could be. */
  private void place(Step s, int id, boolean expires) {
    int same = expires ? lastExpiry[id] : lastStep[id];
    s.before = lastStep[id] == Step.NONE ? spawnedAt[id] : lastStep[id];
    s.rank = same == Step.NONE ? 0 : steps[same].rank + 1;
    s.before = Math.max(s.before, same);
  }

  /** Makes a step that is not taken ready to be compared with those before {@code end}. */
  void imagine(Step s, int end) {
    s.before = Step.NONE;
    s.rank = 0;
    if (s.kind == Operation.Kind.START) {
      s.before = spawnedAt[ids[s.actor >> 1]];
    }
    for (int i = end - 1; i >= 0 && s.before == Step.NONE; i--) {
      int a = steps[i].actor;
      if (a == s.actor || a == (s.actor & ~1)) {
        s.before = i;
      }
    }
    for (int i = 0; i < end; i++) {
      s.rank += steps[i].actor == s.actor ? 1 : 0;
    }
    Arrays.fill(s.clock, 0);
    order(s, end);
  }

  private void order(Step s, int index) {
    if (s.before != Step.NONE) {
      s.join(steps[s.before]);
    }
    if (s.kind == Operation.Kind.RESUME) {
      for (int i = 0; i < s.wakerCount; i++) {
        if (s.wakers[i] > s.before && ends(steps[s.wakers[i]], s)) {
          s.join(steps[s.wakers[i]]);
        }
      }
    }
    for (int i = 0; i < index; i++) {
      Step o = steps[i];
      if (!s.isAfter(o) && (s.barrier || o.barrier || o.touch.conflicts(s.touch))) {
        s.join(o);
      }
    }
  }

  void woke(ExploredThread td) {
    if (size > 0 && open) {
      pending[td.id()].wokenBy(size - 1);
    }
  }

  void answer(int answer) {
    steps[size - 1].answer = answer;
  }

  // ---- Could it have been? ----

  /**
   * Whether step {@code s} could be taken after those before {@code end} that do not come after
   * step {@code k}, without {@code k}.
   */
  boolean couldBeWithout(Step s, int k, int end, int expiryBound) {
    if (!s.mayWait) {
      return true;
    }
    switch (s.kind) {
      case LOCK:
        return holds(s.touch.slots[0], k, end) == 0;
      case RLOCK:
      case WLOCK_QUEUED:
        long h = holds(s.touch.slots[0], k, end);
        boolean owned = (h & (Touched.SHARED_HOLD - 1)) != 0;
        boolean queued = h >= Touched.QUEUED_WRITER;
        boolean read = (h & (Touched.QUEUED_WRITER - 1)) >= Touched.SHARED_HOLD;
        boolean free =
            s.kind == Operation.Kind.RLOCK
                ? !owned && (!read || !queued || s.again)
                : !owned && !read;
        return free || (s.interruptible && isSignalled(s.touch.slots[1], k, end));
      case RESUME:
        return isWoken(s, s.before, k, end)
            && (s.touch.size == 0 || holds(s.touch.slots[0], k, end) == 0);
      case PARK:
        return s.expired || isWoken(s, Step.NONE, k, end);
      case JOIN:
        for (int i = 0; i < end; i++) {
          if (steps[i].actor == s.joined && steps[i].kind == Operation.Kind.END) {
            return isWithout(i, k);
          }
        }
        return false;
      case EXPIRE:
        return isFirstDeadline(s, k, end, expiryBound);
      default:
        throw new IllegalStateException("no rule says when " + s.kind + " waits");
    }
  }

  private boolean isWithout(int i, int k) {
    return i < k || (i > k && !steps[i].isAfter(steps[k]));
  }

  private boolean isWoken(Step s, int after, int k, int end) {
    for (int i = 0; i < s.wakerCount; i++) {
      int w = s.wakers[i];
      if (w > after && w < end && ends(steps[w], s) && isWithout(w, k)) {
        return true;
      }
    }
    return false;
  }

  /** Whether what the waker gave, a permit, a signal or a wakeup, is what the step waits for. */
  static boolean ends(Step waker, Step s) {
    boolean permit = waker.kind == Operation.Kind.UNPARK;
    return s.kind == Operation.Kind.PARK
        ? permit || waker.kind == Operation.Kind.EXPIRE
        : s.kind == Operation.Kind.RESUME && !permit;
  }

  /** Whether a signal is posted, and not taken, to the thread that this slot is the signals of. */
  private boolean isSignalled(int slot, int k, int end) {
    for (int i = end - 1; i >= 0; i--) {
      boolean posts = steps[i].kind == Operation.Kind.INTERRUPT;
      boolean changes = posts || steps[i].kind == Operation.Kind.TAKE_SIGNAL;
      if (changes && steps[i].touch.slots[0] == slot && isWithout(i, k)) {
        return posts;
      }
    }
    return false;
  }

  private long holds(int slot, int k, int end) {
    long h = 0;
    for (int i = 0; i < end; i++) {
      Step o = steps[i];
      if ((o.change0 | o.change1) != 0 && isWithout(i, k)) {
        if (o.touch.slots[0] == slot) {
          h += o.change0;
        } else if (o.touch.size > 1 && o.touch.slots[1] == slot) {
          h += o.change1;
        }
      }
    }
    return h;
  }

  private boolean isFirstDeadline(Step s, int k, int end, int bound) {
    long[] times = new long[ids.length];
    Arrays.fill(times, LockRuntime.NEVER);
    for (int d = 0; d < initialCount; d += 2) {
      times[(int) initial[d]] = initial[d + 1];
    }
    int expiries = 0;
    for (int i = 0; i < end; i++) {
      Step o = steps[i];
      if (isWithout(i, k)) {
        expiries += o.kind == Operation.Kind.EXPIRE ? 1 : 0;
        for (int d = 0; d < o.deadlineCount; d += 2) {
          times[(int) o.deadlines[d]] = o.deadlines[d + 1];
        }
      }
    }
    long mine = times[s.actor >> 1];
    if (mine == LockRuntime.NEVER || expiries >= bound) {
      return false;
    }
    return Arrays.stream(times).noneMatch(t -> t < mine);
  }
}
