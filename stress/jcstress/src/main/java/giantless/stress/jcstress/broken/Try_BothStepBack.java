package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail: two who try raise a mark first and look for the other one's then, so
 * that both step back and nobody has the lock. The right locks are in {@code Rw_05_TryLocks} and
 * {@code Sx_05_TryLocks}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Try_BothStepBack}
 */
@JCStressTest
@Outcome(
    id = {"1, 0", "1, 1", "1, -1", "-1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "who failed has met an owner")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both failed, and nobody was there")
@State
public class Try_BothStepBack {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final AtomicInt write = Machine.RT.atomicInt(0);
  private final AtomicInt read = Machine.RT.atomicInt(0);
  private volatile int a;

  private boolean tryLock(AtomicInt mine, AtomicInt other) {
    mine.set(1);
    came.fetchAdd(1);
    Machine.window(came, 2);
    boolean met = other.get() != 0;
    came.fetchAdd(1);
    Machine.window(came, 4);
    if (met) {
      mine.set(0);
    }
    return !met;
  }

  @Actor
  public void writer(II_Result r) {
    if (tryLock(write, read)) {
      a = 1;
      write.set(0);
      r.r1 = 1;
    } else {
      r.r1 = -1;
    }
  }

  @Actor
  public void reader(II_Result r) {
    if (tryLock(read, write)) {
      r.r2 = a;
      read.set(0);
    } else {
      r.r2 = -1;
    }
  }
}
