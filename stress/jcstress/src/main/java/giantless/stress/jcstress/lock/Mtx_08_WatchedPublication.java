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
 * What the owner wrote before the unlock is seen, whole, by the next owner.
 *
 * <p>Under Witness, where a mutex takes the way that tells the watch: {@code Mtx_02_Publication}
 * takes the short one.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_08_WatchedPublication}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "nothing or everything")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a part of the critical section was seen")
@State
public class Mtx_08_WatchedPublication {
  private final Mtx mtx = Machine.WATCHED.mtx(Machine.LEAF);
  private int a;
  private int b;

  @Actor
  public void writer() {
    mtx.lock();
    a = 1;
    b = 2;
    mtx.unlock();
  }

  @Actor
  public void reader(II_Result r) {
    mtx.lock();
    r.r1 = a;
    r.r2 = b;
    mtx.unlock();
  }
}
