package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.explored.ThreadCarrier;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The search visits every class of executions, and none twice. */
class DporTest {
  private static final boolean FAST = ThreadCarrier.hasContinuations();

  /** Switches cost three hundred times as much without continuations. */
  private static final int PROGRAMS = FAST ? 200 : 40;

  /** Programs with more interleavings are left out. */
  private static final int SMALL = FAST ? 400 : 100;

  @Test
  void every_class_of_random_programs_is_visited_once() {
    compare(() -> new Dpor(), 5, false, 0, 1);
  }

  @Test
  void every_class_is_visited_once_where_deadlines_come_early() {
    compare(() -> new Dpor(2), 4, true, 2, 1_000_000);
  }

  /** The twin: who visits less than all is caught. */
  @Test
  void a_search_that_misses_a_class_is_caught() {
    assertThatThrownBy(() -> compare(() -> new OnceOnly(new Dpor()), 5, false, 0, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but could not find the following element");
  }

  /** Gives up after the first execution, and says that that was all. */
  private static final class OnceOnly extends Enumerator.Watching {
    private boolean begun;

    OnceOnly(Strategy strategy) {
      super(strategy);
    }

    @Override
    public boolean isExhaustive() {
      return true;
    }

    @Override
    public boolean advance() {
      boolean first = !begun;
      begun = true;
      return first && super.advance();
    }
  }

  /** The twin: who visits a class again is caught. */
  @Test
  void a_search_that_visits_a_class_twice_is_caught() {
    assertThatThrownBy(() -> compare(() -> new Enumerator(0), 5, false, 0, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("to contain only:\n  [1]");
  }

  private static void compare(
      Supplier<Strategy> strategy, int size, boolean timed, int expiries, long firstSeed) {
    long executions = 0;
    long redundant = 0;
    int programs = 0;
    try (Explorer explorer = new Explorer().keepGoing(true).eagerDeadlock(false)) {
      for (long seed = firstSeed; programs < PROGRAMS; seed++) {
        Program p = new SmallProgram(seed, size, timed);
        Enumerator all = new Enumerator(expiries);
        Exploration every = explorer.explore(p, all, Budget.executions(SMALL));
        if (every.end() != Exploration.End.EXHAUSTED) {
          continue;
        }
        programs++;
        Enumerator.Watching watching = new Enumerator.Watching(strategy.get());
        Exploration found = explorer.explore(p, watching, Budget.executions(10L * SMALL));
        Map<String, Integer> visits = watching.visits;
        String what = "seed " + seed + ": " + p + "; " + found + "; all " + all.classes().size();
        assertThat(all.classes()).as(what).containsAll(visits.keySet());
        assertThat(visits.keySet()).as(what).containsAll(all.classes());
        assertThat(visits.values()).as(what).containsOnly(1);
        assertThat(found.isComplete()).as(what).isTrue();
        if (!p.toString().contains("CHOOSE")) {
          assertThat(found.redundant()).as(what).isZero();
        }
        redundant += found.redundant();
        executions += found.executions();
      }
    }
    System.out.printf(
        "%d programs: %d classes, each visited once; %d redundant executions%n",
        programs, executions, redundant);
    assertThat(executions).isGreaterThan(2L * PROGRAMS);
    assertThat(redundant).isLessThan(executions / 4);
  }
}
