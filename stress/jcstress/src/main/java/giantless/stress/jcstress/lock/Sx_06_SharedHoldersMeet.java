package giantless.stress.jcstress.lock;

import giantless.lock.AtomicInt;
import giantless.lock.SxLock;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two shared holders are inside at once: each waits inside for the other, which would hang if
 * sharing were exclusive.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Sx_06_SharedHoldersMeet}
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "they met")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "they did not meet")
@State
public class Sx_06_SharedHoldersMeet {
  private final SxLock lock = Machine.RT.sx(Machine.SX);
  private final AtomicInt inside = Machine.RT.atomicInt(0);

  private int meet() {
    lock.slock();
    inside.fetchAdd(1);
    while (inside.get() < 2) {
      Machine.RT.yieldCpu();
    }
    lock.sunlock();
    return 1;
  }

  @Actor
  public void first(II_Result r) {
    r.r1 = meet();
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = meet();
  }
}
