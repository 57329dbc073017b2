package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.AtomicInt;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The search visits every class of executions, and none twice. */
class DporIT {
  /** Every second one with signals; in these one is sent, and there is a wait that one ends. */
  private static SmallProgram program(long seed, int size, boolean timed) {
    return seed % 2 == 0
        ? new SmallProgram(seed, size, timed)
        : SmallProgram.withSignals(seed, size, timed);
  }

  private static Comparison<SmallProgram> comparison(int size, boolean timed) {
    return new Comparison<>(seed -> program(seed, size, timed))
        .only(p -> !p.hasSignals() || p.mayBeInterrupted())
        .least(2)
        .answers(SmallProgram::answers);
  }

  private static void compare(Supplier<Strategy> strategy) {
    comparison(5, false).judge(l -> strategy.get(), 1);
  }

  @Test
  void every_class_of_random_programs_is_visited_once() {
    comparison(5, false).recorded("search against every interleaving").judge(l -> new Dpor(), 1);
  }

  @Test
  void every_class_is_visited_once_where_deadlines_come_early() {
    comparison(4, true)
        .expiries(2)
        .recorded("search against every interleaving, deadlines come early")
        .judge(l -> new Dpor(2), 1_000_000);
  }

  /** Programs too large to run all interleavings of; sleep sets know nothing of races. */
  @Test
  void two_searches_that_share_no_idea_visit_the_same_classes() {
    try (Explorer explorer = new Explorer().keepGoing(true).eagerDeadlock(false)) {
      int compared = 0;
      for (long seed = 57; compared < (Comparison.FAST ? 25 : 5); seed++) {
        Program p = new SmallProgram(seed, 7, false);
        Enumerator.Watching dpor = new Enumerator.Watching(new Dpor());
        Exploration e = explorer.explore(p, dpor, Budget.executions(300));
        if (e.end() == Exploration.End.EXHAUSTED && e.executions() > 10) {
          compared++;
          Enumerator.Watching all = new Enumerator.Watching(new SleepSets());
          explorer.explore(p, all, Budget.unlimited());
          assertThat(dpor.visits).as("seed %d: %s; %s", seed, p, e).isEqualTo(all.visits);
          assertThat(dpor.visits.values()).containsOnly(1);
        }
      }
    }
  }

  /** The twin: who visits less than all is caught. */
  @Test
  void a_search_that_misses_a_class_is_caught() {
    assertThatThrownBy(() -> compare(() -> new OnceOnly(new Dpor())))
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
    assertThatThrownBy(() -> compare(() -> new Enumerator(0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("to contain only:\n  [1]");
  }

  /** The twin: a judge to whom each thread touches only what is its own tells too little apart. */
  @Test
  void a_judge_that_puts_executions_together_that_differ_is_caught() {
    assertThatThrownBy(
            () -> {
              try (Explorer explorer = new Explorer().keepGoing(true).eagerDeadlock(false)) {
                for (long seed = 1; seed < 100; seed++) {
                  SmallProgram p = program(seed, 5, false);
                  Enumerator blind =
                      new Enumerator(0, td -> "what thread " + td.id() + " touches", p::answers);
                  explorer.explore(p, blind, Budget.executions(100));
                }
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("executions of one class differ: [");
  }

  /** A thread that dies while another can go on, or does not die. */
  private static Exploration withDeath(boolean dies) {
    try (Explorer explorer = new Explorer().keepGoing(true)) {
      return explorer.explore(
          world -> {
            ExploredRuntime rt = world.runtime("", null, 2);
            AtomicInt a = rt.atomicInt(0);
            return () -> {
              rt.spawn("lives", Priority.USER, 0, () -> a.fetchAdd(1));
              a.fetchAdd(1);
              if (dies) {
                throw new IllegalStateException("dies");
              }
            };
          },
          new Dpor(),
          Budget.unlimited());
    }
  }

  @Test
  void a_search_is_not_complete_if_an_execution_was_cut_short() {
    Exploration cut = withDeath(true);
    assertThat(cut.end()).isEqualTo(Exploration.End.EXHAUSTED);
    assertThat(cut.failures()).isPositive();
    assertThat(cut.isComplete()).isFalse();
    assertThat(withDeath(false).isComplete()).isTrue();
  }

  /** Three threads, of which the second does something else in every other execution or not. */
  private static Exploration changing(boolean changes) {
    int[] executions = new int[1];
    try (Explorer explorer = new Explorer()) {
      return explorer.explore(
          world -> {
            boolean other = changes && executions[0]++ % 2 == 1;
            ExploredRuntime rt = world.runtime("", null, 2);
            AtomicInt a = rt.atomicInt(0);
            return () -> {
              rt.spawn("first", Priority.USER, 0, () -> a.fetchAdd(1));
              if (!other) {
                rt.spawn("second", Priority.USER, 0, () -> a.fetchAdd(1));
              }
              rt.spawn("third", Priority.USER, 0, () -> a.fetchAdd(1));
            };
          },
          new Dpor(),
          Budget.unlimited());
    }
  }

  @Test
  void a_search_is_not_complete_if_the_program_is_another_one_each_time() {
    assertThat(changing(true).isComplete()).isFalse();
    assertThat(changing(false).isComplete()).isTrue();
    assertThat(changing(false).executions()).isEqualTo(6);
  }
}
