package giantless.lock.explored;

import giantless.lock.Giant;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Misuse;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import java.util.IdentityHashMap;

/**
 * sleep(9) and, underneath, condvar(9): releasing the interlock and falling asleep are one step,
 * waking up and taking the interlock again another.
 */
final class ExploredSleepQueue extends SleepQueue {
  private final ExploredRuntime rt;
  private final World world;

  /** The channels of sleep(9) that have sleepers. */
  private final IdentityHashMap<Object, WaitQueue> channels = new IdentityHashMap<>(4);

  ExploredSleepQueue(ExploredRuntime rt) {
    this.rt = rt;
    this.world = rt.world();
  }

  @Override
  public WaitResult sleep(
      Object channel,
      Mtx interlock,
      String waitMessage,
      boolean catchSignals,
      long nanos,
      boolean drop) {
    if (nanos < 0) {
      throw new IllegalArgumentException("sleep of " + nanos + " ns");
    }
    return sleep(channel, interlock, waitMessage, catchSignals, nanos, drop, null);
  }

  /**
   * The sleep of both interfaces.
   *
   * @param cvQueue the queue of the condition variable which is the channel, or null for sleep(9)
   */
  WaitResult sleep(
      Object channel,
      Mtx interlock,
      String what,
      boolean catchSignals,
      long nanos,
      boolean drop,
      WaitQueue cvQueue) {
    ExploredThread td = world.enter();
    checkInterlock(interlock, what);
    if (rt.watch() != null) {
      rt.watch().beforeSleep(td, interlock, what);
    }
    Giant giant = rt.giant();
    ExploredMtx mtx = (ExploredMtx) interlock;
    boolean onGiant = interlock == giant.mtx();
    int dropped = 0;
    if (cvQueue == null && channel instanceof ExploredCondVar) {
      throw Misuse.channelIsCondVar(((ExploredCondVar) channel).waitMessage());
    }
    if (!onGiant) {
      dropped = giant.drop();
    }
    world.visible(
        td, Operation.sleep(channel, interlock, catchSignals ? td.signalKey : null, what));
    WaitQueue queue = cvQueue != null ? cvQueue : channel(channel);
    if (!queue.isEmpty() && queue.interlock != interlock) {
      throw Misuse.interlocksDiffer(what, queue.interlock, interlock);
    }
    if (catchSignals && td.signal) {
      td.learnSignal();
      // As after a sleep, the interlock is not held while Giant is taken.
      boolean givesWay = dropped > 0 && interlock != null;
      if (interlock != null && (drop || givesWay)) {
        interlock.unlock();
      }
      giant.pickup(dropped);
      if (givesWay && !drop) {
        interlock.lock();
      }
      return WaitResult.INTERRUPTED;
    }
    if (td == world.bootThread()) {
      throw new IllegalStateException("outside of a run nobody can wait: sleep on " + what);
    }
    queue.interlock = interlock;
    queue.add(td);
    td.queue = queue;
    td.sleep = ExploredThread.Sleep.ASLEEP;
    td.waitMessage = what;
    td.catchesSignals = catchSignals;
    td.deadline = nanos == FOREVER ? LockRuntime.NEVER : world.deadline(nanos);
    if (onGiant) {
      dropped = mtx.releaseAll(td);
    } else if (interlock != null) {
      mtx.releaseAll(td);
    }

    // Giant goes before the interlock, so with Giant to take the two steps cannot be one.
    boolean again = interlock != null && !drop;
    boolean atOnce = again && (onGiant || dropped == 0);
    world.visible(td, Operation.write(Operation.Kind.RESUME, atOnce ? mtx : null, Gates.RESUME));
    td.resumed();
    WaitResult result =
        td.sleep == ExploredThread.Sleep.WOKEN
            ? WaitResult.WOKEN
            : td.sleep == ExploredThread.Sleep.INTERRUPTED
                ? WaitResult.INTERRUPTED
                : WaitResult.TIMED_OUT;
    td.sleep = ExploredThread.Sleep.NONE;
    if (atOnce) {
      mtx.takeAfterSleep(td, onGiant ? dropped : 1);
      return result;
    }
    giant.pickup(onGiant ? dropped - 1 : dropped);
    if (again) {
      interlock.lock();
    }
    return result;
  }

  private WaitQueue channel(Object channel) {
    if (channel == null) {
      throw new NullPointerException("sleep channel");
    }
    WaitQueue q = channels.get(channel);
    if (q == null) {
      forgetEmpty();
      q = new WaitQueue(channel);
      channels.put(channel, q);
    }
    return q;
  }

  /** Channels without sleepers are dropped now and then, as they are objects of all kinds. */
  private void forgetEmpty() {
    if (channels.size() >= 64) {
      channels.values().removeIf(WaitQueue::isEmpty);
    }
  }

  private void checkInterlock(Mtx interlock, String what) {
    if (interlock == null) {
      return;
    }
    if (interlock.lockClass().kind() == LockClass.Kind.SPIN) {
      throw Misuse.interlockSpin(interlock, what);
    }
    if (!interlock.isOwned()) {
      throw Misuse.interlockNotOwned(interlock, what);
    }
    if (interlock.isRecursed() && interlock != rt.giant().mtx()) {
      throw Misuse.interlockRecursed(interlock, what);
    }
  }

  private static void rejectCondVar(Object channel) {
    if (channel instanceof ExploredCondVar) {
      throw Misuse.channelIsCondVar(((ExploredCondVar) channel).waitMessage());
    }
  }

  @Override
  public void wakeup(Object channel) {
    rejectCondVar(channel);
    ExploredThread td = world.enter();
    world.visible(td, Operation.write(Operation.Kind.WAKEUP, channel, null));
    WaitQueue q = channels.remove(channel);
    if (q != null) {
      q.wakeAll(world, td);
    }
  }

  @Override
  public void wakeupOne(Object channel) {
    rejectCondVar(channel);
    ExploredThread td = world.enter();
    world.visible(td, Operation.write(Operation.Kind.WAKEUP_ONE, channel, null));
    WaitQueue q = channels.get(channel);
    if (q != null) {
      q.wakeOne(world, td);
    }
  }
}
