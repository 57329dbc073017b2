package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.search.Budget;
import giantless.explore.search.Exploration;
import giantless.explore.search.StateException;
import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.explore.search.Strategies;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A scenario's search that is cut and goes on from a file comes out as one that was never cut. */
class ScenarioResumeIT {
  private static final Budget PLENTY = Budget.parse("1e6");

  /** One search in pieces of so many executions, each by a runner of its own. */
  private static final class Pieces {
    private final ScenarioClass scenario;
    private final String strategy;
    private final int every;
    private final UnaryOperator<String> change;
    private String kept;
    private int pieces;

    Pieces(Class<?> c, String strategy, int every, UnaryOperator<String> change) {
      this.scenario = ScenarioClass.of(c);
      this.strategy = strategy;
      this.every = every;
      this.change = change;
    }

    private Outcome one() {
      pieces++;
      try (ScenarioRunner runner = new ScenarioRunner()) {
        int[] n = {0};
        Unfinished from =
            kept == null ? null : Unfinished.restore(new StateReader("file", change.apply(kept)));
        runner.progress(p -> ++n[0] < every);
        runner.keeper(
            u -> {
              StateWriter out = new StateWriter();
              u.save(out);
              kept = out.sealed();
            });
        return from == null
            ? runner.run(scenario, Strategies.parse(strategy), PLENTY)
            : runner.goOn(scenario, from, PLENTY);
      }
    }

    Outcome run() {
      Outcome o = one();
      while (o.exploration().end() == Exploration.End.STOPPED) {
        o = one();
      }
      return o;
    }
  }

  private static Outcome whole(Class<?> c, String strategy) {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      return runner.run(ScenarioClass.of(c), Strategies.parse(strategy), PLENTY);
    }
  }

  private static void same(Class<?> c, String strategy, int every, int pieces) {
    Pieces cut = new Pieces(c, strategy, every, t -> t);
    Outcome one = whole(c, strategy);
    Outcome two = cut.run();
    assertThat(two.toString()).isEqualTo(one.toString());
    assertThat(two.story()).isEqualTo(one.story());
    assertThat(two.exploration().totals().countsAs(one.exploration().totals())).isTrue();
    assertThat(two.exploration().redundant()).isEqualTo(one.exploration().redundant());
    assertThat(cut.pieces).isGreaterThanOrEqualTo(pieces);
  }

  @Test
  void a_proof_in_pieces_is_the_proof_in_one() {
    same(Turns.Good.class, "dpor", 20, 5);
    assertThat(whole(Turns.Good.class, "dpor").exploration().executions()).isEqualTo(Turns.CLASSES);
  }

  @Test
  void a_failure_after_a_break_is_the_failure_without() {
    same(Turns.Broken.class, "dpor", 30, 2);
  }

  /** One order of the locks is seen before the break, the other one after it. */
  @Test
  void a_reversal_across_a_break_is_found() {
    same(FailureKindsTest.EitherOr.class, "dpor", 1, 2);
  }

  /** The twin: who forgets what was seen before the break finds none. */
  @Test
  void a_break_that_forgets_the_lock_order_is_caught() {
    UnaryOperator<String> forget =
        t -> {
          String lines = t.substring(0, t.lastIndexOf("seal "));
          return new StateWriter()
              .block(lines.replaceAll("(?s)\ntaught \\d+\n.*", "\ntaught 0\n"))
              .sealed();
        };
    Outcome o = new Pieces(FailureKindsTest.EitherOr.class, "dpor", 1, forget).run();
    assertThat(o.verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
  }

  /** The file says it is of the other class. */
  @Test
  void a_search_of_another_class_does_not_go_on() {
    Pieces cut = new Pieces(Turns.Good.class, "dpor", 7, t -> t);
    cut.one();
    Unfinished from = Unfinished.restore(new StateReader("file", cut.kept));
    assertThat(from.scenario()).endsWith("Turns.Good");
    assertThat(from.totals().executions()).isEqualTo(7);
    try (ScenarioRunner runner = new ScenarioRunner()) {
      assertThatThrownBy(() -> runner.goOn(ScenarioClass.of(Turns.Broken.class), from, PLENTY))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("the search is of another ")
          .hasMessageContaining("has other classes");
    }
  }

  /** The two do the same on every schedule that a fingerprint runs. */
  @Test
  void classes_that_do_the_same_have_other_fingerprints() {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      String good = runner.fingerprint(ScenarioClass.of(Turns.Good.class));
      assertThat(runner.fingerprint(ScenarioClass.of(Turns.Good.class))).isEqualTo(good);
      assertThat(runner.fingerprint(ScenarioClass.of(Turns.Broken.class))).isNotEqualTo(good);
    }
  }
}
