package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.search.Budget;
import giantless.explore.search.StateException;
import giantless.explore.shard.Plan;
import giantless.explore.shard.Shard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of a scenario are worth together what one search is, and less if one is missing. */
class ScenarioShardsIT {
  @TempDir Path dir;

  private final ScenarioRunner runner = new ScenarioRunner();

  @AfterEach
  void close() {
    runner.close();
  }

  /** As on a machine of its own: plans for itself, and the result comes in a file. */
  private ScenarioShard shard(Class<?> c, int i, int n, String budget) throws Exception {
    ScenarioClass s = ScenarioClass.of(c);
    Path file = dir.resolve(s.name() + "-" + i);
    try (ScenarioRunner own = new ScenarioRunner()) {
      ScenarioShards shards = new ScenarioShards(own);
      Plan plan = shards.plan(s, 6);
      shards.explore(s, plan, new Shard(plan, i, n), null, Budget.parse(budget)).write(file);
    }
    return ScenarioShard.read(file);
  }

  private Joined join(Class<?> c, ScenarioShard... shards) {
    return new ScenarioShards(runner).join(ScenarioClass.of(c), List.of(shards));
  }

  private Outcome all(Class<?> c, int n) throws Exception {
    List<ScenarioShard> shards = new ArrayList<>();
    for (int i = n; i > 0; i--) {
      shards.add(shard(c, i, n, "1e6"));
    }
    return join(c, shards.toArray(new ScenarioShard[0])).outcome();
  }

  @Test
  void all_shards_together_are_the_proof() throws Exception {
    for (int n : new int[] {1, 3}) {
      assertThat(all(Turns.Good.class, n).toString())
          .startsWith("Turns.Good: PROVED-WITHIN-BOUNDS: all schedules: 90 executions of at most ")
          .contains(" parts (dpor, time passes when no thread can go on)");
    }
  }

  @Test
  void without_one_of_them_the_result_is_red_and_says_what_is_missing() throws Exception {
    ScenarioShard one = shard(Turns.Good.class, 1, 2, "1e6");
    ScenarioShard two = shard(Turns.Good.class, 2, 2, "1e6");
    assertThat(join(Turns.Good.class, one, two).problems()).isEmpty();
    Joined lost = join(Turns.Good.class, two);
    assertThat(lost.outcome().verdict()).isEqualTo(Outcome.Verdict.FAILED);
    assertThat(lost.outcome().reason()).startsWith("incomplete: lost: no result has part 0; ");
    assertThat(lost.outcome().isAsDeclared()).isFalse();
    Joined doubled = join(Turns.Good.class, one, two, two);
    assertThat(doubled.outcome().reason())
        .startsWith("incomplete: doubled: part 1 is in ")
        .contains(" and ");
    Joined foreign = join(Turns.Good.class, one, two, shard(Turns.Broken.class, 1, 9, "1"));
    assertThat(foreign.outcome().reason())
        .startsWith("incomplete: foreign: ")
        .contains(" is of another plan");
    Joined cut = join(Turns.Good.class, one, shard(Turns.Good.class, 2, 2, "3"));
    assertThat(cut.outcome().verdict()).isEqualTo(Outcome.Verdict.FAILED);
    assertThat(cut.outcome().reason()).startsWith("incomplete: unfinished: part ");
    assertThat(cut.problems()).allMatch(p -> p.startsWith("unfinished: "));
  }

  @Test
  void a_shard_that_was_cut_goes_on_from_its_file() throws Exception {
    ScenarioClass s = ScenarioClass.of(Turns.Good.class);
    ScenarioShard cut = shard(Turns.Good.class, 2, 2, "3");
    Shard second = new Shard(cut.plan(), 2, 2);
    ScenarioShard more =
        new ScenarioShards(runner).explore(s, cut.plan(), second, cut, Budget.parse("1e6"));
    assertThat(more.finished()).isEqualTo(second.parts());
    Joined whole = join(Turns.Good.class, shard(Turns.Good.class, 1, 2, "1e6"), more);
    assertThat(whole.outcome().reason()).startsWith("all schedules: 90 executions ");
  }

  @Test
  void a_failure_in_one_of_them_is_told_as_one_of_a_whole_search_is() throws Exception {
    Outcome o = all(Turns.Broken.class, 3);
    assertThat(o.kind()).isEqualTo(FailureKind.ASSERTION);
    assertThat(o.isAsDeclared()).isTrue();
    assertThat(o.story()).contains("invariant the_last_is_not_first does not hold");
  }

  /** One order is seen in one shard, the other in the other. */
  @Test
  void a_reversal_between_shards_is_found() throws Exception {
    Outcome o = all(FailureKindsTest.EitherOr.class, 2);
    assertThat(o.kind()).isEqualTo(FailureKind.ORDER_REVERSAL);
    // The twin: in no shard alone.
    for (int i = 1; i <= 2; i++) {
      ScenarioShard alone = shard(FailureKindsTest.EitherOr.class, i, 2, "1e6");
      assertThat(join(FailureKindsTest.EitherOr.class, alone).outcome().reason())
          .startsWith("incomplete: lost: ");
    }
  }

  @Test
  void a_file_that_was_changed_and_a_plan_of_another_scenario_are_refused() throws Exception {
    ScenarioShard one = shard(Turns.Good.class, 1, 1, "1e6");
    assertThatThrownBy(() -> join(Turns.Broken.class, one))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("the plan is of another ");
    Path file = dir.resolve("Turns.Good-1");
    Files.writeString(file, Files.readString(file).replace("true", "false"));
    assertThatThrownBy(() -> ScenarioShard.read(file))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("changed: the seal at its end is of another text");
  }
}
