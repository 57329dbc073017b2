package giantless.stress.jcstress.lock;

import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two threads increment a plain counter under one mutex: no increment is lost.
 *
 * <p>Under Witness, where a mutex takes the way that tells the watch: {@code
 * Mtx_01_MutualExclusion} takes the short one.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_07_WatchedMutualExclusion}
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both increments are there")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "an increment was lost: two owners, or the counter was not published")
@State
public class Mtx_07_WatchedMutualExclusion {
  private final Mtx mtx = Machine.WATCHED.mtx(Machine.LEAF);
  private int counter;

  private void increment() {
    mtx.lock();
    counter++;
    mtx.unlock();
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
