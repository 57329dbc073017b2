package giantless.lock.explored;

import giantless.lock.KThread;
import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import giantless.lock.Panic;
import giantless.lock.Priority;
import java.util.Arrays;

/**
 * A thread of a {@link World}. It has always published the operation that it performs next. Its
 * state is plain: only the thread that runs touches it, or the carrier's driver when none does.
 */
public final class ExploredThread extends KThread implements Resource {

  /** The wait message of a kernel thread that has nothing to do; it is idle, not stuck. */
  static final String IDLE_MESSAGE = "-";

  /** Where a sleeper stands. */
  enum Sleep {
    NONE,
    ASLEEP,
    WOKEN,
    INTERRUPTED,
    TIMED_OUT
  }

  private static final int SWALLOW_LIMIT = 10_000;

  /** Odd, so that children of different threads get different lineages. */
  private static final long LINEAGE = 0xD1B54A32D192ED03L;

  final World world;

  /** The machine that it belongs to; null for main. */
  final ExploredRuntime runtime;

  private final int id;
  final Runnable body;
  Fibre fibre;

  /** What it performs next. */
  Operation op;

  /** Where it published that; null unless sites are recorded. */
  Object site;

  long lastRun;
  boolean ended;
  int mark;
  private int swallowed;

  // Sleeping and parking.
  Sleep sleep = Sleep.NONE;
  WaitQueue queue;
  String waitMessage;
  boolean catchesSignals;
  long deadline = LockRuntime.NEVER;
  boolean permit;
  boolean parkExpired;
  boolean signal;

  // What operations on this thread touch.
  final Object life;
  final Object permitKey;
  final Object signalKey;
  private final Operation parkOp;

  /** The locks held; a shared lock stands here once for each hold. */
  private LockObject[] held = new LockObject[4];

  private boolean[] heldShared = new boolean[4];
  private int heldCount;

  private SplitMix random;

  // Who it is, whatever the schedule.
  int parent = -1;
  int rank;

  /** Of its parents and ranks alone, as ids are given in the order in which threads are made. */
  long lineage;

  int spawned;
  int created;
  int born;

  // Races.
  ThreadClock clock;
  private HeldAt heldNow;
  private final Sync wakeOrder;
  private final Sync cvOrder;
  private final Sync permitOrder;
  private final Sync signalOrder;

  /** In how many class initialisers it is. */
  int initializing;

  ExploredThread(
      World world,
      ExploredRuntime runtime,
      int id,
      String name,
      int priority,
      int cpu,
      Runnable body,
      Object life) {
    super(name, priority, cpu);
    this.world = world;
    this.runtime = runtime;
    this.id = id;
    this.body = body;
    this.life = life;
    this.permitKey = new Facet(world);
    this.signalKey = new Facet(world);
    this.wakeOrder = world.fields.sync(Edge.WAKEUP);
    this.cvOrder = world.fields.sync(Edge.CONDVAR);
    this.permitOrder = world.fields.sync(Edge.PERMIT);
    this.signalOrder = world.fields.sync(Edge.SIGNAL);
    this.parkOp = Operation.write(Operation.Kind.PARK, permitKey, Gates.PARK);
    this.op = Operation.write(Operation.Kind.START, life, null);
  }

  /** Numbers the threads of a world from 0 in order of creation; what schedules are made of. */
  public int id() {
    return id;
  }

  /**
   * The id of the thread that spawned it; -1 for main and for what was spawned outside of a run.
   * With {@link #rank} it tells who a thread is whatever the schedule, as ids do not.
   */
  public int parent() {
    return parent;
  }

  /** Whether it is the body of the run. */
  public boolean isMain() {
    return runtime == null;
  }

  /** How many threads its parent had spawned before it. */
  public int rank() {
    return rank;
  }

  /** What the coming of its deadline touches; null if it waits for none. */
  public Object expiryKey() {
    return deadline == LockRuntime.NEVER ? null : sleep == Sleep.ASLEEP ? queue.key() : permitKey;
  }

