package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The twin that must fail: who finds an object in a table under the table's lock does not ask
 * whether it is set up already. The right programs are {@code File_01_FoundIsSetUp}, {@code
 * Ifnet_03_FoundIsAttached} and {@code Rtentry_01_DownShowsItsSuccessor}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=File_FoundBeforeItIsSetUp}
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "not there yet")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "there, and set up")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "there, and not set up")
@State
public class File_FoundBeforeItIsSetUp {
  private static final class Entry {
    volatile Object data;
  }

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final Mtx lock = Machine.RT.mtx(Machine.LEAF);
  private Entry slot;

  @Actor
  public void maker() {
    Entry entry = new Entry();
    lock.lock();
    slot = entry;
    lock.unlock();
    came.fetchAdd(1);
    Machine.window(came, 2);
    entry.data = this;
  }

  @Actor
  public void guesser(ZZ_Result r) {
    Machine.window(came, 1);
    lock.lock();
    Entry entry = slot;
    lock.unlock();
    r.r1 = entry != null;
    r.r2 = entry != null && entry.data != null;
    came.fetchAdd(1);
  }
}
