package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail: a reader tests for a writer but leaves no trace, so the writer does not
 * wait for it. The reader stays a while between its two reads, as one that walks a list does, and
 * the writer comes in between.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rw_ReaderNotCounted}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "a whole state")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the reader saw half a write")
@State
public class Rw_ReaderNotCounted {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private volatile boolean writing;
  private int a;
  private int b;

  @Actor
  public void writer() {
    Machine.window(came, 1);
    writing = true;
    a = 1;
    b = 1;
    writing = false;
    came.fetchAdd(1);
  }

  @Actor
  public void reader(II_Result r) {
    while (writing) {
      Thread.onSpinWait();
    }
    r.r1 = a;
    came.fetchAdd(1);
    Machine.window(came, 2);
    r.r2 = b;
  }
}
