package giantless.lock.nat;

import giantless.lock.CondVar;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;

/**
 * condvar(9) on the sleep queues; the condition variable is its own channel. {@code waiters}
 * changes under the lock of its chain, and is read without it by {@link #signal}: exact for a
 * caller that holds the mutex.
 */
final class NativeCondVar extends CondVar {
  private final NativeRuntime rt;
  private volatile int waiters;

  NativeCondVar(NativeRuntime rt, String waitMessage) {
    super(waitMessage);
    this.rt = rt;
  }

  /** Under the lock of the chain. */
  void addWaiters(int delta) {
    int now = waiters + delta;
    waiters = now;
  }

  private WaitResult await(Mtx mtx, boolean catchSignals, long nanos) {
    if (mtx == null) {
      throw new NullPointerException("mutex of " + waitMessage());
    }
    return rt.sleeps().sleep(this, mtx, waitMessage(), catchSignals, nanos, false, this);
  }

  private static long limit(long nanos) {
    if (nanos < 1) {
      throw new IllegalArgumentException("wait of " + nanos + " ns");
    }
    return nanos;
  }

  @Override
  public void await(Mtx mtx) {
    await(mtx, false, SleepQueue.FOREVER);
  }

  @Override
  public WaitResult awaitSig(Mtx mtx) {
    return await(mtx, true, SleepQueue.FOREVER);
  }

  @Override
  public WaitResult timedAwait(Mtx mtx, long nanos) {
    return await(mtx, false, limit(nanos));
  }

  @Override
  public WaitResult timedAwaitSig(Mtx mtx, long nanos) {
    return await(mtx, true, limit(nanos));
  }

  @Override
  public void signal() {
    if (waiters > 0) {
      rt.sleeps().wakeOne(this, this);
    }
  }

  @Override
  public void broadcast() {
    if (waiters > 0) {
      rt.sleeps().wakeAll(this, this);
    }
  }

  @Override
  public boolean hasWaiters() {
    return waiters > 0;
  }
}
