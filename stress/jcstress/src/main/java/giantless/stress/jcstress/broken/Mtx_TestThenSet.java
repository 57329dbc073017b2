package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The twin that must fail: the owner word is tested and set in two steps, so two threads may own
 * the mutex.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_TestThenSet}
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both increments are there")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "an increment was lost")
@State
public class Mtx_TestThenSet {
  private final AtomicInt tested = Machine.RT.atomicInt(0);
  private final AtomicInt read = Machine.RT.atomicInt(0);
  private volatile int owner;
  private int counter;

  private void increment() {
    while (owner != 0) {
      Thread.onSpinWait();
    }
    tested.fetchAdd(1);
    Machine.window(tested, 2);
    owner = 1;
    int v = counter;
    read.fetchAdd(1);
    Machine.window(read, 2);
    counter = v + 1;
    owner = 0;
  }

  @Actor
  public void first() {
    increment();
  }

  @Actor
  public void second() {
    increment();
  }

  @Arbiter
  public void result(I_Result r) {
    r.r1 = counter;
  }
}
