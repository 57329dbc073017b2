package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.search.SmallEnds;
import giantless.explore.search.SmallEnds.Family;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random small programs by both engines, which share no code: where none of a program's executions
 * fails, the explorer must come to the same ends as Java PathFinder, and where some fail, Java
 * PathFinder, which stops at the first, must find one of their kinds. On a Java PathFinder that the
 * user has brought; else skipped, or failed if it is required.
 *
 * <p>By night there are more programs. {@code -Dgiantless.jpf.seed=N} begins with another one.
 */
class RandomProgramsIT {
  private static final int PROGRAMS =
      "nightly".equals(System.getProperty("giantless.budget")) ? 400 : 30;

  /** Executions of the explorer: smaller ones are enough. */
  private static final int MOST = 1000;

  private static BroughtEngine brought;

  @BeforeAll
  static void open() {
    brought = new BroughtEngine();
  }

  @AfterAll
  static void close() {
    brought.close();
  }

  private static SmallEnds explored(Family family, long seed) {
    return SmallEnds.explored(family, seed, MOST);
  }

  /** Those of which schedules make a difference; of at most half, one that fails. */
  private static List<Long> seeds(Family family, int count, Predicate<SmallEnds> also) {
    brought.get();
    List<Long> seeds = new ArrayList<>();
    int failing = 0;
    for (long seed = Long.getLong("giantless.jpf.seed", 1); seeds.size() < count; seed++) {
      SmallEnds e = explored(family, seed);
      boolean fails = !e.fails.isEmpty();
      boolean wanted = e.isComplete() && e.isInteresting() && also.test(e);
      if (wanted && !(fails && failing > count / 2)) {
        seeds.add(seed);
        failing += fails ? 1 : 0;
      }
    }
    return seeds;
  }

  /** What the engines say differently of a program; null if nothing. */
  private static String difference(Family family, SmallEnds explorer, long seed)
      throws IOException {
    List<String> program = List.of(SmallEnds.class.getName(), family.name(), "" + seed);
    JpfOutcome o = brought.get().run(program, JpfLimits.standard());
    Set<String> ends = SmallEnds.printed(family, seed, brought.get().printed());
    boolean same =
        explorer.fails.isEmpty()
            ? o.verdict() == Verdict.PROVED_WITHIN_BOUNDS && ends.equals(explorer.ends)
            : explorer.fails.contains(o.kind()) && explorer.ends.containsAll(ends);
    return same
        ? null
        : String.format(
            "the explorer comes to %s and fails with %s, Java PathFinder comes to %s: %s%n"
                + "seed %d: %s%n%s",
            explorer.ends, explorer.fails, ends, o, seed, family.text(seed), o.story());
  }

  @ParameterizedTest
  @EnumSource
  void both_engines_come_to_the_same_ends_of_random_programs(Family family) throws IOException {
    List<Long> seeds = seeds(family, PROGRAMS, e -> true);
    System.out.println(family + ", seeds " + seeds);
    int failed = 0;
    for (long seed : seeds) {
      SmallEnds e = explored(family, seed);
      assertThat(difference(family, e, seed)).isNull();
      failed += e.fails.isEmpty() ? 0 : 1;
    }
    System.out.printf("%d programs, %d of them fail%n", PROGRAMS, failed);
    assertThat(failed).isPositive().isLessThan(PROGRAMS);
  }

  /** In this one a thread that waited enters monitors in an order which is not looked at. */
  @Test
  void monitors_of_a_world_without_a_watch_are_in_no_order() throws IOException {
    brought.get();
    long seed = 2011;
    assertThat(difference(Family.MONITORS, explored(Family.MONITORS, seed), seed)).isNull();
  }

  /** The twin: one that gives up after one execution. */
  @ParameterizedTest
  @EnumSource
  void an_explorer_that_misses_ends_is_caught(Family family) throws IOException {
    for (long seed : seeds(family, 3, e -> e.fails.isEmpty())) {
      SmallEnds first = SmallEnds.explored(family, seed, 1);
      assertThat(difference(family, first, seed))
          .startsWith("the explorer comes to " + first.ends + " and fails with [], ");
    }
  }

  /** The twin: one that finds a failure that is none, and one that finds none that is there. */
  @ParameterizedTest
  @EnumSource
  void an_explorer_that_is_wrong_about_failures_is_caught(Family family) throws IOException {
    long good = seeds(family, 1, e -> e.fails.isEmpty()).get(0);
    long bad = seeds(family, 1, e -> e.fails.contains(FailureKind.LOST_WAKEUP)).get(0);
    assertThat(difference(family, explored(family, bad), good))
        .contains(" and fails with [LOST_WAKEUP], ");
    assertThat(difference(family, explored(family, good), bad)).contains(": FAILED: lost wakeup: ");
  }
}
