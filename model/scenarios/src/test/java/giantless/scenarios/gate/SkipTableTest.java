package giantless.scenarios.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of what the two engines are not compared on. */
class SkipTableTest {
  private static final String TEXT =
      "# X\n\n| a | b |\n| --- | --- |\n| No | of another table |\n\n"
          + SkipTable.HEADING
          + "\nWords.\n\n| scenario | why |\n| --- | --- |\n| `A.Broken` | a race |\n| B | slow |\n"
          + "\n### Next\n| C | of another table |\n";

  @Test
  void rows_are_read() {
    assertThat(SkipTable.of(TEXT).rows())
        .hasSize(2)
        .containsEntry("A.Broken", "a race")
        .containsEntry("B", "slow");
  }

  @Test
  void a_readme_without_the_table_and_a_row_without_a_reason_are_refused() {
    assertThatThrownBy(() -> SkipTable.of("# X"))
        .hasMessage("the README has no \"### What is not compared\"");
    assertThatThrownBy(() -> SkipTable.of(TEXT.replace("slow", "")))
        .hasMessage("no name or no reason in the row | B |  |");
    assertThatThrownBy(() -> SkipTable.of(TEXT.replace("| B", "| A.Broken")))
        .hasMessage("two rows of A.Broken");
  }

  @Test
  void what_is_skipped_must_be_listed_and_what_is_listed_skipped() {
    SkipTable t = SkipTable.of(TEXT);
    assertThat(t.wrong("B", "jpf: too slow")).isNull();
    assertThat(t.wrong("A.Broken", "jpf cannot see a race")).isNull();
    assertThat(t.wrong("Other", null)).isNull();
    assertThat(t.wrong("Other", "jpf: not finished"))
        .isEqualTo("Other is not compared, and not in the table of the README: jpf: not finished");
    assertThat(t.wrong("A.Broken", "jpf: it crashed"))
        .isEqualTo(
            "A.Broken is not compared for another reason than \"a race\", which the table of the"
                + " README has: jpf: it crashed");
    assertThat(t.wrong("B", null))
        .isEqualTo("B is compared, so its row in the table of the README is wrong");
  }

  @Test
  void every_row_of_ours_is_of_a_scenario() throws IOException {
    Path readme = Path.of(System.getProperty("giantless.root"), "model/explore/README.md");
    List<String> names =
        Scenarios.under("giantless.scenarios", SkipTableTest.class.getClassLoader()).stream()
            .map(ScenarioClass::name)
            .collect(Collectors.toList());
    assertThat(names).containsAll(SkipTable.of(Files.readString(readme)).rows().keySet());
  }
}
