package giantless.stress.jcstress.stack;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Knob;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * sysctl(8) sets a knob while the kernel reads it: a reader sees the old value or the new one,
 * never one that was refused, and not the old one again after the new one.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Knob_01_OldOrNew}
 */
@JCStressTest
@Outcome(
    id = {"1, 1", "1, 2", "2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "old, or new from some point on")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "refused value, or back to the old one")
@State
public class Knob_01_OldOrNew {
  private final Knob knob = new Knob(1, 0, 100);

  @Actor
  public void sysctl() {
    Errno refused = knob.set(1000);
    knob.set(refused == Errno.EINVAL ? 2 : 3);
  }

  @Actor
  public void reader(II_Result r) {
    r.r1 = knob.get();
    r.r2 = knob.get();
  }
}
