package giantless.lock.jpf;

import giantless.lock.CondVar;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.explored.Operation;

/** condvar(9) on the sleep of {@link JpfSleepQueue}; the variable is its own channel. */
final class JpfCondVar extends CondVar {
  private final JpfRuntime rt;
  private final JpfWorld world;
  private final WaitQueue queue = new WaitQueue(this);

  JpfCondVar(JpfRuntime rt, String waitMessage) {
    super(waitMessage);
    this.rt = rt;
    this.world = rt.world();
  }

  private WaitResult await(Mtx mtx, boolean catchSignals, long nanos) {
    if (mtx == null) {
      throw new NullPointerException("mutex of " + waitMessage());
    }
    return rt.sleeps().sleep(this, mtx, waitMessage(), catchSignals, nanos, false, queue);
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
    world.step(world.current(), Operation.Kind.SIGNAL, this, null);
    queue.wakeOne();
  }

  @Override
  public void broadcast() {
    world.step(world.current(), Operation.Kind.BROADCAST, this, null);
    queue.wakeAll();
  }

  @Override
  public boolean hasWaiters() {
    world.step(world.current(), Operation.Kind.HAS_WAITERS, this, null);
    return !queue.isEmpty();
  }
}
