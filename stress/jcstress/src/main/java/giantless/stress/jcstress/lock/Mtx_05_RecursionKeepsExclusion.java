package giantless.stress.jcstress.lock;

import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The inner unlock of a recursive mutex does not let the other thread in.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_05_RecursionKeepsExclusion}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "before or after the whole outer section")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the outer section was seen half done")
@State
public class Mtx_05_RecursionKeepsExclusion {
  private final Mtx mtx = Machine.RT.mtx(Machine.RECURSIVE);
  private int a;
  private int b;

  @Actor
  public void nested() {
    mtx.lock();
    a = 1;
    mtx.lock();
    b = 1;
    mtx.unlock();
    a = 2;
    b = 2;
    mtx.unlock();
  }

  @Actor
  public void other(II_Result r) {
    mtx.lock();
    r.r1 = a;
    r.r2 = b;
    mtx.unlock();
  }
}
