package giantless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code giantless explore} with {@code --save}, {@code --resume}, {@code --shard} and {@code
 * --plan}, and {@code giantless join}: words and exit codes.
 */
class ExploreKeptIT {
  private static final String BROKEN = "Scenario_01_CrossedLocks.Broken";

  /** Has some dozen classes of executions. */
  private static final String LONG = "ReleasedTwice.Fixed";

  @TempDir Path dir;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  // ---- Put down and taken up ----

  @Test
  void what_a_budget_left_goes_on_and_is_proved() throws Exception {
    String file = dir.resolve("left").toString();
    String json = dir.resolve("all.json").toString();
    assertThat(run("explore", LONG, "--budget", "10", "--save", file)).isZero();
    assertThat(out.toString())
        .contains("left: the budget was spent")
        .contains("Left: " + LONG + "; to go on: giantless explore --resume " + file);
    assertThat(run("explore", "--resume", file)).as("the same budget again").isZero();
    assertThat(out.toString()).contains(": PASSED (sampled): 20 executions").contains("Left: ");
    assertThat(run("explore", "--resume", file, "--budget", "1e6", "--json", json)).isZero();
    assertThat(out.toString()).doesNotContain("Left: ");
    String end = out.toString().lines().filter(l -> l.startsWith(LONG)).findFirst().orElse("");
    assertThat(run("explore", LONG)).isZero();
    assertThat(out.toString()).contains(end).contains(LONG + ": PROVED-WITHIN-BOUNDS: all ");
    JsonNode all = new ObjectMapper().readTree(Path.of(json).toFile());
    assertThat(all.size()).isEqualTo(1);
    assertThat(all.get(0).get("verdict").asText()).isEqualTo("PROVED-WITHIN-BOUNDS");
  }

  @Test
  void a_resume_file_keeps_what_was_found_before() throws Exception {
    String file = dir.resolve("left").toString();
    String json = dir.resolve("all.json").toString();
    run("explore", "Scenario_01_CrossedLocks.Fixed", LONG, "--budget", "10", "--save", file);
    assertThat(run("explore", "--resume", file, "--budget", "1e6", "--json", json)).isZero();
    JsonNode all = new ObjectMapper().readTree(Path.of(json).toFile());
    assertThat(all.findValuesAsText("scenario"))
        .containsExactly("Scenario_01_CrossedLocks.Fixed", LONG);
  }

  @Test
  void a_resume_file_that_was_changed_or_is_none_is_refused() throws Exception {
    Path file = dir.resolve("left");
    run("explore", LONG, "--budget", "10", "--save", file.toString());
    Files.writeString(file, Files.readString(file).replace("wrong 0", "wrong 1"));
    assertThat(run("explore", "--resume", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--resume: ").contains("changed: the seal at its end");
    Files.writeString(file, "something else\n");
    assertThat(run("explore", "--resume", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("not whole: the seal at its end is missing");
    assertThat(run("explore", "--resume", dir.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--resume: there is no file ");
    assertThat(run("explore", LONG, "--resume", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--resume has its own names");
    assertThat(run("explore", "--seed", "3", "--resume", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--seed does not go with --resume");
  }

  // ---- In parts ----

  private String shard(int i, String... more) {
    String file = dir.resolve("shard-" + i).toString();
    List<String> args =
        new ArrayList<>(List.of("explore", LONG, "--shard", i + "/2", "--out", file));
    args.addAll(List.of(more));
    run(args.toArray(new String[0]));
    return file;
  }

  @Test
  void shards_joined_are_the_proof_of_one_search() throws Exception {
    String one = shard(1);
    assertThat(out.toString()).contains(": shard 1/2: ").contains("none failed");
    String two = shard(2);
    String json = dir.resolve("joined.json").toString();
    assertThat(run("join", two, one, "--json", json)).isZero();
    JsonNode joined = new ObjectMapper().readTree(Path.of(json).toFile()).get(0);
    assertThat(joined.get("verdict").asText()).isEqualTo("PROVED-WITHIN-BOUNDS");
    assertThat(joined.get("complete").asBoolean()).isTrue();
    assertThat(joined.get("problems").size()).isZero();
    run("explore", LONG);
    assertThat(out.toString())
        .contains("all schedules: " + joined.get("executions").asInt() + " executions");
  }

  @Test
  void a_missing_shard_turns_the_result_red_and_is_named() {
    String one = shard(1);
    assertThat(run("join", one)).isEqualTo(1);
    assertThat(out.toString())
        .contains(LONG + ": FAILED: incomplete: lost: no result has part 1; ")
        .contains("\n  lost: no result has part 1");
    String two = shard(2, "--budget", "3");
    assertThat(out.toString()).contains("To go on: giantless explore --resume " + two);
    assertThat(run("join", one, two)).isEqualTo(1);
    assertThat(out.toString()).contains(": FAILED: incomplete: unfinished: part ");
    assertThat(run("explore", "--resume", two)).isZero();
    assertThat(run("join", one, two, two)).isEqualTo(1);
    assertThat(out.toString()).contains("incomplete: doubled: part 1 is in ");
    assertThat(run("join", one, two)).isZero();
  }

  @Test
  void a_plan_in_a_file_is_the_plan_of_its_shards() {
    String plan = dir.resolve("plan").toString();
    assertThat(run("explore", LONG, "--plan", "5", "--out", plan)).isZero();
    assertThat(out.toString()).contains(" parts that begin with up to ").contains(plan);
    String one = shard(1, "--plan-file", plan);
    String two = shard(2, "--plan-file", plan);
    assertThat(run("join", one, two)).isZero();
    String other = shard(2);
    assertThat(run("join", one, other)).isEqualTo(1);
    assertThat(out.toString()).contains("foreign: ");
    assertThat(run("explore", BROKEN, "--shard", "1/1", "--plan-file", plan)).isEqualTo(2);
    assertThat(err.toString()).contains("the plan is of another " + LONG);
  }

  @Test
  void a_failure_in_a_shard_is_told_there_and_where_it_is_joined() {
    String file = dir.resolve("broken").toString();
    assertThat(run("explore", BROKEN, "--shard", "1/1", "--out", file)).isZero();
    assertThat(out.toString()).contains("one failed").contains("2 threads wait for each other");
    assertThat(run("join", file)).isZero();
    assertThat(out.toString())
        .contains(BROKEN + ": FAILED: deadlock: 2 threads wait for each other")
        .contains("that is how it must fail");
  }

  @Test
  void what_cannot_be_shared_out_or_joined_is_refused() throws Exception {
    assertThat(run("explore", "Scenario_01_CrossedLocks", "--shard", "1/2")).isEqualTo(2);
    assertThat(err.toString()).contains("are for one scenario, and the names are those of 2");
    assertThat(run("explore", LONG, "--shard", "3/2")).isEqualTo(2);
    assertThat(err.toString()).contains("--shard: shard 3/2 is none of them");
    assertThat(run("explore", LONG, "--shard", "half")).isEqualTo(2);
    assertThat(err.toString()).contains("--shard: \"half\" is not of the form 1/2");
    assertThat(run("explore", LONG, "--shard", "1/2", "--strategy", "random")).isEqualTo(2);
    assertThat(err.toString()).contains("go with --strategy dpor");
    assertThat(run("join", dir.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file ");
    Path file = dir.resolve("other");
    Files.writeString(file, "something else\n");
    assertThat(run("join", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("not whole");
  }
}
