package giantless.stress.jcstress.lock;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two atomics are one total order (store buffering): at least one thread sees the other.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Atomic_01_SequentiallyConsistent}
 */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "some order of the four steps")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "both read before both stores")
@State
public class Atomic_01_SequentiallyConsistent {
  private final AtomicInt x = Machine.RT.atomicInt(0);
  private final AtomicInt y = Machine.RT.atomicInt(0);

  @Actor
  public void first(II_Result r) {
    x.set(1);
    r.r1 = y.get();
  }

  @Actor
  public void second(II_Result r) {
    y.set(1);
    r.r2 = x.get();
  }
}
