package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail: so_error read and cleared in two steps, as takeError once did. An error
 * that is stored in between is lost. The right program is {@code SoError_02_LaterOneIsNotLost}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoError_TakenInTwoSteps}
 */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "the later error is reported")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the later error is lost")
@State
public class SoError_TakenInTwoSteps {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final AtomicInt soError = Machine.RT.atomicInt(1);

  private int takeError() {
    int error = soError.get();
    if (error == 0) {
      return 0;
    }
    came.fetchAdd(1);
    Machine.window(came, 2);
    soError.set(0);
    return error;
  }

  @Actor
  public void call(II_Result r) {
    r.r1 = takeError();
  }

  @Actor
  public void event() {
    Machine.window(came, 1);
    soError.set(2);
    came.fetchAdd(1);
  }

  @Arbiter
  public void nextCall(II_Result r) {
    r.r2 = takeError();
  }
}
