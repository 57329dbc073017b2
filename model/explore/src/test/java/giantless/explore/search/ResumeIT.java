package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.explored.ThreadCarrier;
import giantless.races.MonitorProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search that is cut and goes on from a file ends as one that was never cut. */
class ResumeIT {
  private static final int PROGRAMS = ThreadCarrier.hasContinuations() ? 40 : 8;

  /** Cut after every so many executions, and taken up by new objects each time. */
  private static Exploration inPieces(
      Explorer explorer,
      Program p,
      String spec,
      int every,
      int most,
      UnaryOperator<String> change) {
    Exploration e = explorer.explore(p, Strategies.parse(spec), Budget.executions(every));
    while (e.end() == Exploration.End.BUDGET && e.executions() < most) {
      String text = change.apply(Checkpoint.of("p", "f", e).text());
      long left = Math.min(every, most - e.executions());
      e = Checkpoint.parse("text", text).resume(explorer, p, "f", Budget.executions(left));
    }
    return e;
  }

  private static String differs(Exploration one, Exploration two) {
    return one.totals().countsAs(two.totals())
            && one.redundant() == two.redundant()
            && one.end() == two.end()
            && one.isComplete() == two.isComplete()
            && (one.failure() == null) == (two.failure() == null)
        ? null
        : one + " is not " + two;
  }

  private static int compare(String spec, boolean timed, int most, UnaryOperator<String> change) {
    return compare(seed -> new SmallProgram(seed, 5, timed), spec, most, change);
  }

  private static int compare(
      LongFunction<Program> program, String spec, int most, UnaryOperator<String> change) {
    int cuts = 0;
    try (Explorer explorer = new Explorer().keepGoing(true)) {
      for (long seed = 1; seed <= PROGRAMS; seed++) {
        Program p = program.apply(seed);
        Exploration whole = explorer.explore(p, Strategies.parse(spec), Budget.executions(most));
        for (int every : new int[] {1, 2, 3, 7}) {
          Exploration pieces = inPieces(explorer, p, spec, every, most, change);
          assertThat(differs(pieces, whole)).as("seed %d, cut at %d", seed, every).isNull();
          cuts += (int) (whole.executions() / every);
        }
      }
    }
    return cuts;
  }

  @Test
  void dpor_cut_at_every_kth_execution_ends_with_the_same_totals() {
    int cuts = compare("dpor", false, 300, t -> t);
    System.out.printf("%d programs cut %d times%n", PROGRAMS, cuts);
    assertThat(cuts).isGreaterThan(10 * PROGRAMS);
  }

  @Test
  void dpor_with_early_deadlines_ends_with_the_same_totals() {
    compare("dpor:2", true, 100, t -> t);
  }

  @Test
  void dpor_of_programs_with_monitors_ends_with_the_same_totals() {
    MonitorProgram.Way woven = new MonitorProgram.Woven();
    int cuts =
        compare(seed -> new MonitorProgram(seed, 3, 4, false, woven), "dpor", 300, t -> t)
            + compare(seed -> new MonitorProgram(seed, 2, 5, true, woven), "dpor:1", 100, t -> t);
    assertThat(cuts).isGreaterThan(10 * PROGRAMS);
  }

  @Test
  void the_other_strategies_end_with_the_same_totals() {
    compare("bounded:1", false, 60, t -> t);
    compare("random:5", false, 30, t -> t);
    compare("pct:3:9", false, 30, t -> t);
  }

  /** Changes lines of a saved state and seals it again. */
  private static String reseal(String text, String regex, String by) {
    String lines = text.substring(0, text.lastIndexOf("seal "));
    StateWriter out = new StateWriter().block(lines.replaceAll(regex, by));
    return out.sealed();
  }

  /** The twin: a state without those who sleep has other totals. */
  @Test
  void a_state_that_forgets_who_sleeps_is_caught() {
    UnaryOperator<String> awake =
        t ->
            reseal(
                t,
                "(?m)^node (\\w+) \\d+\\n(?:sleeper .*\\ntouch .*\\nslots .*\\n)*",
                "node $1 0\n");
    assertThatThrownBy(() -> compare("dpor", false, 300, awake))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("BUDGET is not dpor: ");
  }

  /** The twin: one that forgets what waits has visited less. */
  @Test
  void a_state_that_forgets_that_it_is_not_at_its_end_is_caught() {
    UnaryOperator<String> ended =
        t -> reseal(t, "(?s)(dpor \\d+ \\d+ \\w+ \\w+) false(.*)path .*", "$1 true$2path 0 0\n");
    assertThatThrownBy(() -> compare("dpor", false, 300, ended))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("EXHAUSTED is not dpor: ");
  }

