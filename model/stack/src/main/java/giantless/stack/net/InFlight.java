package giantless.stack.net;

import giantless.lock.Callout;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that a driver's {@link WireFault} delays: a callout for each, until it lands or the wire
 * is cut. The driver's lock protects the list; a frame lands with no lock held.
 */
final class InFlight {
  /** Where a frame arrives. */
  interface Landing {
    void land(byte[] frame);
  }

  private final LockRuntime rt;
  private final Mtx lock;
  private final Landing landing;

  @GuardedBy("lock")
  private final List<Callout> flying = new ArrayList<>();

  @GuardedBy("lock")
  private boolean cut;

  InFlight(LockRuntime rt, Mtx lock, Landing landing) {
    this.rt = rt;
    this.lock = lock;
    this.landing = landing;
  }

  /** Where its frames arrive. */
  Landing landing() {
    return landing;
  }

  /** Has a frame land after so many nanoseconds; not if the wire was cut. */
  @Excludes("lock")
  void launch(byte[] frame, long nanos) {
    Callout callout = Callout.mpsafe(rt.callouts());
    lock.lock();
    if (!cut) {
      flying.add(callout);
      callout.reset(nanos, () -> land(callout, frame));
    }
    lock.unlock();
  }

  @Excludes("lock")
  private void land(Callout callout, byte[] frame) {
    lock.lock();
    boolean expected = flying.remove(callout);
    lock.unlock();
    if (expected) {
      landing.land(frame);
    }
  }

  /** Cuts the wire: no frame lands after the return. Sleeps. */
  @Excludes("lock")
  void cut() {
    lock.lock();
    cut = true;
    List<Callout> pending = new ArrayList<>(flying);
    flying.clear();
    lock.unlock();
    for (Callout callout : pending) {
      callout.drain();
    }
  }
}
