package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.ThreadCarrier;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Compares a search of random programs with all of their interleavings. {@code
 * -Dgiantless.explore.seed=N} begins with another program, {@code -Dgiantless.explore.programs=N}
 * compares another number of them.
 */
final class Comparison<P extends Program> {
  static final boolean FAST = ThreadCarrier.hasContinuations();

  private final LongFunction<P> program;
  private Function<P, Function<ExploredThread, String>> labels = p -> td -> null;
  private Function<P, String> answers = p -> "";
  private Predicate<P> only = p -> true;
  private int expiries;
  private int least = 1;
  private boolean redundant;

  private String record;

  /** Without continuations smaller ones, so that the tests stay short. */
  private int most = FAST ? 400 : 100;

  private int programs = 200;

  /**
   * @param program makes one from a seed
   */
  Comparison(LongFunction<P> program) {
    this.program = program;
  }

  /** What a program says of its steps; see {@link Enumerator}. */
  Comparison<P> labels(Function<P, Function<ExploredThread, String>> value) {
    labels = value;
    return this;
  }

  /**
   * What the operations of a program answered in its last execution; must be the same in all
   * executions of a class.
   */
  Comparison<P> answers(Function<P, String> value) {
    answers = value;
    return this;
  }

  /** Others are left out. */
  Comparison<P> only(Predicate<P> value) {
    only = value;
    return this;
  }

  Comparison<P> expiries(int value) {
    expiries = value;
    return this;
  }

  /** Programs with fewer classes are left out. */
  Comparison<P> least(int value) {
    least = value;
    return this;
  }

  /** Programs with more interleavings are left out. */
  Comparison<P> most(int value) {
    most = value;
    return this;
  }

  /** Whether there may be executions that were given up in programs without choices too. */
  Comparison<P> redundant(boolean value) {
    redundant = value;
    return this;
  }

  /** Writes a record of this name when all is well: else the test itself says what is not. */
  Comparison<P> recorded(String name) {
    record = name;
    return this;
  }

  /** How many are compared. */
  Comparison<P> programs(int value) {
    programs = value;
    return this;
  }

  /**
   * Demands that each class of executions is visited, and once.
   *
   * @param strategy makes the one to be judged, given what the program says of its steps
   */
  void judge(Function<Function<ExploredThread, String>, Strategy> strategy, long firstSeed) {
    long first = Long.getLong("giantless.explore.seed", firstSeed);
    int wanted = Integer.getInteger("giantless.explore.programs", programs);
    System.out.println("random programs from seed " + first);
    long executions = 0;
    long givenUp = 0;
    int compared = 0;
    try (Explorer explorer = new Explorer().keepGoing(true).eagerDeadlock(false)) {
      for (long seed = first; compared < wanted; seed++) {
        P p = program.apply(seed);
        if (!only.test(p)) {
          continue;
        }
        Function<ExploredThread, String> label = labels.apply(p);
        Enumerator all = new Enumerator(expiries, label, () -> answers.apply(p));
        Exploration every = all.explore(explorer, p, most);
        if (every.end() != Exploration.End.EXHAUSTED || all.classes().size() < least) {
          continue;
        }
        compared++;
        Enumerator.Watching watching = new Enumerator.Watching(strategy.apply(label), label);
        Exploration found = explorer.explore(p, watching, Budget.executions(10L * most));
        Map<String, Integer> visits = watching.visits;
        String what = "seed " + seed + ": " + p + "; " + found + "; all " + all.classes().size();
        assertThat(all.classes()).as(what).containsAll(visits.keySet());
        assertThat(visits.keySet()).as(what).containsAll(all.classes());
        assertThat(visits.values()).as(what).containsOnly(1);
        assertThat(found.isComplete()).as(what).isTrue();
        // Whether a sleep reads the clock is known when it is taken: not if a signal is posted.
        boolean exact = !p.toString().matches(".*(CHOOSE|TIMED_WAIT_SIG).*");
        if (!redundant && exact) {
          assertThat(found.redundant()).as(what).isZero();
        }
        givenUp += found.redundant();
        executions += found.executions();
      }
    }
    String judged =
        String.format(
            Locale.ROOT,
            "%d random programs of at most %d interleavings: %d classes of executions, each"
                + " visited once; %d executions given up",
            compared,
            most,
            executions,
            givenUp);
    System.out.println(judged);
    assertThat(executions).isGreaterThan(2L * compared);
    assertThat(redundant || givenUp < executions / 4).isTrue();
    if (record != null) {
      ResultWriter.write(
          ResultRecord.of("explorer", record)
              .passed(judged + "; on " + ThreadCarrier.describeBest())
              .count("programs", compared)
              .count("classes", executions)
              .count("given up", givenUp)
              .replay("mvn -B verify -pl model/explore -am -Dit.test=DporIT")
              .build());
    }
  }
}
