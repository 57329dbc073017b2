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
 * A shared holder sees nothing or all of an exclusive section.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Sx_02_ReadersSeeWholeWrites}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "a whole state")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the reader saw half a write")
@State
public class Sx_02_ReadersSeeWholeWrites {
  private final SxLock lock = Machine.RT.sx(Machine.SX);
  private int a;
  private int b;

  @Actor
  public void writer() {
    lock.xlock();
    a = 1;
    b = 1;
    lock.xunlock();
  }

  @Actor
  public void reader(II_Result r) {
    lock.slock();
    r.r1 = a;
    r.r2 = b;
    lock.sunlock();
  }
}
