package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.races.MonitorProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** The parts of a search visit together what the whole visits, each class of executions once. */
class SplitIT {
  private static final int PROGRAMS = Comparison.FAST ? 30 : 8;

  private long executions;
  private long redundant;
  private long parts;

  /** Compares the parts with all interleavings, and with the search that was not split. */
  private void compare(boolean timed, int expiries, int wanted, long firstSeed, Skew skew) {
    compare(
        seed -> new SmallProgram(seed, timed ? 4 : 5, timed), expiries, wanted, firstSeed, skew);
  }

  private void compare(
      LongFunction<Program> program, int expiries, int wanted, long firstSeed, Skew skew) {
    int compared = 0;
    try (Explorer explorer = new Explorer().keepGoing(true).eagerDeadlock(false)) {
      for (long seed = firstSeed; compared < PROGRAMS; seed++) {
        Program p = program.apply(seed);
        Enumerator all = new Enumerator(expiries);
        Exploration every = all.explore(explorer, p, 200);
        if (every.end() != Exploration.End.EXHAUSTED || all.classes().size() < 4) {
          continue;
        }
        compared++;
        Split split = Split.of(explorer, p, expiries, wanted);
        IntFunction<Dpor> part = skew.of(split);
        String what = "seed " + seed + ": " + p + " in " + split.parts();
        Map<String, Integer> visits = new TreeMap<>();
        List<String> ends = new ArrayList<>();
        for (int i = 0; i < split.parts(); i++) {
          Dpor dpor = part.apply(i);
          if (dpor == null) {
            continue;
          }
          Enumerator.Watching watching = new Enumerator.Watching(dpor);
          Exploration e = explorer.explore(p, watching, Budget.executions(1_000));
          watching.visits.forEach((k, n) -> visits.merge(k, n, Integer::sum));
          executions += e.executions();
          redundant += e.redundant();
          ends.add(e.toString());
          assertThat(e.end()).as(what + ends).isEqualTo(Exploration.End.EXHAUSTED);
        }
        parts += split.parts();
        Set<String> classes = all.classes();
        assertThat(visits.keySet()).as(what + ends).containsAll(classes);
        assertThat(classes).as(what + ends).containsAll(visits.keySet());
        assertThat(visits.values()).as(what + ends).containsOnly(1);
      }
    }
    System.out.printf(
        "%d programs in %d parts: %d classes, each visited once; %d redundant executions%n",
        compared, parts, executions, redundant);
  }

  /** What of a split is looked at. */
  private interface Skew {
    IntFunction<Dpor> of(Split split);
  }

  @Test
  void parts_visit_every_class_once() {
    compare(false, 0, 4, 20_000, s -> s::part);
    assertThat(parts).isGreaterThan(3L * PROGRAMS);
    assertThat(executions).isGreaterThan(3L * PROGRAMS);
  }

  @Test
  void many_parts_visit_every_class_once() {
    compare(false, 0, 40, 30_000, s -> s::part);
  }

  @Test
  void parts_visit_every_class_once_where_deadlines_come_early() {
    compare(true, 2, 6, 40_000, s -> s::part);
  }

  @Test
  void parts_of_programs_with_monitors_visit_every_class_once() {
    MonitorProgram.Way woven = new MonitorProgram.Woven();
    compare(seed -> new MonitorProgram(seed, 3, 3, false, woven), 0, 4, 50_000, s -> s::part);
    compare(seed -> new MonitorProgram(seed, 2, 5, true, woven), 1, 6, 60_000, s -> s::part);
  }

  /** Programs in which who sleeps in a part is woken late, by one that others had to overtake. */
  @Test
  void parts_of_larger_programs_visit_what_the_whole_visits() {
    try (Explorer explorer = new Explorer().keepGoing(true).eagerDeadlock(false)) {
      int compared = 0;
      for (long seed = 1; compared < (Comparison.FAST ? 25 : 5); seed++) {
        Program p = new SmallProgram(seed, 7, false);
        Enumerator.Watching whole = new Enumerator.Watching(new Dpor());
        Exploration e = explorer.explore(p, whole, Budget.executions(300));
        if (e.end() != Exploration.End.EXHAUSTED || e.executions() < 20) {
          continue;
        }
        compared++;
        Map<String, Integer> visits = new TreeMap<>();
        Split split = Split.of(explorer, p, 0, 8);
        for (int i = 0; i < split.parts(); i++) {
          Enumerator.Watching part = new Enumerator.Watching(split.part(i));
          assertThat(explorer.explore(p, part, Budget.executions(5_000)).end())
              .isEqualTo(Exploration.End.EXHAUSTED);
          part.visits.forEach((k, n) -> visits.merge(k, n, Integer::sum));
        }
        assertThat(visits).as("seed %d: %s", seed, p).isEqualTo(whole.visits);
      }
    }
  }

  /** The twin: without one of the parts a class is missed. */
  @Test
  void a_part_that_is_left_out_is_caught() {
    assertThatThrownBy(() -> compare(false, 0, 4, 20_000, s -> i -> i == 0 ? null : s.part(i)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but could not find the following element");
  }

  /** The twin: parts that do not know what others visit visit it again. */
  @Test
  void parts_that_forget_who_sleeps_are_caught() {
    Skew awake =
        s -> {
          StateWriter out = new StateWriter();
          s.save(out);
          StateWriter changed = new StateWriter();
          changed.block(
              out.lines()
                  .replaceAll(
                      "(?m)^node (\\w+) \\d+\\n(?:sleeper .*\\ntouch .*\\nslots .*\\n)*",
                      "node $1 0\n"));
          return Split.restore(new StateReader("changed", changed.sealed()))::part;
        };
    assertThatThrownBy(() -> compare(false, 0, 4, 20_000, awake))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("to contain only:\n  [1]");
  }

  @Test
  void a_split_is_read_back_as_it_was() {
    try (Explorer explorer = new Explorer()) {
      Split split = Split.of(explorer, new SmallProgram(7, 5, false), 0, 8);
      StateWriter out = new StateWriter();
      split.save(out);
      StateWriter again = new StateWriter();
      Split.restore(new StateReader("it", out.sealed())).save(again);
      assertThat(again.lines()).isEqualTo(out.lines());
      assertThat(split.parts()).isGreaterThanOrEqualTo(8);
    }
  }
}
