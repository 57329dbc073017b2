package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.stack.Host;
import giantless.stack.kern.Proc;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Signal;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * astpending is tested without a lock at each return to the program, raised after the signal was
 * posted, and cleared under the process lock when none is left. What is posted while the thread
 * takes another signal is taken then or at a later return. The wrong twin is {@code
 * Announced_BeforeItIsThere}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=ProcThread_01_SignalIsNotForgotten}
 */
@JCStressTest
@Outcome(
    id = {"0, 2", "1, 2", "2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "each handler ran once, at one of the returns")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a signal was forgotten, or taken twice")
@State
public class ProcThread_01_SignalIsNotForgotten {
  private static final int LOOKS = 1000;

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final AtomicInt taken = Machine.RT.atomicInt(0);
  private final Proc proc = Host.builder().runtime(Machine.RT).build().newProc("signals");
  private ProcThread td;

  public ProcThread_01_SignalIsNotForgotten() {
    proc.sigaction(Signal.SIGUSR1, sig -> taken.fetchAdd(1), 0);
    proc.sigaction(Signal.SIGUSR2, sig -> taken.fetchAdd(1), 0);
  }

  @Actor
  public void program(II_Result r) {
    Machine.meet(came);
    td = proc.curthread();
    for (int i = 0; i < LOOKS && taken.get() == 0; i++) {
      td.ast();
    }
    r.r1 = taken.get();
  }

  @Actor
  public void killer() {
    Machine.meet(came);
    proc.signal(Signal.SIGUSR1);
    for (int i = 0; i < LOOKS && taken.get() == 0; i++) {
      Thread.onSpinWait();
    }
    proc.signal(Signal.SIGUSR2);
  }

  @Arbiter
  public void nextReturn(II_Result r) {
    td.ast();
    r.r2 = taken.get();
  }
}
