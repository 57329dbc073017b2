package giantless.stress.jcstress.lock;

import giantless.lock.SxLock;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Between the write and the read of a thread that downgrades, no other writer comes in.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Sx_04_DowngradeLeavesNoGap}
 */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "each read back its own write")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "another writer came into the downgrade")
@State
public class Sx_04_DowngradeLeavesNoGap {
  private final SxLock lock = Machine.RT.sx(Machine.SX);
  private int counter;

  private int writeThenRead() {
    lock.xlock();
    counter++;
    lock.downgrade();
    int seen = counter;
    lock.sunlock();
    return seen;
  }

  @Actor
  public void first(II_Result r) {
    r.r1 = writeThenRead();
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = writeThenRead();
  }
}
