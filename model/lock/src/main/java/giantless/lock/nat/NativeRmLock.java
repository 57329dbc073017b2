package giantless.lock.nat;

import giantless.lock.Giant;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.RmLock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * rmlock(9). Each thread has a record of its own for each lock that it reads, so that readers share
 * no cache line: a reader announces itself in the record, issues one full fence, and looks whether
 * a writer is there; leaving is a release store. A writer takes the inner mutex (readers that find
 * it block there, and lend it their priority), announces itself, and waits until every record is
 * empty, lending its own priority to the readers that it waits for. In a sleepable lock there is in
 * place of the inner mutex what is under an sx lock, so nothing is lent to the writer.
 *
 * <p>The fence is the price of holding writers off: without it, a reader's announcement and a
 * writer's may each miss the other. It alone costs about as much as two optimistic reads of a
 * {@code StampedLock}, which hold nobody off; so this lock cannot be as cheap as those.
 *
 * <p>{@code records} and {@code table} are replaced under the turnstile lock; {@code depth} is
 * written by the record's thread alone, {@code lender} under the turnstile lock.
 */
final class NativeRmLock extends RmLock {
  private static final int DRAIN_SPINS = 200;
  private static final int DRAIN_YIELDS = 20;

  /** A reader's exit has no fence and so may miss the writer: the writer looks again after this. */
  private static final long DRAIN_POLL_NANOS = 50_000;

  private static final VarHandle DEPTH;