  /** Whether it can go on since its park's deadline had come before it parked. */
  public boolean isParkExpired() {
    return parkExpired;
  }

  /** Whether it holds the lock shared. */
  public boolean sharesHold(Object lock) {
    return lock instanceof LockObject && holdsShared((LockObject) lock);
  }

  /** The wait message of the sleep that nobody has ended yet; null if it does not sleep. */
  public String asleepOn() {
    return sleep == Sleep.ASLEEP ? waitMessage : null;
  }

  /** The operation that it has published and performs next. */
  public Operation operation() {
    return op;
  }

  /** The number of the last step that it took, from 1; 0 if none. */
  public long lastRun() {
    return lastRun;
  }

  /** Whether its body has returned or thrown. */
  public boolean hasEnded() {
    return ended;
  }

  /** When its sleep or park ends by itself, in virtual nanoseconds; or {@code NEVER}. */
  public long deadline() {
    return deadline;
  }

  /**
   * Whether it waits for work: a kernel thread (of better priority than {@link Priority#USER}) that
   * holds no lock and is parked, or asleep with the wait message {@code -}. Idle threads do not
   * keep an execution going, and are not stuck.
   */
  public boolean isIdle() {
    return basePriority() < Priority.USER
        && heldCount == 0
        && (op.kind() == Operation.Kind.PARK
            || (sleep == Sleep.ASLEEP && IDLE_MESSAGE.equals(waitMessage)));
  }

  @Override
  public int number() {
    return id;
  }

  @Override
  public String baseName() {
    return runtime == null || runtime.host().isEmpty() ? name() : runtime.host() + "/" + name();
  }

  // ---- Locks held ----

  void hold(LockObject lock, boolean shared) {
    if (heldCount == held.length) {
      held = Arrays.copyOf(held, heldCount * 2);
      heldShared = Arrays.copyOf(heldShared, heldCount * 2);
    }
    heldNow = null;
    held[heldCount] = lock;
    heldShared[heldCount++] = shared;
  }

  boolean unhold(LockObject lock) {
    int i = indexOf(lock);
    if (i < 0) {
      return false;
    }
    heldNow = null;
    int tail = --heldCount - i;
    System.arraycopy(held, i + 1, held, i, tail);
    System.arraycopy(heldShared, i + 1, heldShared, i, tail);
    held[heldCount] = null;
    return true;
  }

  private int indexOf(LockObject lock) {
    for (int i = heldCount - 1; i >= 0; i--) {
      if (held[i] == lock) {
        return i;
      }
    }
    return -1;
  }

  /** The lock is held in any mode. */
  boolean holds(LockObject lock) {
    return indexOf(lock) >= 0;
  }

  boolean holdsShared(LockObject lock) {
    int i = indexOf(lock);
    return i >= 0 && heldShared[i];
  }

  int heldCount() {
    return heldCount;
  }

  LockObject heldAt(int i) {
    return held[i];
  }

  boolean heldSharedAt(int i) {
    return heldShared[i];
  }

  /** What it holds now, to be kept. */
  HeldAt heldNow() {
    if (heldNow == null) {
      heldNow = HeldAt.now(this);
    }
    return heldNow;
  }

  /**
   * The best of the base priority and those of the threads that wait for a lock of this one,
   * however indirectly; sx locks lend nothing, nor do they pass on.
   */
  @Override
  public int priority() {
    return heldCount == 0 ? basePriority() : world.lentPriority(this);
  }

  // ---- Signals, permits, ends ----

  @Override
  public void interrupt() {
    ExploredThread td = world.enter();
    world.visible(td, Operation.write(Operation.Kind.INTERRUPT, signalKey, null));
    if (signalOrder != null) {
      signalOrder.release(td.clock);
    }
    signal = true;
    boolean endsSleep = sleep == Sleep.ASLEEP && catchesSignals;
    if (endsSleep) {
      queue.remove(this);
      wake(Sleep.INTERRUPTED);
    }
    // To who sleeps with signals blocked, or was woken already, it is only posted.
    if (endsSleep || (operation().mayWait() && operation().third() != null)) {
      world.woke(this);
    }
  }

