package giantless.stress.jcstress.lock;

import giantless.lock.AtomicInt;
import giantless.lock.RefCount;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * refcount_acquire_if_not_zero(9) against the last release: whoever got a reference releases it
 * again, and the object is freed exactly once.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=RefCount_02_NoResurrection}
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "freed once")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "never freed, or freed twice")
@State
public class RefCount_02_NoResurrection {
  private final RefCount refs = Machine.RT.refCount(1);
  private final AtomicInt freed = Machine.RT.atomicInt(0);

  @Actor
  public void owner() {
    if (refs.release()) {
      freed.fetchAdd(1);
    }
  }

  @Actor
  public void finder() {
    if (refs.tryAcquire() && refs.release()) {
      freed.fetchAdd(1);
    }
  }

  @Arbiter
  public void result(I_Result r) {
    r.r1 = freed.get();
  }
}
