package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The twin that must fail: the word that a look without the lock decides by is raised before that
 * which it announces is there, so who looks finds nothing, and the announcement is used up. The
 * right programs are {@code ProcThread_01_SignalIsNotForgotten} and {@code
 * BpfIf_01_SeenIsCaptured}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Announced_BeforeItIsThere}
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "not announced yet")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "announced, and there")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "announced, and not there")
@State
public class Announced_BeforeItIsThere {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final Mtx lock = Machine.RT.mtx(Machine.LEAF);
  private volatile boolean announced;
  private boolean there;

  @Actor
  public void announcer() {
    announced = true;
    came.fetchAdd(1);
    Machine.window(came, 2);
    lock.lock();
    there = true;
    lock.unlock();
  }

  @Actor
  public void looker(ZZ_Result r) {
    Machine.window(came, 1);
    r.r1 = announced;
    if (r.r1) {
      lock.lock();
      r.r2 = there;
      lock.unlock();
    }
    came.fetchAdd(1);
  }
}
