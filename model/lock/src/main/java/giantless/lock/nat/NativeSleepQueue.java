package giantless.lock.nat;

import giantless.lock.Giant;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Misuse;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import java.util.Arrays;

/**
 * sleep(9) and, underneath condvar(9): a sleeper enters the chain of its channel, releases Giant
 * and the interlock while it holds the chain, and parks. Thus a waker which changes the condition
 * under the interlock finds it there.
 */
final class NativeSleepQueue extends SleepQueue {
  private final NativeRuntime rt;

  NativeSleepQueue(NativeRuntime rt) {
    this.rt = rt;
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
   * @param cv the condition variable which is the channel, or null for sleep(9)
   */
  WaitResult sleep(
      Object channel,
      Mtx interlock,
      String what,
      boolean catchSignals,
      long nanos,
      boolean drop,
      NativeCondVar cv) {
    NativeThread td = rt.current();
    checkInterlock(interlock, what);
    if (rt.watch() != null) {
      rt.watch().beforeSleep(td, interlock, what);
    }
    long deadline = nanos == FOREVER ? LockRuntime.NEVER : rt.deadline(nanos);
    Giant giant = rt.giant();
    boolean onGiant = interlock == giant.mtx();
    SleepChain chain = rt.sleepChain(channel);
    chain.lock.lock();
    checkChannel(chain, channel, interlock, what, cv != null);
    if (catchSignals && td.isInterrupted()) {
      chain.lock.unlock();
      if (drop && interlock != null) {
        interlock.unlock();
      }
      return WaitResult.INTERRUPTED;
    }
    td.channel = channel;
    td.interlock = interlock;
    td.onCondVar = cv != null;
    VirtualClock.Timer timer = td.startTimer(deadline);
    td.prepareToWait(false);
    chain.add(td);
    if (cv != null) {
      cv.addWaiters(1);
    }
    int dropped = giant.drop();
    if (interlock != null && !onGiant) {
      interlock.unlock();
    }
    td.nowBlocked();
    chain.lock.unlock();

    WaitResult result = WaitResult.WOKEN;
    if (!td.await(deadline, timer, catchSignals)) {
      chain.lock.lock();
      if (!td.woken) {
        chain.remove(td);
        if (cv != null) {
          cv.addWaiters(-1);
        }
        result = catchSignals && td.isInterrupted() ? WaitResult.INTERRUPTED : WaitResult.TIMED_OUT;
      }
      chain.lock.unlock();
    }
    giant.pickup(onGiant && drop ? dropped - 1 : dropped);
    if (interlock != null && !onGiant && !drop) {
      interlock.lock();
    }
    return result;
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

  private static void checkChannel(
      SleepChain chain, Object channel, Mtx interlock, String what, boolean onCondVar) {
    if (!onCondVar && channel instanceof NativeCondVar) {
      chain.lock.unlock();
      throw Misuse.channelIsCondVar(((NativeCondVar) channel).waitMessage());
    }
    NativeThread first = chain.first(channel);
    if (first != null && first.interlock != interlock) {
      Mtx other = first.interlock;
      chain.lock.unlock();
      throw Misuse.interlocksDiffer(what, other, interlock);
    }
  }

  @Override
  public void wakeup(Object channel) {
    rejectCondVar(channel);
    wakeAll(channel, null);
  }

  @Override
  public void wakeupOne(Object channel) {
    rejectCondVar(channel);
    wakeOne(channel, null);
  }

  private static void rejectCondVar(Object channel) {
    if (channel instanceof NativeCondVar) {
      throw Misuse.channelIsCondVar(((NativeCondVar) channel).waitMessage());
    }
  }

  void wakeAll(Object channel, NativeCondVar cv) {
    SleepChain chain = rt.sleepChain(channel);
    chain.lock.lock();
    NativeThread td = chain.takeAll(channel);
    NativeThread[] unpark = new NativeThread[4];
    int n = 0;
    while (td != null) {
      NativeThread following = td.next;
      td.next = null;
      if (n == unpark.length) {
        unpark = Arrays.copyOf(unpark, n * 2);
      }
      unpark[n++] = td;
      td.wake(false);
      td = following;
    }
    if (cv != null) {
      cv.addWaiters(-n);
    }
    chain.lock.unlock();
    for (int i = 0; i < n; i++) {
      rt.start(unpark[i]);
    }
  }

  void wakeOne(Object channel, NativeCondVar cv) {
    SleepChain chain = rt.sleepChain(channel);
    chain.lock.lock();
    NativeThread td = chain.best(channel);
    if (td != null) {
      chain.remove(td);
      td.wake(false);
      if (cv != null) {
        cv.addWaiters(-1);
      }
    }
    chain.lock.unlock();
    if (td != null) {
      rt.start(td);
    }
  }
}
