package giantless.stress.jcstress.lock;

import giantless.lock.RwLock;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Try-acquisitions fail rather than break exclusion, and never both: who fails has met an owner.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rw_05_TryLocks}
 */
@JCStressTest
@Outcome(
    id = {"1, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "both acquired, one after the other")
@Outcome(
    id = {"1, -1", "-1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "one of them found the other one inside")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "a reader saw half a write, or one failed and nobody was there")
@State
public class Rw_05_TryLocks {
  private final RwLock lock = Machine.RT.rw(Machine.RW);
  private int a;
  private int b;

  @Actor
  public void writer(II_Result r) {
    if (lock.tryWlock()) {
      a = 1;
      b = 1;
      lock.wunlock();
      r.r1 = 1;
    } else {
      r.r1 = -1;
    }
  }

  @Actor
  public void reader(II_Result r) {
    if (lock.tryRlock()) {
      int x = a;
      int y = b;
      lock.runlock();
      r.r2 = x == y ? x : 99;
    } else {
      r.r2 = -1;
    }
  }
}
