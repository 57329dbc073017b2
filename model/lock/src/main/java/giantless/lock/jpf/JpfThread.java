package giantless.lock.jpf;

import giantless.lock.KThread;
import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import giantless.lock.Panic;
import giantless.lock.explored.Operation;
import java.util.Arrays;

/**
 * A thread of a {@link JpfWorld}. All its state is plain. The peer reads the gate, the deadline and
 * the locks held: who can go on, and who waits for whom.
 */
public final class JpfThread extends KThread {

  /** Where a sleeper stands; the peer knows {@code ASLEEP}. */
  static final int NOT_ASLEEP = 0;

  static final int ASLEEP = 1;
  static final int WOKEN = 2;
  static final int INTERRUPTED = 3;
  static final int TIMED_OUT = 4;

  final JpfWorld world;

  /** The machine that it belongs to; null for main. */
  final JpfRuntime runtime;

  private final int id;

  /** What it waits for, of {@link Gate}, and the object that this is about. */
  int gate;

  Object gateOn;

  /** A signal opens the gate as well. */
  boolean gateOpensOnSignal;

  int sleep;
  WaitQueue queue;
  String waitMessage;
  boolean catchesSignals;
  long deadline = LockRuntime.NEVER;
  boolean permit;
  boolean parkExpired;
  boolean signal;
  boolean started;
  boolean ended;

  /** The locks held; a shared lock stands here once for each hold. */
  private LockObject[] held = new LockObject[4];

  private boolean[] heldShared = new boolean[4];
  private int heldCount;
  private long random;

  JpfThread(JpfWorld world, JpfRuntime runtime, int id, String name, int priority, int cpu) {
    super(name, priority, cpu);
    this.world = world;
    this.runtime = runtime;
    this.id = id;
    this.random = world.seed() * 0x632BE59BD9B4E019L + id;
  }

  /** Numbers the threads of a world from 0 in order of creation; -1 for the boot thread. */
  public int id() {
    return id;
  }

  // ---- Locks held ----

  void hold(LockObject lock, boolean shared) {
    if (heldCount == held.length) {
      held = Arrays.copyOf(held, heldCount * 2);
      heldShared = Arrays.copyOf(heldShared, heldCount * 2);
    }
    held[heldCount] = lock;
    heldShared[heldCount++] = shared;
  }

  void unhold(LockObject lock) {
    int i = indexOf(lock);
    if (i < 0) {
      return;
    }
    heldCount--;
    for (int k = i; k < heldCount; k++) {
      held[k] = held[k + 1];
      heldShared[k] = heldShared[k + 1];
    }
    held[heldCount] = null;
    heldShared[heldCount] = false;
  }

  private int indexOf(LockObject lock) {
    for (int i = heldCount - 1; i >= 0; i--) {
      if (held[i] == lock) {
        return i;
      }
    }
    return -1;
  }

  boolean holds(LockObject lock) {
    return indexOf(lock) >= 0;
  }

  boolean holdsShared(LockObject lock) {
    int i = indexOf(lock);
    return i >= 0 && heldShared[i];
  }

  /** The base priority, or the best that waiters for its locks lend it; sx locks lend nothing. */
  @Override
  public int priority() {
    return heldCount == 0 ? basePriority() : Checker.lentPriority(this);
  }

  // ---- Signals, permits, ends ----

  @Override
  public void interrupt() {
    world.step(world.current(), Operation.Kind.INTERRUPT, this, null);
    signal = true;
    if (sleep == ASLEEP && catchesSignals) {
      queue.remove(this);
      wake(INTERRUPTED);
    }
  }

  @Override
  public boolean isInterrupted() {
    world.step(world.current(), Operation.Kind.TEST_SIGNAL, this, null);
    return signal;
  }

  @Override
  public boolean clearInterrupt() {
    world.step(world.current(), Operation.Kind.TAKE_SIGNAL, this, null);
    boolean was = signal;
    signal = false;
    return was;
  }

  @Override
  public void join() {
    JpfThread td = world.current();
    if (td == this) {
      throw new Panic("thread " + name() + " joins itself");
    }
    // Who sleeps drops Giant of its own machine; thread main, of no machine, that of this one.
    JpfRuntime own = td.runtime == runtime ? null : td.runtime;
    int ofOwn = dropGiant(own, td);
    int giant = dropGiant(runtime, td);
    world.await(td, Operation.Kind.JOIN, this, Gate.JOIN, this);
    if (runtime != null) {
      runtime.giant().pickup(giant);
    }
    if (own != null) {
      own.giant().pickup(ofOwn);
    }
  }

  private int dropGiant(JpfRuntime rt, JpfThread td) {
    if (rt == null) {
      return 0;
    }
    if (rt.watch() != null) {
      rt.watch().beforeSleep(td, null, "join " + name());
    }
    return rt.giant().drop();
  }

  /** Ends the sleep; the queue has let go of the thread already. */
  void wake(int how) {
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
    world.await(this, Operation.Kind.PARK, this, Gate.PARK, null);
    if (!permit && !parkExpired) {
      world.expire(this);
    }
    deadline = LockRuntime.NEVER;
    permit = false;
    parkExpired = false;
  }

  void unpark() {
    world.step(world.current(), Operation.Kind.UNPARK, this, null);
    permit = true;
  }

  /** Draws from this thread's own generator, so that what others draw makes no difference. */
  int random(int bound) {
    random += 0x9E3779B97F4A7C15L;
    long z = (random ^ (random >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (int) ((z >>> 33) % bound);
  }
}
