package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.RmLock;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail: a reader that only tries counts itself and does not look whether a
 * writer is there. The right lock is in {@code Rm_04_TryLock}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rm_TryDoesNotLook}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "a whole state")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the reader saw half a write")
@State
public class Rm_TryDoesNotLook {
  private static final RmLock LOCK = Machine.RT.rm(Machine.RM);
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final AtomicInt readers = Machine.RT.atomicInt(0);
  private volatile int a;
  private volatile int b;

  @Actor
  public void writer() {
    LOCK.wlock();
    a = 1;
    came.fetchAdd(1);
    Machine.window(came, 2);
    b = 1;
    LOCK.wunlock();
  }

  @Actor
  public void reader(II_Result r) {
    Machine.window(came, 1);
    readers.fetchAdd(1);
    r.r1 = a;
    r.r2 = b;
    came.fetchAdd(1);
    readers.fetchAdd(-1);
  }
}
