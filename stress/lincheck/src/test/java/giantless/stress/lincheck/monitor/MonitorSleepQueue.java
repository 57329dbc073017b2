package giantless.stress.lincheck.monitor;

import giantless.lock.Giant;
import giantless.lock.Misuse;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import java.util.ArrayList;
import java.util.List;

/** sleep(9) without time limits: a list of sleepers under this object's monitor. */
final class MonitorSleepQueue extends SleepQueue {
  /** One sleep; its own monitor guards {@code woken}. */
  private static final class Sleeper {
    private final Object channel;
    private boolean woken;

    Sleeper(Object channel) {
      this.channel = channel;
    }

    synchronized void await() {
      while (!woken) {
        Waits.on(this);
      }
    }

    synchronized void wake() {
      woken = true;
      notifyAll();
    }
  }

  private final Giant giant;
  private final List<Sleeper> sleepers = new ArrayList<>(2);

  MonitorSleepQueue(Giant giant) {
    this.giant = giant;
  }

  @Override
  public WaitResult sleep(
      Object channel,
      Mtx interlock,
      String waitMessage,
      boolean catchSignals,
      long nanos,
      boolean drop) {
    if (nanos != FOREVER) {
      throw new UnsupportedOperationException("timed sleep " + waitMessage);
    }
    if (interlock != null && !interlock.isOwned()) {
      throw Misuse.interlockNotOwned(interlock, waitMessage);
    }
    int depth = giant.drop();
    Sleeper s = new Sleeper(channel);
    synchronized (this) {
      sleepers.add(s);
    }
    if (interlock != null) {
      interlock.unlock();
    }
    s.await();
    giant.pickup(depth);
    if (interlock != null && !drop) {
      interlock.lock();
    }
    return WaitResult.WOKEN;
  }

  private synchronized Sleeper next(Object channel) {
    for (int i = 0; i < sleepers.size(); i++) {
      if (sleepers.get(i).channel == channel) {
        return sleepers.remove(i);
      }
    }
    return null;
  }

  @Override
  public void wakeup(Object channel) {
    for (Sleeper s = next(channel); s != null; s = next(channel)) {
      s.wake();
    }
  }

  @Override
  public void wakeupOne(Object channel) {
    Sleeper s = next(channel);
    if (s != null) {
      s.wake();
    }
  }
}
