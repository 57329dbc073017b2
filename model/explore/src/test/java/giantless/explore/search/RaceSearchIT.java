package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.Failure;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.races.PlainProgram;
import giantless.races.SharedScenes;
import org.junit.jupiter.api.Test;

/** A search finds a race that there is on any schedule, and none where there is none. */
class RaceSearchIT {
  private static final int PROGRAMS = Comparison.FAST ? 400 : 80;
  private static final String AT = "\\w+\\.\\w+\\(SharedScenes\\.java:\\d+\\)";

  private static Exploration search(Program program, boolean races) {
    try (Explorer explorer = new Explorer().races(races)) {
      return explorer.explore(program, new Dpor(), Budget.unlimited());
    }
  }

  private static String race(Program program, String what) {
    Exploration e = search(program, true);
    assertThat(e.end()).isEqualTo(Exploration.End.FAILURE);
    assertThat(e.isComplete()).isFalse();
    assertThat(e.failure().failure().kind()).isEqualTo(Failure.Kind.RACE);
    String message = e.failure().failure().message();
    assertThat(message)
        .matches(
            "race on "
                + what
                + "\n (read|write) by thread (one|other)\n  at "
                + AT
                + "\n  locks held: .+"
                + "\n (read|write) by thread (one|other), before it but not ordered with it\n  at "
                + AT
                + "\n  locks held: .+");
    return message;
  }

  private static void clean(Program program, int classes) {
    Exploration e = search(program, true);
    assertThat(e.failure()).isNull();
    assertThat(e.isComplete()).isTrue();
    assertThat(e.redundant()).isZero();
    assertThat(e.executions()).isEqualTo(classes);
  }

  @Test
  void an_unguarded_counter_races() {
    assertThat(race(SharedScenes.unguarded(), "SharedScenes\\.data of SharedScenes#1"))
        .contains("SharedScenes.count(", "SharedScenes.countToo(", "locks held: none");
  }

  @Test
  void a_guarded_counter_does_not() {
    clean(SharedScenes.guarded(), 2);
  }

  /** The twin: nobody who is not told to look finds anything. */
  @Test
  void without_races_an_unguarded_counter_passes() {
    Exploration e = search(SharedScenes.unguarded(), false);
    assertThat(e.failure()).isNull();
    assertThat(e.executions()).isEqualTo(1);
  }

  /** Fields that the search cannot tell apart in the next execution. */
  @Test
  void a_search_that_confuses_fields_is_not_complete() {
    assertThat(search(SharedScenes.strangers(2), true).isComplete()).isFalse();
    clean(SharedScenes.strangers(1), 2);
  }

  @Test
  void a_race_on_one_schedule_alone_is_found() {
    WorldOptions options = new WorldOptions().races(true);
    try (World first = new World(new DeterministicScheduler(), options)) {
      assertThat(first.run(SharedScenes.hasty().begin(first)).failure()).isNull();
    }
    race(SharedScenes.hasty(), "SharedScenes\\.data of SharedScenes#1");
  }

  @Test
  void publication_by_an_atomic_is_clean() {
    clean(SharedScenes.published(), 2);
  }

  @Test
  void publication_before_the_work_is_done_races() {
    race(SharedScenes.publishedTooEarly(), "SharedScenes\\.data of SharedScenes#1");
  }

  @Test
  void a_double_checked_flag_races() {
    race(SharedScenes.doubleChecked(), "SharedScenes\\.done of SharedScenes#1");
  }

  @Test
  void a_double_checked_flag_that_is_racy_is_clean() {
    Exploration e = search(SharedScenes.doubleCheckedRight(), true);
    assertThat(e.failure()).isNull();
    assertThat(e.isComplete()).isTrue();
    assertThat(e.executions()).isGreaterThan(2);
  }

  @Test
  void a_double_checked_flag_that_is_raised_too_early_races() {
    race(SharedScenes.doubleCheckedTooEarly(), "SharedScenes\\.data of SharedScenes#1");
  }

  @Test
  void the_schedule_leads_to_the_race_again_with_stacks() {
    Program program = SharedScenes.hasty();
    try (Explorer explorer = new Explorer().races(true)) {
      Exploration e = explorer.explore(program, new Dpor(), Budget.unlimited());
      Result again = explorer.replay(program, new ReplayScheduler(e.schedule(), true), true);
      assertThat(again.failure().kind()).isEqualTo(Failure.Kind.RACE);
      assertThat(again.failure().message())
          .contains("\n  stack:\n   giantless.races.SharedScenes.take(SharedScenes.java:")
          .contains("\n  stack:\n   giantless.races.SharedScenes.publish(SharedScenes.java:");
    }
  }

  /** Against every interleaving: a race is on some schedule, or on none. */
  @Test
  void random_programs_race_in_the_search_if_they_race_on_any_schedule() {
    int racing = 0;
    int late = 0;
    int clean = 0;
    try (Explorer explorer = new Explorer().races(true)) {
      for (long seed = 1; racing + clean < PROGRAMS; seed++) {
        Program p = new PlainProgram(seed, 3);
        Exploration every = new Enumerator(0).explore(explorer, p, 10 * PROGRAMS);
        if (every.end() == Exploration.End.BUDGET || every.end() == Exploration.End.STOPPED) {
          continue;
        }
        Exploration found = explorer.explore(p, new Dpor(), Budget.unlimited());
        String what = "seed " + seed + ": " + p + "; " + found;
        assertThat(found.failure() == null).as(what).isEqualTo(every.failure() == null);
        if (found.failure() == null) {
          clean++;
          assertThat(found.isComplete()).as(what).isTrue();
        } else {
          racing++;
          late += found.executions() > 1 ? 1 : 0;
          assertThat(found.failure().failure().kind()).as(what).isEqualTo(Failure.Kind.RACE);
        }
      }
    }
    System.out.printf("%d programs race, %d of them late; %d are clean%n", racing, late, clean);
    assertThat(late).isGreaterThan(PROGRAMS / 80);
    assertThat(clean).isGreaterThan(PROGRAMS / 20);
  }
}
