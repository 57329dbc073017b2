package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The twin that must fail: who finds the zone's limit reached empties the caches first and raises
 * starving then. What is freed in between lies in a cache while the thread sleeps. The right
 * program is {@code Zone_01_FreeWakesTheStarving}. It is the two steps alone: with the same fault
 * in the zone itself each actor of that program finds at its next turn what was left in its cache,
 * and its next free wakes, so only the last of twenty turns can lose, by some nanoseconds. The zone
 * with the fault is caught on explored schedules, by {@code PatchedStackIT}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Zone_StarvingRaisedLate}
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "the waiter found it, or is woken")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "it lies in a cache and the waiter sleeps")
@State
public class Zone_StarvingRaisedLate {
  private final Mtx cacheLock = Machine.RT.mtx(Machine.LEAF);
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private int cached;
  private volatile int starving;

  @Actor
  public void waiter(ZZ_Result r) {
    cacheLock.lock();
    r.r1 = cached > 0;
    cacheLock.unlock();
    came.fetchAdd(1);
    Machine.window(came, 2);
    starving = 1;
  }

  @Actor
  public void freer(ZZ_Result r) {
    Machine.window(came, 1);
    cacheLock.lock();
    if (starving > 0) {
      r.r2 = true; // Gives it to the zone and wakes.
    } else {
      cached++;
    }
    cacheLock.unlock();
    came.fetchAdd(1);
  }
}
