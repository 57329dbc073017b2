package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Ucred;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/**
 * p_ucred is read without a lock and changed under the process lock. Of two threads of a
 * super-user's process that change to two users one comes first, and the other one is no super-user
 * any more. Who reads meanwhile has a whole credential, which no later change touches. The wrong
 * twins are {@code Proc_UserTestedThenSet} and, for a value written in place, {@code
 * Ifnet_AddressWrittenInPlace}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Proc_01_OneChangeOfUser}
 */
@JCStressTest
@Outcome(
    id = {"true, false, true, true", "false, true, true, true"},
    expect = Expect.ACCEPTABLE,
    desc = "one change, by the super-user")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "two changes, none, or half a credential")
@State
public class Proc_01_OneChangeOfUser {
  private static final int ONE = 1001;
  private static final int OTHER = 1002;

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final Proc proc =
      Host.builder().runtime(Machine.RT).build().newProc("one change of user");

  /** Whether what is read without the lock is a user and his own group. */
  private boolean isWhole() {
    Ucred cred = proc.ucred();
    int uid = cred.uid();
    return (uid == 0 || uid == ONE || uid == OTHER) && cred.gid() == uid;
  }

  @Actor
  public void first(ZZZZ_Result r) {
    Machine.meet(came);
    boolean whole = isWhole();
    r.r1 = proc.setuid(ONE) == Errno.OK;
    r.r3 = whole && isWhole();
  }

  @Actor
  public void second(ZZZZ_Result r) {
    Machine.meet(came);
    boolean whole = isWhole();
    r.r2 = proc.setuid(OTHER) == Errno.OK;
    r.r4 = whole && isWhole();
  }

  @Arbiter
  public void result(ZZZZ_Result r) {
    r.r3 &= proc.ucred().uid() == (r.r1 ? ONE : OTHER);
  }
}
