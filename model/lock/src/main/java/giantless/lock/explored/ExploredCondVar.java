package giantless.lock.explored;

import giantless.lock.CondVar;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;

/** condvar(9) on the sleep of {@link ExploredSleepQueue}; the variable is its own channel. */
final class ExploredCondVar extends CondVar implements Resource {
  private final ExploredRuntime rt;
  private final World world;
  private final int number;
  private final WaitQueue queue = new WaitQueue(this);
  private Operation signalOp;
  private Operation broadcastOp;

  ExploredCondVar(ExploredRuntime rt, String waitMessage) {
    super(waitMessage);
    this.rt = rt;
    this.world = rt.world();
    this.number = world.nextNumber();
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String baseName() {
    return waitMessage();
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
    ExploredThread td = world.enter();
    if (signalOp == null) {
      signalOp = Operation.write(Operation.Kind.SIGNAL, this, null);
    }
    world.visible(td, signalOp);
    queue.wakeOne(world, td);
  }

  @Override
  public void broadcast() {
    ExploredThread td = world.enter();
    if (broadcastOp == null) {
      broadcastOp = Operation.write(Operation.Kind.BROADCAST, this, null);
    }
    world.visible(td, broadcastOp);
    queue.wakeAll(world, td);
  }

  @Override
  public boolean hasWaiters() {
    ExploredThread td = world.enter();
    world.visible(td, Operation.read(Operation.Kind.HAS_WAITERS, this, null));
    return !queue.isEmpty();
  }
}
