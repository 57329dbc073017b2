package giantless.stress.netperf.explore;

import giantless.stress.netperf.fork.Figures;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/**
 * Executions a second of Lincheck's model checker, in this JVM, of two threads that take and give
 * back one lock three times each. An execution is what Lincheck calls an invocation; it is counted
 * where Lincheck hands over its results, and timed from the first of a check to the last, so that
 * transforming the classes does not count. There is no specification to be compared with.
 */
final class LincheckRate {
  /**
   * What both threads use. The lock is a monitor, whose entry and exit are one step each for
   * Lincheck as they are for the explorer; inside of a {@code ReentrantLock} it would take many.
   */
  public static class Pairs {
    private final Object lock = new Object();

    @Operation
    public void pair() {
      synchronized (lock) {
        return;
      }
    }
  }

  /** Stands where results would be judged, and looks at the time. */
  public static class Counter implements Verifier {
    private static long count;
    private static Stopwatch sinceFirst;
    private static double seconds;
    private static double processorSeconds;

    /** As Lincheck makes it, with a specification. */
    public Counter(Class<?> unused) {}

    static void reset() {
      count = 0;
    }

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
      if (count++ == 0) {
        sinceFirst = new Stopwatch();
      }
      seconds = sinceFirst.seconds();
      processorSeconds = sinceFirst.processorSeconds();
      return true;
    }
  }

  /** Checks before those that count. */
  private static final int WARM_UP = 3;

  private LincheckRate() {}

  /** One check of at most so many executions; it ends before if Lincheck finds no more. */
  private static void check(int most) throws NoSuchMethodException {
    Actor pair = new Actor(Pairs.class.getMethod("pair"), List.of());
    List<Actor> three = List.of(pair, pair, pair);
    Counter.reset();
    new ModelCheckingOptions()
        .iterations(0)
        .addCustomScenario(new ExecutionScenario(List.of(), List.of(three, three), List.of(), null))
        .invocationsPerIteration(most)
        .minimizeFailedScenario(false)
        .verifier(Counter.class)
        .check(Pairs.class);
  }

  /**
   * Measures and says it.
   *
   * @param args executions of a check at most, and milliseconds of processor time
   */
  public static void main(String[] args) throws NoSuchMethodException {
    int most = Integer.parseInt(args[0]);
    double enough = Integer.parseInt(args[1]) / 1e3;
    for (int i = 0; i < WARM_UP; i++) {
      check(most);
    }
    Figures.say("executions", Counter.count);
    Figures.say("ended", Counter.count < most);
    long n = 0;
    double seconds = 0;
    double processorSeconds = 0;
    while (processorSeconds < enough) {
      check(most);
      n += Counter.count - 1;
      seconds += Counter.seconds;
      processorSeconds += Counter.processorSeconds;
    }
    Rate.of(n, seconds, processorSeconds).say("lincheck");
  }
}
