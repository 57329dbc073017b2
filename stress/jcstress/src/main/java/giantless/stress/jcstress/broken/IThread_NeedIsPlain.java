package giantless.stress.jcstress.broken;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The twin that must fail: it_need is a plain field instead of an atomic word. The thread's look at
 * the queue overtakes its clearing of the word, and the word that is still set keeps the other from
 * waking it. The right program is {@code IThread_01_WorkIsNotForgotten}.
 *
 * <p>Only two processors at once show it, so a sample is many threads and their queues one after
 * another.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=IThread_NeedIsPlain}
 */
@JCStressTest
@Outcome(
    id = "true",
    expect = Expect.ACCEPTABLE,
    desc = "the work was seen, or the thread is woken")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "work is queued and the thread sleeps")
@State
public class IThread_NeedIsPlain {
  private static final int THREADS = 400;

  private final int[] itNeed = new int[THREADS];
  private final int[] queue = new int[THREADS];
  private final int[] seen = new int[THREADS];
  private final boolean[] woken = new boolean[THREADS];

  public IThread_NeedIsPlain() {
    Arrays.fill(itNeed, 1);
  }

  @Actor
  public void threads() {
    for (int i = 0; i < THREADS; i++) {
      itNeed[i] = 0;
      seen[i] = queue[i];
    }
  }

  @Actor
  public void scheduler() {
    for (int i = 0; i < THREADS; i++) {
      queue[i] = 1;
      woken[i] = itNeed[i] == 0;
    }
  }

  @Arbiter
  public void result(Z_Result r) {
    r.r1 = true;
    for (int i = 0; i < THREADS; i++) {
      r.r1 &= seen[i] != 0 || woken[i];
    }
  }
}
