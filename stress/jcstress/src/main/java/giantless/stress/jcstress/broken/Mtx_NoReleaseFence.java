package giantless.stress.jcstress.broken;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The twin that must fail: a mutex whose unlock is a plain store. The compiler may move the stores
 * of the critical section past it, so an increment can be lost.
 *
 * <p>Only two processors at once and compiled code show it, so a sample is many increments.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_NoReleaseFence}
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "all increments are there")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "an increment was lost")
@State
public class Mtx_NoReleaseFence {
  private static final int INCREMENTS = 100;
  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(Mtx_NoReleaseFence.class, "owner", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // Read through OWNER.
  private int owner;

  private int counter;

  private void increment() {
    while (!OWNER.weakCompareAndSetAcquire(this, 0, 1)) {
      Thread.onSpinWait();
    }
    int v = counter;
    int d = v | 1;
    // A long computation invites the compiler to issue the store of the owner first.
    counter = v + 1 + (1_000_003 / d) / 2_000_000;
    owner = 0;
  }

  private void increments() {
    for (int i = 0; i < INCREMENTS; i++) {
      increment();
    }
  }

  @Actor
  public void first() {
    increments();
  }

  @Actor
  public void second() {
    increments();
  }

  @Arbiter
  public void result(Z_Result r) {
    r.r1 = counter == 2 * INCREMENTS;
  }
}
