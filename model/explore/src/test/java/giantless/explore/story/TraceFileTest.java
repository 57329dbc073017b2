package giantless.explore.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schedule survives being written, as a word and in a file; what is no schedule is refused. */
class TraceFileTest {

  @Test
  void a_schedule_is_short_and_means_nothing_to_a_shell() {
    int[] schedule = {1, 1, 1, 0, ~2, ~2, 12};
    assertThat(Schedules.write(schedule)).isEqualTo("1x3,0,t2x2,12");
    assertThat(Schedules.read("1x3,0,t2x2,12")).isEqualTo(schedule);
    assertThat(Schedules.read(Schedules.write(new int[0]))).isEmpty();
  }

  @Test
  void any_schedule_is_read_as_it_was_written() {
    Random random = new Random(7);
    for (int n = 0; n < 200; n++) {
      int[] schedule = random.ints(n, -4, 5).toArray();
      assertThat(Schedules.read(Schedules.write(schedule))).isEqualTo(schedule);
    }
  }

  @Test
  void what_is_no_schedule_is_refused_with_the_part() {
    for (String bad : List.of("1,,2", "x3", "1x0", "t", "-1", "1;2", "9999999999", "")) {
      assertThatThrownBy(() -> Schedules.read(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no decision of a schedule");
    }
  }

  private static TraceFile trace() {
    return new TraceFile(
        "Some.Broken",
        "lock order reversal",
        true,
        List.of(new int[] {1, 1}, new int[0]),
        new int[] {1, ~2},
        List.of("one: starts", "two: lock so_rcv"));
  }

  @Test
  void a_file_is_read_as_it_was_written(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("deeper/some.trace");
    trace().write(file);
    TraceFile back = TraceFile.read(file);
    assertThat(back.text()).isEqualTo(trace().text());
    assertThat(back.schedule()).containsExactly(1, ~2);
    assertThat(back.taught()).hasSize(2);
    assertThat(back.steps()).containsExactly("one: starts", "two: lock so_rcv");
  }

  @Test
  void a_word_has_all_that_a_replay_needs() {
    String word = trace().word();
    assertThat(word).isEqualTo("Some.Broken@order:1x2+-+1,t2");
    assertThat(TraceFile.isWord(word)).isTrue();
    TraceFile back = TraceFile.ofWord(word);
    assertThat(back.word()).isEqualTo(word);
    assertThat(back.isOrder()).isTrue();
    assertThat(TraceFile.isWord("target/some.trace")).isFalse();
  }

  @Test
  void actors_that_were_left_out_stay_left_out() {
    TraceFile some = trace().only(BitSet.valueOf(new long[] {5}));
    assertThat(some.word()).isEqualTo("Some.Broken@only:0.2:order:1x2+-+1,t2");
    assertThat(TraceFile.isWord(some.word())).isTrue();
    assertThat(TraceFile.ofWord(some.word()).word()).isEqualTo(some.word());
    assertThat(TraceFile.parse(some.text()).actors().toString()).isEqualTo("{0, 2}");
    assertThat(TraceFile.parse(some.text()).text()).isEqualTo(some.text());
    assertThat(trace().actors()).isNull();
    assertThatThrownBy(() -> TraceFile.ofWord("A@only:x:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"x\" is no number of an actor");
  }

  @Test
  void a_file_that_is_none_is_refused_with_the_line() {
    assertThatThrownBy(() -> TraceFile.parse("something else"))
        .hasMessage("line 1: expected \"giantless trace 1\"");
    assertThatThrownBy(() -> TraceFile.parse("giantless trace 1\nscenario: A\nschedule: 1,y\n"))
        .hasMessageStartingWith("line 3: \"y\" is no decision");
    assertThatThrownBy(() -> TraceFile.parse("giantless trace 1\ncolour: red\n"))
        .hasMessage("line 2: unknown entry: colour: red");
    assertThatThrownBy(() -> TraceFile.parse("giantless trace 1\nscenario: A\n"))
        .hasMessage("the trace has no line \"schedule: ...\"");
  }
}
