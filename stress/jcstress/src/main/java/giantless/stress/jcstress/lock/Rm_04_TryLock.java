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
 * A reader that only tries fails rather than break exclusion, and one that fails holds nobody off.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rm_04_TryLock}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "a whole state")
@Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "a writer was there")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the reader saw half a write")
@State
public class Rm_04_TryLock {
  private static final RmLock LOCK = Machine.RT.rm(Machine.RM);
  private int a;
  private int b;

  @Actor
  public void writer() {
    LOCK.wlock();
    a = 1;
    b = 1;
    LOCK.wunlock();
  }

  @Actor
  public void reader(II_Result r) {
    RmLock.Tracker tracker = LOCK.tryRlock();
    if (tracker == null) {
      r.r1 = -1;
      r.r2 = -1;
      return;
    }
    r.r1 = a;
    r.r2 = b;
    LOCK.runlock(tracker);
  }
}
