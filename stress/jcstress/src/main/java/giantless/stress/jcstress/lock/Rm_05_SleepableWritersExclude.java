package giantless.stress.jcstress.lock;

import giantless.lock.RmLock;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two writers of a sleepable read-mostly lock: no increment is lost.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rm_05_SleepableWritersExclude}
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both increments are there")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "an increment was lost")
@State
public class Rm_05_SleepableWritersExclude {
  private static final RmLock LOCK = Machine.RT.rm(Machine.SLEEPABLE_RM);
  private int counter;

  private void increment() {
    LOCK.wlock();
    counter++;
    LOCK.wunlock();
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
