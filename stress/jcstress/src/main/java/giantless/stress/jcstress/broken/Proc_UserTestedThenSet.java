package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The twin that must fail: setuid(2) tests the credential and sets another one without a lock, so a
 * process that has become one user's becomes another one's. The right program is {@code
 * Proc_01_OneChangeOfUser}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Proc_UserTestedThenSet}
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "one change, by the super-user")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "two changes")
@State
public class Proc_UserTestedThenSet {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private volatile int uid;

  private boolean setuid(int to) {
    if (uid != 0) {
      return false;
    }
    came.fetchAdd(1);
    Machine.window(came, 2);
    uid = to;
    return true;
  }

  @Actor
  public void first(ZZ_Result r) {
    r.r1 = setuid(1001);
  }

  @Actor
  public void second(ZZ_Result r) {
    r.r2 = setuid(1002);
  }
}
