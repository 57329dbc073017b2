package giantless.stress.jcstress.lock;

import giantless.lock.RmLock;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The writer does not change what a reader reads twice in one section.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rm_02_WriterWaitsForReaders}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "the same value twice")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the value changed under the reader")
@State
public class Rm_02_WriterWaitsForReaders {
  private static final RmLock LOCK = Machine.RT.rm(Machine.RM);
  private int value;

  @Actor
  public void writer() {
    LOCK.wlock();
    value = 1;
    LOCK.wunlock();
  }

  @Actor
  public void reader(II_Result r) {
    RmLock.Tracker outer = LOCK.rlock();
    r.r1 = value;
    RmLock.Tracker inner = LOCK.rlock();
    LOCK.runlock(inner);
    r.r2 = value;
    LOCK.runlock(outer);
  }
}