  static {
    try {
      DEPTH = MethodHandles.lookup().findVarHandle(RecordFields.class, "depth", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Keeps what a reader writes off the cache lines of others. */
  abstract static class Padding implements Tracker {
    long pad0;
    long pad1;
    long pad2;
    long pad3;
    long pad4;
    long pad5;
    long pad6;
    long pad7;
  }

  /** The fields of a reader's record. */
  abstract static class RecordFields extends Padding {
    final NativeRmLock lock;
    final NativeThread td;
    final Thread thread;
    volatile int depth;
    Lender lender;

    RecordFields(NativeRmLock lock, NativeThread td) {
      this.lock = lock;
      this.td = td;
      this.thread = Thread.currentThread();
    }
  }

  /** The read holds of one thread; the tracker of each of them. */
  static final class ReaderRecord extends RecordFields {
    long pad8;
    long pad9;
    long pad10;
    long pad11;
    long pad12;
    long pad13;
    long pad14;
    long pad15;

    ReaderRecord(NativeRmLock lock, NativeThread td) {
      super(lock, td);
    }
  }

  /** What writers take one at a time, and readers that find one: the inner lock. */
  private interface Turn {
    boolean tryLock();

    void lock();

    void unlock();

    boolean isOwned();

    boolean isContested();
  }

  private record MtxTurn(NativeMtx mtx) implements Turn {
    @Override
    public boolean tryLock() {
      return mtx.tryLock();
    }

    @Override
    public void lock() {
      mtx.lock();
    }

    @Override
    public void unlock() {
      mtx.unlock();
    }

    @Override
    public boolean isOwned() {
      return mtx.isOwned();
    }

    @Override
    public boolean isContested() {
      return mtx.isContested();
    }
  }

  private record SleptTurn(NativeRuntime rt, SharedWord word) implements Turn {
    @Override
    public boolean tryLock() {
      return word.tryExclusive(rt.current());
    }

    @Override
    public void lock() {
      word.acquire(rt.current(), false, false);
    }

    @Override
    public void unlock() {
      word.releaseExclusive(rt.current());
    }

    @Override
    public boolean isOwned() {
      return word.isOwner(rt.current());
    }

    @Override
    public boolean isContested() {
      return word.hasWaiters();
    }
  }

  private final NativeRuntime rt;
  private final int number;
  private final Turn inner;

  /** Giant, which is let go while a thread waits for a sleepable lock; null for the others. */
  private final Giant giant;

  private volatile ReaderRecord[] records = new ReaderRecord[0];

  /** Records by thread id, where two threads do not collide: the fast way to one's own. */
  private volatile ReaderRecord[] table = new ReaderRecord[2];

  /** The writer that holds the lock or waits for readers, or the destroyer; written by itself. */
  private volatile NativeThread writer;

  private volatile boolean destroyed;

  NativeRmLock(NativeRuntime rt, LockClass lockClass, int number) {
    super(rt, lockClass);
    LockClass.Kind kind = lockClass.kind();
    if (kind != LockClass.Kind.RM && kind != LockClass.Kind.RM_SLEEPABLE) {
      throw Misuse.wrongKind(lockClass, "rm");
    }
    this.rt = rt;
    this.number = number;
    boolean sleepable = kind == LockClass.Kind.RM_SLEEPABLE;
    this.inner =
        sleepable
            ? new SleptTurn(rt, new SharedWord(rt, this, true))
            : new MtxTurn(new NativeMtx(rt, lockClass, false));
    this.giant = sleepable ? rt.giant() : null;
  }

  // ---- Readers ----

  private ReaderRecord record() {
    Thread t = Thread.currentThread();
    ReaderRecord[] tab = table;
    ReaderRecord r = tab[(int) t.getId() & (tab.length - 1)];
    if (r != null && r.thread == t) {
      return r;
    }
    NativeThread td = rt.current();
    r = td.rmRecord(number);
    return r != null ? r : newRecord(td);
  }

  private ReaderRecord newRecord(NativeThread td) {
    ReaderRecord r = new ReaderRecord(this, td);
    NativeMtx ts = rt.turnstileLock();
    ts.lock();
    int n = 0;
    ReaderRecord[] kept = Arrays.copyOf(records, records.length + 1);
    for (ReaderRecord old : records) {
      if (old.thread.isAlive() || old.depth > 0) {
        kept[n++] = old;
      }
    }
    kept[n++] = r;
    records = Arrays.copyOf(kept, n);
    ReaderRecord[] tab = new ReaderRecord[Integer.highestOneBit(n) * 4];
    for (ReaderRecord each : records) {
      tab[(int) each.td.id & (tab.length - 1)] = each;
    }
    table = tab;
    ts.unlock();
    td.setRmRecord(number, r);
    return r;
  }

  @Override
  public Tracker rlock() {
    ReaderRecord r = record();
    if (watch == null) {
      int depth = (int) DEPTH.get(r);
      if (depth == 0) {
        DEPTH.setVolatile(r, 1);
        if (writer != null) {
          rlockSlow(r);
        }
      } else {
        DEPTH.setRelease(r, depth + 1);
      }
      return r;
    }
    watch.beforeAcquire(r.td, this, LockMode.SHARED);
    long waited = 0;
    if (!enter(r)) {
      long start = System.nanoTime();
      rlockSlow(r);
      waited = System.nanoTime() - start;
    }
    watch.acquired(r.td, this, LockMode.SHARED, false, waited);
    return r;
  }

  /** Announces the reader; false if a writer is there (and the reader stays announced). */
  private boolean enter(ReaderRecord r) {
    int depth = (int) DEPTH.get(r);
    if (depth > 0) {
      DEPTH.setRelease(r, depth + 1);
      return true;
    }
    DEPTH.setVolatile(r, 1);
    return writer == null;
  }

  /** A writer was there: steps back, and waits for it on the inner mutex. */
  private void rlockSlow(ReaderRecord r) {
    exit(r);
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    if (inner.isOwned()) {
      throw Misuse.otherMode(this, LockMode.SHARED);
    }
    int dropped = dropGiant();
    inner.lock();
    DEPTH.setVolatile(r, 1);
    inner.unlock();
    pickupGiant(dropped);
    if (destroyed) {
      DEPTH.setVolatile(r, 0);
      throw Misuse.destroyed(this);
    }
  }

  @Override
  public Tracker tryRlock() {
    ReaderRecord r = record();
    if (!enter(r)) {
      exit(r);
      if (destroyed) {
        throw Misuse.destroyed(this);
      }
      return null;
    }
    if (watch != null) {
      watch.acquired(r.td, this, LockMode.SHARED, true, 0);
    }
    return r;
  }

  @Override
  public void runlock(Tracker tracker) {
    ReaderRecord r = tracker instanceof ReaderRecord ? (ReaderRecord) tracker : null;
    if (watch != null) {
      watch.released(rt.current(), this, LockMode.SHARED);
    }
    if (r == null || r.lock != this || r.thread != Thread.currentThread() || r.depth == 0) {
      throw Misuse.sharedUnlockByStranger(this, rt.current());
    }
    exit(r);
  }

  private void exit(ReaderRecord r) {
    int depth = (int) DEPTH.get(r) - 1;
    DEPTH.setRelease(r, depth);
    if (depth == 0) {
      NativeThread w = writer;
      if (w != null) {
        returnPriority(r);
        LockSupport.unpark(w.thread);
      }
    }
  }

  // ---- Writer ----

  @Override
  public void wlock() {
    NativeThread td = rt.current();
    if (watch != null) {
      watch.beforeAcquire(td, this, LockMode.EXCLUSIVE);
    }
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    ReaderRecord mine = td.rmRecord(number);
    if (mine != null && mine.depth > 0) {
      throw Misuse.otherMode(this, LockMode.EXCLUSIVE);
    }
    if (inner.isOwned()) {
      throw Misuse.recursion(this);
    }
    long start = watch == null ? 0 : System.nanoTime();
    boolean waited = !inner.tryLock();
    int dropped = 0;
    if (waited) {
      dropped = dropGiant();
      inner.lock();
    }
    if (destroyed) {
      inner.unlock();
      throw Misuse.destroyed(this);
    }
    writer = td;
    VarHandle.fullFence();
    for (ReaderRecord r : records) {
      if (r.depth > 0) {
        waited = true;
        dropped += dropGiant();
        drain(td, r);
      }
    }
    if (watch != null) {
      watch.acquired(td, this, LockMode.EXCLUSIVE, false, waited ? System.nanoTime() - start : 0);
    }
    pickupGiant(dropped);
  }

  private int dropGiant() {
    return giant == null ? 0 : giant.drop();
  }

  private void pickupGiant(int dropped) {
    if (dropped > 0) {
      giant.pickup(dropped);
    }
  }

  /** Waits until one reader has left, lending it the writer's priority as that changes. */
  private void drain(NativeThread td, ReaderRecord r) {
    int rounds = 0;
    int lent = Integer.MAX_VALUE;
    while (r.depth > 0) {
      if (++rounds < DRAIN_SPINS && !r.td.blocked) {
        Thread.onSpinWait();
        continue;
      }
      if (td.priority() < lent) {
        lent = td.priority();
        lend(r, lent);
      }
      if (rounds < DRAIN_SPINS + DRAIN_YIELDS) {
        rounds++;
        Thread.yield();
      } else {
        td.blocked = true;
        LockSupport.parkNanos(this, DRAIN_POLL_NANOS);
        td.blocked = false;
      }
    }
    returnPriority(r);
  }

  private void lend(ReaderRecord r, int priority) {
    Lender lender = () -> priority;
    NativeMtx ts = rt.turnstileLock();
    ts.lock();
    if (r.depth > 0) {
      if (r.lender != null) {
        r.td.removeLender(r.lender);
      }
      r.lender = lender;
      r.td.addLender(lender);
    }
    ts.unlock();
  }

  private void returnPriority(ReaderRecord r) {
    NativeMtx ts = rt.turnstileLock();
    ts.lock();
    if (r.lender != null) {
      r.td.removeLender(r.lender);
      r.lender = null;
    }
    ts.unlock();
  }

  @Override
  public void wunlock() {
    if (watch != null) {
      watch.released(rt.current(), this, LockMode.EXCLUSIVE);
    }
    if (!inner.isOwned()) {
      throw destroyed ? Misuse.destroyed(this) : Misuse.unlockByStranger(this, rt.current());
    }
    writer = null;
    inner.unlock();
  }

  // ---- State ----

  @Override
  public boolean isOwned() {
    return inner.isOwned();
  }

  /** Exact with and without a watch. */
  @Override
  public boolean isHeld() {
    if (inner.isOwned()) {
      return true;
    }
    ReaderRecord r = rt.current().rmRecord(number);
    return r != null && r.depth > 0;
  }

  @Override
  public void destroy() {
    KThread td = rt.curthread();
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    if (inner.isContested()) {
      throw Misuse.destroyWithWaiters(this);
    }
    boolean mine = inner.isOwned();
    if (!mine && !inner.tryLock()) {
      throw Misuse.destroyWhileHeld(this);
    }
    destroyed = true;
    writer = rt.current();
    VarHandle.fullFence();
    for (ReaderRecord r : records) {
      if (r.depth > 0) {
        destroyed = false;
        if (!mine) {
          writer = null;
          inner.unlock();
        }
        throw Misuse.destroyWhileHeld(this);
      }
    }
    if (watch != null) {
      if (mine) {
        watch.released(td, this, LockMode.EXCLUSIVE);
      }
      watch.destroyed(td, this);
    }
    inner.unlock();
  }
}
