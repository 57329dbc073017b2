package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The twin that must fail: a count raised and lowered by plain reads and writes (D-54). Both
 * releases may see another holder, and nobody frees.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=RefCount_NotAtomic}
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "one was last")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "none or both were last")
@State
public class RefCount_NotAtomic {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private volatile int count = 2;

  private boolean release() {
    int now = count - 1;
    came.fetchAdd(1);
    Machine.window(came, 2);
    count = now;
    return now == 0;
  }

  @Actor
  public void first(ZZ_Result r) {
    r.r1 = release();
  }

  @Actor
  public void second(ZZ_Result r) {
    r.r2 = release();
  }
}
