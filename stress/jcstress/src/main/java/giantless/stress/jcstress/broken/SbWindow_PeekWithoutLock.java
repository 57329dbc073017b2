package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The twin that must fail: who peeks at the room of a buffer reads its two numbers without the
 * mutex, under which they are changed together. The right program is {@code
 * SbWindow_01_PeekIsOfOneMoment}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SbWindow_PeekWithoutLock}
 */
@JCStressTest
@Outcome(id = "100", expect = Expect.ACCEPTABLE, desc = "the room before and after")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a room that there never was")
@State
public class SbWindow_PeekWithoutLock {
  private static final int LIMIT = 100;

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final Mtx lock = Machine.RT.mtx(Machine.LEAF);
  private final AtomicInt hiwat = Machine.RT.atomicInt(LIMIT);
  private final AtomicInt cc = Machine.RT.atomicInt(0);

  @Actor
  public void appender() {
    lock.lock();
    hiwat.set(2 * LIMIT);
    came.fetchAdd(1);
    Machine.window(came, 2);
    cc.set(LIMIT);
    lock.unlock();
  }

  @Actor
  public void peeker(I_Result r) {
    Machine.window(came, 1);
    r.r1 = hiwat.get() - cc.get();
    came.fetchAdd(1);
  }
}
