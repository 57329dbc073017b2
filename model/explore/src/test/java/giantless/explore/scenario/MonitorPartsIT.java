package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.search.Budget;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.explore.shard.Plan;
import giantless.explore.shard.Shard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Searches of programs with monitors in shards and in pieces. Each shard and each piece loads the
 * program anew, as another JVM does, so what its monitors are known by must be the same there.
 */
class MonitorPartsIT {
  private static final Budget PLENTY = Budget.parse("1e6");

  @TempDir Path dir;

  /** One JVM's share of the work. */
  private interface Work<T> {
    T of(ScenarioRunner runner, ScenarioClass scene) throws Exception;
  }

  private static <T> T anew(String scene, Work<T> work) throws Exception {
    try (MonitorRuns runs = new MonitorRuns();
        ScenarioRunner runner =
            new ScenarioRunner(new Explorer().races(true), MonitorRuns.class.getClassLoader())) {
      return work.of(runner, runs.scene(scene));
    }
  }

  private static Outcome whole(String scene) throws Exception {
    return anew(scene, (r, s) -> r.run(s));
  }

  /** By the file of a plan, with results in files. */
  private List<ScenarioShard> shards(String scene, int n) throws Exception {
    Path file = dir.resolve("plan");
    anew(
        scene,
        (r, s) -> {
          new ScenarioShards(r).plan(s, 2 * n).write(file);
          return null;
        });
    List<ScenarioShard> shards = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      Path result = dir.resolve("shard" + i);
      int number = i;
      anew(
          scene,
          (r, s) -> {
            Plan plan = Plan.read(file);
            Shard shard = new Shard(plan, number, n);
            new ScenarioShards(r).explore(s, plan, shard, null, PLENTY).write(result);
            return null;
          });
      shards.add(ScenarioShard.read(result));
    }
    return shards;
  }

  private static Outcome join(String scene, List<ScenarioShard> shards) throws Exception {
    return anew(scene, (r, s) -> new ScenarioShards(r).join(s, shards)).outcome();
  }

  @ParameterizedTest
  @CsvSource({"Either, 2", "Either, 3", "Ordered, 2", "MadeInActors, 2"})
  void shards_of_a_plan_file_visit_together_what_one_search_visits(String scene, int n)
      throws Exception {
    long classes = whole(scene).exploration().executions();
    Outcome o = join(scene, shards(scene, n));
    assertThat(o.verdict()).as(o.reason()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
    assertThat(o.reason()).startsWith("all schedules: " + classes + " executions ");
    assertThat(classes).isGreaterThanOrEqualTo(n);
  }

  /** The twin. */
  @Test
  void without_one_of_the_shards_there_is_no_proof() throws Exception {
    Outcome o = join("Either", shards("Either", 2).subList(0, 1));
    assertThat(o.verdict()).isEqualTo(Outcome.Verdict.FAILED);
    assertThat(o.reason()).startsWith("incomplete: lost: ");
  }

  @ParameterizedTest
  @CsvSource({"EitherWay, 2", "BothInGate, 2"})
  void shards_find_together_a_reversal_of_which_each_has_seen_one_half(String scene, int n)
      throws Exception {
    Outcome o = join(scene, shards(scene, n));
    assertThat(o.kind()).as(o.reason()).isEqualTo(FailureKind.ORDER_REVERSAL);
    assertThat(o.reason()).startsWith("lock order reversal: monitor of Account");
  }

  /** In pieces of so many executions, what is kept of one as a text for the next. */
  private static Outcome pieces(String scene, int every) throws Exception {
    String[] kept = new String[1];
    Outcome o;
    do {
      o =
          anew(
              scene,
              (r, s) -> {
                int[] n = {0};
                r.progress(p -> ++n[0] < every);
                Unfinished from =
                    kept[0] == null ? null : Unfinished.restore(new StateReader("kept", kept[0]));
                r.keeper(
                    u -> {
                      StateWriter out = new StateWriter();
                      u.save(out);
                      kept[0] = out.sealed();
                    });
                return from == null ? r.run(s) : r.goOn(s, from, PLENTY);
              });
    } while (o.exploration().end() == Exploration.End.STOPPED);
    return o;
  }

  @ParameterizedTest
  @CsvSource({
    "Either, 7",
    "Ordered, 2",
    "MadeInActors, 1",
    "Nested, 1",
    "EitherWay, 1",
    "BothInGate, 1"
  })
  void a_search_that_was_interrupted_ends_as_one_that_was_not(String scene, int every)
      throws Exception {
    Outcome whole = whole(scene);
    Outcome pieces = pieces(scene, every);
    assertThat(pieces.toString()).isEqualTo(whole.toString());
    assertThat(pieces.story()).isEqualTo(whole.story());
    assertThat(pieces.exploration().totals().countsAs(whole.exploration().totals())).isTrue();
  }
}
