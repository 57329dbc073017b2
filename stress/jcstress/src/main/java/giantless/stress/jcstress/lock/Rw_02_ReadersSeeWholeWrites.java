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
 * A shared holder sees nothing or all of an exclusive section.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rw_02_ReadersSeeWholeWrites}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "a whole state")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the reader saw half a write")
@State
public class Rw_02_ReadersSeeWholeWrites {
  private final RwLock lock = Machine.RT.rw(Machine.RW);
  private int a;
  private int b;

  @Actor
  public void writer() {
    lock.wlock();
    a = 1;
    b = 1;
    lock.wunlock();
  }

  @Actor
  public void reader(II_Result r) {
    lock.rlock();
    r.r1 = a;
    r.r2 = b;
    lock.runlock();
  }
}