  /** What a frontier is wrong about, of programs cut after every execution; null if nothing. */
  private static String wrongFrontier(long seed, ToLongFunction<Strategy> frontier) {
    boolean timed = seed % 2 == 0;
    Program p = new SmallProgram(seed, 5, timed);
    try (Explorer explorer = new Explorer().keepGoing(true)) {
      Exploration e = explorer.explore(p, new Dpor(timed ? 1 : 0), Budget.executions(1));
      long waits = frontier.applyAsLong(e.strategy());
      for (int n = 0; n < 60 && e.end() == Exploration.End.BUDGET; n++) {
        Checkpoint read = Checkpoint.parse("text", Checkpoint.of("p", "f", e).text());
        long prepared = frontier.applyAsLong(e.strategy());
        long restored = frontier.applyAsLong(read.strategy());
        if (prepared != waits || restored != waits) {
          return waits + " wait, when saved " + prepared + ", when read " + restored;
        }
        long before = e.executions() + e.redundant();
        e = read.resume(explorer, p, "f", Budget.executions(1));
        if (waits > 0 != e.executions() + e.redundant() > before) {
          return waits + " wait before " + e;
        }
        waits = frontier.applyAsLong(e.strategy());
      }
      return e.end() == Exploration.End.EXHAUSTED && waits != 0 ? waits + " wait after all" : null;
    }
  }

  @Test
  void branches_wait_until_the_search_is_at_its_end_and_as_many_when_saved_and_read() {
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      assertThat(wrongFrontier(seed, Strategy::frontier)).as("seed %d", seed).isNull();
    }
  }

  @Test
  void a_frontier_that_is_one_off_is_caught() {
    assertThat(wrongFrontier(9, s -> s.frontier() + 1)).isEqualTo("1 wait after all");
    assertThat(wrongFrontier(9, s -> Math.max(0, s.frontier() - 1))).startsWith("0 wait before ");
  }

  @Test
  void a_budget_that_is_just_enough_is_enough() {
    try (Explorer explorer = new Explorer().keepGoing(true)) {
      Program p = new SmallProgram(9, 5, false);
      long all = explorer.explore(p, new Dpor(), Budget.unlimited()).executions();
      assertThat(explorer.explore(p, new Dpor(), Budget.executions(all)).isComplete()).isTrue();
      assertThat(explorer.explore(p, new Dpor(), Budget.executions(all - 1)).end())
          .isEqualTo(Exploration.End.BUDGET);
      explorer.progress(x -> x.executions() < all);
      assertThat(explorer.explore(p, new Dpor(), Budget.unlimited()).isComplete()).isTrue();
    }
  }

  private static Exploration begun(Explorer explorer) {
    Program p = new SmallProgram(9, 5, false);
    return explorer.explore(p, new Dpor(), Budget.executions(2));
  }

  @Test
  void a_file_is_read_back_and_one_that_was_cut_or_changed_is_refused(@TempDir Path dir)
      throws IOException {
    Path file = dir.resolve("search.state");
    try (Explorer explorer = new Explorer().keepGoing(true)) {
      Checkpoint.of("a name", "f", begun(explorer)).write(file);
      assertThat(Checkpoint.read(file).program()).isEqualTo("a name");
      assertThat(Checkpoint.read(file).totals().executions()).isEqualTo(2);
      String text = Files.readString(file);
      Files.writeString(file, text.substring(0, text.length() / 2));
      assertThatThrownBy(() -> Checkpoint.read(file))
          .isInstanceOf(StateException.class)
          .hasMessage(file + ": not whole: the seal at its end is missing");
      Files.writeString(file, text.replace("totals 2 ", "totals 3 "));
      assertThatThrownBy(() -> Checkpoint.read(file))
          .isInstanceOf(StateException.class)
          .hasMessage(file + ": changed: the seal at its end is of another text");
      Files.writeString(file, reseal(text, "giantless-search 1", "giantless-search 2"));
      assertThatThrownBy(() -> Checkpoint.read(file))
          .isInstanceOf(StateException.class)
          .hasMessage(file + ", line 1: version 2; this reads 1");
    }
  }

  @Test
  void a_search_of_another_program_is_refused() {
    try (Explorer explorer = new Explorer().keepGoing(true)) {
      Program mine = new SmallProgram(9, 5, false);
      Program other = new SmallProgram(8, 5, false);
      String print = Fingerprint.of(explorer, mine);
      Checkpoint c = Checkpoint.of("p", print, begun(explorer));
      String foreign = Fingerprint.of(explorer, other);
      assertThatThrownBy(() -> c.resume(explorer, other, foreign, Budget.unlimited()))
          .isInstanceOf(StateException.class)
          .hasMessageStartingWith("the search is of another p: ");
      assertThat(c.resume(explorer, mine, Fingerprint.of(explorer, mine), Budget.unlimited()).end())
          .isEqualTo(Exploration.End.EXHAUSTED);
      explorer.stepLimit(77);
      assertThat(Fingerprint.of(explorer, mine)).isNotEqualTo(print);
    }
  }

  @Test
  void strategies_have_names() {
    for (String spec : new String[] {"dpor:2", "random:7", "pct:4:5", "bounded:3"}) {
      assertThat(Strategies.parse(spec).spec()).isEqualTo(spec);
    }
    assertThat(Strategies.parse("pct").spec()).isEqualTo("pct:3:1");
    for (String bad : new String[] {"", "dfs", "dpor:x", "dpor:-1", "dpor:1:2", "pct:0"}) {
      assertThatThrownBy(() -> Strategies.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not dpor[:EXPIRIES], random[:SEED]");
    }
  }
}
