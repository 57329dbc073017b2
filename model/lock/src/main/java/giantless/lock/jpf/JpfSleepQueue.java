package giantless.lock.jpf;

import giantless.lock.Giant;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Misuse;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import giantless.lock.explored.Operation;
import java.util.ArrayList;

/**
 * sleep(9) and, underneath, condvar(9): releasing the interlock and falling asleep are one step,
 * waking up and taking the interlock again another.
 */
final class JpfSleepQueue extends SleepQueue {
  private final JpfRuntime rt;
  private final JpfWorld world;

  /** The channels of sleep(9) that have sleepers. */
  private final ArrayList<WaitQueue> channels = new ArrayList<>(4);

  JpfSleepQueue(JpfRuntime rt) {
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
    JpfThread td = world.current();
    checkInterlock(interlock, what);
    if (rt.watch() != null) {
      rt.watch().beforeSleep(td, interlock, what);
    }
    Giant giant = rt.giant();
    JpfMtx mtx = (JpfMtx) interlock;
    boolean onGiant = interlock == giant.mtx();
    int dropped = 0;
    if (cvQueue == null) {
      rejectCondVar(channel);
    }
    if (!onGiant) {
      dropped = giant.drop();
    }
    if (world.isBoot(td)) {
      throw new IllegalStateException("outside of a run nobody can wait: sleep on " + what);
    }
    world.step(td, Operation.Kind.SLEEP, channel, interlock, what);
    WaitQueue queue = cvQueue != null ? cvQueue : channel(channel);
    if (!queue.isEmpty() && queue.interlock != interlock) {
      throw Misuse.interlocksDiffer(what, queue.interlock, interlock);
    }
    if (catchSignals && td.signal) {
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
    queue.interlock = interlock;
    queue.add(td);
    td.queue = queue;
    td.sleep = JpfThread.ASLEEP;
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
    WaitResult result = result(world.resume(td, atOnce ? mtx : null));
    if (cvQueue == null && queue.isEmpty()) {
      channels.remove(queue);
    }
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

  private static WaitResult result(int how) {
    return how == JpfThread.WOKEN
        ? WaitResult.WOKEN
        : how == JpfThread.INTERRUPTED ? WaitResult.INTERRUPTED : WaitResult.TIMED_OUT;
  }

  private WaitQueue find(Object channel) {
    for (int i = 0; i < channels.size(); i++) {
      if (channels.get(i).key == channel) {
        return channels.get(i);
      }
    }
    return null;
  }

  private WaitQueue channel(Object channel) {
    if (channel == null) {
      throw new NullPointerException("sleep channel");
    }
    WaitQueue q = find(channel);
    if (q == null) {
      q = new WaitQueue(channel);
      channels.add(q);
    }
    return q;
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
    if (channel instanceof JpfCondVar) {
      throw Misuse.channelIsCondVar(((JpfCondVar) channel).waitMessage());
    }
  }

  @Override
  public void wakeup(Object channel) {
    rejectCondVar(channel);
    world.step(world.current(), Operation.Kind.WAKEUP, channel, null);
    WaitQueue q = find(channel);
    if (q != null) {
      q.wakeAll();
      channels.remove(q);
    }
  }

  @Override
  public void wakeupOne(Object channel) {
    rejectCondVar(channel);
    world.step(world.current(), Operation.Kind.WAKEUP_ONE, channel, null);
    WaitQueue q = find(channel);
    if (q != null) {
      q.wakeOne();
      if (q.isEmpty()) {
        channels.remove(q);
      }
    }
  }
}