  @Override
  public boolean isInterrupted() {
    ExploredThread td = world.enter();
    world.visible(td, Operation.read(Operation.Kind.TEST_SIGNAL, signalKey, null));
    learnSignal(td);
    return signal;
  }

  @Override
  public boolean clearInterrupt() {
    ExploredThread td = world.enter();
    world.visible(td, Operation.write(Operation.Kind.TAKE_SIGNAL, signalKey, null));
    boolean was = signal;
    learnSignal(td);
    signal = false;
    return was;
  }

  @Override
  public void join() {
    ExploredThread td = world.enter();
    if (td == this) {
      throw new Panic("thread " + name() + " joins itself");
    }
    // Who sleeps drops Giant of its own machine; thread main, of no machine, that of this one.
    ExploredRuntime own = td.runtime == runtime ? null : td.runtime;
    int ofOwn = dropGiant(own, td);
    int giant = dropGiant(runtime, td);
    world.visible(td, Operation.read(Operation.Kind.JOIN, life, new Gates.Join(this)));
    world.fields.joined(td, this);
    if (runtime != null) {
      runtime.giant().pickup(giant);
    }
    if (own != null) {
      own.giant().pickup(ofOwn);
    }
  }

  private int dropGiant(ExploredRuntime rt, ExploredThread td) {
    if (rt == null) {
      return 0;
    }
    if (rt.watch() != null) {
      rt.watch().beforeSleep(td, null, "join " + name());
    }
    return rt.giant().drop();
  }

  /** It has learnt of its signal: what the sender did before is ordered. */
  void learnSignal() {
    learnSignal(this);
  }

  /** Somebody has learnt of the signal of this thread. */
  private void learnSignal(ExploredThread by) {
    if (signalOrder != null && signal) {
      signalOrder.acquire(by.clock);
    }
  }

  /** Another thread has woken it from a sleep. */
  void wokenBy(ExploredThread td, boolean condVar) {
    if (wakeOrder != null) {
      (condVar ? cvOrder : wakeOrder).release(td.clock);
    }
  }

  /** It goes on after a sleep. */
  void resumed() {
    if (wakeOrder == null) {
      return;
    }
    if (sleep == Sleep.WOKEN) {
      wakeOrder.acquire(clock);
      cvOrder.acquire(clock);
    } else if (sleep == Sleep.INTERRUPTED) {
      learnSignal();
    }
  }

  /** Ends the sleep; the queue has let go of the thread already. */
  void wake(Sleep how) {
    sleep = how;
    queue = null;
    deadline = LockRuntime.NEVER;
  }

  void park(long until) {
    if (!permit && until <= world.now()) {
      parkExpired = true;
    } else {
      deadline = until;
    }
    world.visible(this, parkOp);
    deadline = LockRuntime.NEVER;
    if (permit && permitOrder != null) {
      permitOrder.acquire(clock);
    }
    permit = false;
    parkExpired = false;
  }

  void unpark(ExploredThread by) {
    world.visible(by, Operation.write(Operation.Kind.UNPARK, permitKey, null));
    if (permitOrder != null) {
      permitOrder.release(by.clock);
    }
    permit = true;
    world.woke(this);
  }

  /** The lineage of the thread that it has just spawned. */
  long lineageOfChild() {
    return lineage * LINEAGE + spawned;
  }

  /** Draws from this thread's own generator, so that what others draw makes no difference. */
  int random(int bound) {
    if (random == null) {
      random = new SplitMix(world.seed() * 0x632BE59BD9B4E019L + lineage);
    }
    return random.below(bound);
  }

  /** The thread is to unwind and calls again: true if it does not want to. */
  boolean swallowsUnwinding() {
    return ++swallowed > SWALLOW_LIMIT;
  }
}
