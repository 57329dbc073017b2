package giantless.scenarios.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Scenarios;
import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.records.ResultRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A night that goes down and is called again does the rest, and comes to what it would have. */
class NightIT {
  private static final int EVERY = 10;
  private static final List<String> NAMES =
      List.of("CalloutAfterFree$Fixed", "ReleasedTwice$Fixed", "TornPair$Fixed");

  @TempDir Path dir;

  /** Executions of the last call. */
  private int executions;

  /** The power goes. */
  private static final class Down extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static ScenarioClass scenario(String name) {
    return Scenarios.named("giantless.scenarios.bugs." + name, NightIT.class.getClassLoader());
  }

  private static Judged judge(Outcome o) {
    return new Judged(
        ResultRecord.of("explorer", o.scenario().name())
            .proved(o.reason())
            .count("executions", o.exploration().executions())
            .build(),
        o.isAsDeclared() ? "" : o.whyNotAsDeclared());
  }

  private Judged one(Night night, String name, int downAfter) {
    ScenarioClass s = scenario(name);
    try (ScenarioRunner runner = new ScenarioRunner()) {
      runner.progress(
          p -> {
            if (++executions == downAfter) {
              throw new Down();
            }
            return true;
          });
      return night.explore(
          s.name(),
          runner,
          s,
          new Dpor(s.scenario().timers()),
          Budget.parse("1e6"),
          NightIT::judge);
    }
  }

  /** All of them, until the power goes after so many executions. */
  private List<Judged> call(Path dir, int downAfter) {
    Night night = new Night(dir, Budget.executions(EVERY));
    night.begin(List.of("CalloutAfterFree.Fixed"), dir.resolve("none"));
    executions = 0;
    List<Judged> all = new ArrayList<>();
    for (String name : NAMES) {
      all.add(one(night, name, downAfter));
    }
    return all;
  }

  private static List<String> words(List<Judged> all) {
    List<String> words = new ArrayList<>();
    for (Judged j : all) {
      ResultRecord r = j.record();
      words.add(r.check() + " " + r.verdict() + " " + r.reason() + r.counts() + j.wrong());
    }
    return words;
  }

  @Test
  void a_night_that_goes_down_goes_on_where_it_was() {
    List<String> whole = words(call(dir.resolve("whole"), -1));
    int all = executions;
    Path night = dir.resolve("night");
    assertThatThrownBy(() -> call(night, all / 2)).isInstanceOf(Down.class);
    assertThat(night.resolve("CalloutAfterFree.Fixed.result")).exists();
    assertThat(night.resolve("ReleasedTwice.Fixed.search")).exists();
    List<Judged> rest = call(night, -1);
    assertThat(words(rest)).isEqualTo(whole);
    assertThat(executions).as("of %d", all).isBetween(all - all / 2, all - all / 2 + EVERY);
    assertThat(rest.get(0).record().details()).contains("Kept from an earlier call");
    assertThat(rest.get(1).record().details()).containsPattern("Gone on with after \\d+ exec");
    assertThat(night.resolve("ReleasedTwice.Fixed.search")).doesNotExist();
  }

  /** The files of one scenario under the name of another: such is a scenario that has changed. */
  @Test
  void what_is_of_other_classes_is_explored_anew_and_says_so() throws IOException {
    assertThatThrownBy(() -> call(dir, 60)).isInstanceOf(Down.class);
    Files.move(dir.resolve("ReleasedTwice.Fixed.search"), dir.resolve("TornPair.Fixed.search"));
    Files.copy(
        dir.resolve("CalloutAfterFree.Fixed.result"), dir.resolve("ReleasedTwice.Fixed.result"));
    List<Judged> all = call(dir, -1);
    assertThat(all.get(1).record().details()).contains("Begun anew: its result is of other cl");
    assertThat(all.get(2).record().details())
        .contains("Begun anew: the search is of another ReleasedTwice.Fixed: ");
    assertThat(words(all)).isEqualTo(words(call(dir.resolve("whole"), -1)));
  }

  @Test
  void a_result_keeps_what_was_wrong() throws IOException {
    Night night = new Night(dir, Budget.executions(EVERY));
    night.begin(List.of("x"), dir.resolve("none"));
    ScenarioClass s = scenario("TornPair$Broken");
    for (int i = 0; i < 2; i++) {
      try (ScenarioRunner runner = new ScenarioRunner()) {
        Judged j =
            night.explore(
                "x",
                runner,
                s,
                new Dpor(),
                Budget.parse("1e6"),
                o ->
                    new Judged(
                        ResultRecord.of("explorer", "x").failed("a\nb").seed(7).build(), "%\n "));
        assertThat(j.wrong()).isEqualTo("%\n ");
        assertThat(j.record().reason()).isEqualTo("a\nb");
        assertThat(j.record().seed()).isEqualTo("7");
      }
    }
  }

  @Test
  void a_night_is_over_when_it_has_all_results_and_a_younger_report() throws IOException {
    Night night = new Night(dir, Budget.executions(EVERY));
    Path report = Files.createFile(dir.resolve("index.html"));
    for (String file : List.of("A.result", "B.result", "C.search")) {
      Files.createFile(dir.resolve(file));
      Files.setLastModifiedTime(dir.resolve(file), FileTime.fromMillis(2_000_000));
    }
    Files.setLastModifiedTime(report, FileTime.fromMillis(3_000_000));
    night.begin(List.of("A", "B", "C"), report);
    assertThat(dir.resolve("A.result")).as("C has no result").exists();
    Files.move(
        dir.resolve("C.search"), dir.resolve("C.result"), StandardCopyOption.REPLACE_EXISTING);
    night.begin(List.of("A", "B", "C"), dir.resolve("none"));
    assertThat(dir.resolve("A.result")).as("there is no report").exists();
    Files.setLastModifiedTime(report, FileTime.fromMillis(1_000_000));
    night.begin(List.of("A", "B", "C"), report);
    assertThat(dir.resolve("A.result")).as("the report is an older one").exists();
    Files.setLastModifiedTime(report, FileTime.fromMillis(3_000_000));
    night.begin(List.of("A", "B", "C"), report);
    assertThat(dir.resolve("A.result")).doesNotExist();
    assertThat(report).exists();
  }
}
