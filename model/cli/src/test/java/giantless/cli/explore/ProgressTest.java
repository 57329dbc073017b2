package giantless.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.search.Dpor;
import giantless.explore.search.Explorer;
import giantless.explore.search.Strategy;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** A long search says how far it is, a short one nothing, and Ctrl-C stops it. */
class ProgressTest {
  private static final Strategy ONE = new Dpor();

  private final StringWriter err = new StringWriter();

  private static Explorer.Progress at(long executions, double seconds) {
    return at(ONE, executions, seconds);
  }

  private static Explorer.Progress at(Strategy search, long executions, double seconds) {
    return new Explorer.Progress() {
      @Override
      public long executions() {
        return executions;
      }

      @Override
      public double seconds() {
        return seconds;
      }

      @Override
      public int depth() {
        return 34;
      }

      @Override
      public Strategy strategy() {
        return search;
      }

      @Override
      public int[] schedule() {
        return new int[0];
      }
    };
  }

  private ProgressLine line(boolean terminal, Interrupt interrupt) {
    return line(terminal, 2, terminal ? 0.5 : 10, interrupt);
  }

  private ProgressLine line(boolean terminal, double first, double every, Interrupt interrupt) {
    ProgressLine line =
        new ProgressLine(new PrintWriter(err, true), terminal, first, every, interrupt);
    line.begin("Crossing");
    return line;
  }

  @Test
  void a_short_search_has_no_line() {
    ProgressLine line = line(true, new Interrupt(new PrintWriter(err, true)));
    assertThat(line.test(at(1, 0))).isTrue();
    assertThat(line.test(at(10_000, 1.9))).isTrue();
    line.end();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void a_long_search_has_rate_depth_and_frontier() {
    ProgressLine line = line(false, new Interrupt(new PrintWriter(err, true)));
    line.test(at(1, 0));
    line.test(at(12_000, 2));
    line.test(at(13_000, 11));
    line.test(at(92_000, 12));
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "Crossing: 12,000 executions, 6,000/s, depth 34, frontier 1, 2 s\n"
                + "Crossing: 92,000 executions, 8,000/s, depth 34, frontier 1, 12 s\n");
    assertThat(ProgressLine.text("A", 1, 2, 3, 4567, 5)).contains("frontier 4,567, 5 s");
    assertThat(ProgressLine.text("A", 1, 2, 3, 0, 5)).contains("frontier -, 5 s");
  }

  @Test
  void on_a_terminal_the_line_is_replaced_and_taken_away() {
    ProgressLine line = line(true, new Interrupt(new PrintWriter(err, true)));
    line.test(at(1, 0));
    line.test(at(12_000, 2));
    line.end();
    assertThat(err.toString()).startsWith("\rCrossing: ").endsWith(" \r");
  }

  @Test
  void an_interrupt_stops_the_search_after_its_execution() {
    Interrupt interrupt = new Interrupt(new PrintWriter(err, true));
    ProgressLine line = line(false, interrupt);
    assertThat(line.test(at(1, 0.1))).isTrue();
    interrupt.request();
    assertThat(line.test(at(2, 0.2))).isFalse();
  }

  @Test
  void a_search_that_was_taken_up_counts_from_then_and_has_the_rate_of_now() {
    ProgressLine line = line(false, new Interrupt(new PrintWriter(err, true)));
    line.test(at(1_000_001, 100));
    line.test(at(1_000_500, 101));
    line.test(at(1_001_000, 102));
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "Crossing: 1,001,000 executions, 500/s, depth 34, frontier 1, 102 s\n");
  }

  @Test
  void a_search_in_parts_is_counted_as_one() {
    ProgressLine line = line(false, 1, 1, new Interrupt(new PrintWriter(err, true)));
    line.test(at(1, 0));
    line.test(at(100, 1));
    Strategy two = new Dpor();
    line.test(at(two, 1, 0));
    line.test(at(two, 50, 1));
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "Crossing: 100 executions, 100/s, depth 34, frontier 1, 1 s\n"
                + "Crossing: 150 executions, 50/s, depth 34, frontier 1, 2 s\n");
  }

  @Test
  void lines_can_come_after_every_execution() {
    ProgressLine line = line(false, 0, 0, new Interrupt(new PrintWriter(err, true)));
    line.test(at(1, 0.001));
    line.test(at(2, 0.002));
    assertThat(err.toString()).hasLineCount(2);
  }
}
