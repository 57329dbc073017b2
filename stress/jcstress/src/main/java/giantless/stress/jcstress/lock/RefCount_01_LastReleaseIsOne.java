package giantless.stress.jcstress.lock;

import giantless.lock.RefCount;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Of two holders that release at once exactly one is told to free, and it sees what the other
 * wrote.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=RefCount_01_LastReleaseIsOne}
 */
@JCStressTest
@Outcome(
    id = {"0, 2", "2, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "one freed, and saw both writes")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "none or both freed, or a write was not seen")
@State
public class RefCount_01_LastReleaseIsOne {
  private final RefCount refs = Machine.RT.refCount(2);
  private int a;
  private int b;

  @Actor
  public void first(II_Result r) {
    a = 1;
    r.r1 = refs.release() ? a + b : 0;
  }

  @Actor
  public void second(II_Result r) {
    b = 1;
    r.r2 = refs.release() ? a + b : 0;
  }
}
