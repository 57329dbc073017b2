package giantless.races;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Simulation;
import giantless.lock.explored.WorldOptions;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What woven code tells: fields, elements and contents, and no more than what is touched. */
class WovenFieldsTest {
  private static final int SEEDS = 40;

  /** The first thing said in a race, on the first random schedule that has one. */
  private static String race(Consumer<ExploredRuntime> scene) {
    for (long seed = 0; seed < SEEDS; seed++) {
      WorldOptions options = new WorldOptions().races(true);
      Result r = Simulation.run(new RandomScheduler(seed), options, scene);
      if (r.failure() != null) {
        assertThat(r.failure().kind()).as(r.failure().message()).isEqualTo(Failure.Kind.RACE);
        return r.failure().message().lines().findFirst().orElseThrow();
      }
    }
    return "none";
  }

  private static Arguments of(String what, Consumer<ExploredRuntime> scene) {
    return Arguments.of(what, scene);
  }

  static Stream<Arguments> races() {
    return Stream.of(
        of("Above.a of Below#1", FieldScenes::fieldOfTheClassAbove),
        of("Above.wide of Below#1", FieldScenes::wideField),
        of("Below.plainVolatile of Below#1", FieldScenes::volatileField),
        of("static Below.fixed", FieldScenes::staticField),
        of("static Below.fixedWide", FieldScenes::staticWideField),
        of("Leak.plain of Leak#1", FieldScenes::leakedPlainField),
        of("Leak.racy of Leak#1", FieldScenes::leakedRacyField),
        of("Leak.racy of Leak#1", FieldScenes::leakedRacyFieldWritten),
        of("element 2 of int[]#1", FieldScenes::sameElement),
        of("element 3 of long[]#1", FieldScenes::wideElement),
        of("element 0 of Object[]#1", FieldScenes::reference),
        of("element 60 of byte[]#1", FieldScenes::bytes),
        of("element 60 of byte[]#1", FieldScenes::arraycopy),
        of("element 6 of Object[]#", FieldScenes::arraycopyOfReferences),
        of("element 1 of int[]#1", FieldScenes::arrayClone),
        of("element 1 of long[]#1", FieldScenes::arraysFill),
        of("element 0 of int[]#1", FieldScenes::arraysCopyOf),
        of("element 0 of byte[]#", FieldScenes::arraysEquals),
        of("the contents of ArrayDeque#1", FieldScenes::collection),
        of("the contents of ArrayList#1", FieldScenes::iterator),
        of("the contents of ArrayList#1", FieldScenes::lastButSevenIterator),
        of("the contents of HashMap#1", FieldScenes::iteratorThatRemoves),
        of("the contents of ArrayList#1", FieldScenes::wrapper),
        of("the contents of ArrayList#1", FieldScenes::view),
        of("the contents of ArrayList#1", FieldScenes::copy),
        of("the contents of ArrayList#1", FieldScenes::collectionsSort),
        of("the contents of BitSet#1", FieldScenes::bitSet),
        of("the contents of AtomicInteger#1", ConcurrentScenes::atomicOfTheJdk),
        of("the contents of AtomicReference#1", ConcurrentScenes::atomicReadAndSet),
        of("the contents of ConcurrentHashMap#1", ConcurrentScenes::concurrentMap),
        of("the contents of ReentrantLock#1", ConcurrentScenes::lockOfTheJdk),
        of("the contents of ArrayDeque#1", FieldScenes::ringPeekedUnlocked));
  }

  @ParameterizedTest
  @MethodSource("races")
  void what_two_threads_touch_races(String what, Consumer<ExploredRuntime> scene) {
    assertThat(race(scene)).startsWith("race on " + what);
  }

  static Stream<Arguments> quiet() {
    return Stream.of(
        of("other fields", FieldScenes::otherFieldsAndObjects),
        of("readers only", FieldScenes::readersOnly),
        of("racy fields", FieldScenes::racyFields),
        of("a final field", FieldScenes::leakedFinalField),
        of("a class initialiser", FieldScenes::classInitializer),
        of("other elements", FieldScenes::otherElements),
        of("the limit: a thread's last iterator but eight", FieldScenes::oldIterator),
        of("an atomic of the JDK that is read only", ConcurrentScenes::atomicReadOnly),
        of("an atomic of the JDK under a lock", ConcurrentScenes::atomicUnderALock),
        of("a ring under its lock", FieldScenes::ringPeekedLocked));
  }

  @ParameterizedTest
  @MethodSource("quiet")
  void what_is_not_shared_does_not(String what, Consumer<ExploredRuntime> scene) {
    assertThat(race(scene)).as(what).isEqualTo("none");
  }

  @Test
  void a_race_names_threads_lines_and_locks() {
    Result r = run(new WorldOptions().races(true), 3, FieldScenes::ringPeekedUnlocked);
    for (long seed = 0; r.failure() == null; seed++) {
      r = run(new WorldOptions().races(true), seed, FieldScenes::ringPeekedUnlocked);
    }
    assertThat(r.failure().message().replaceAll("java:\\d+", "java:N"))
        .isEqualTo(
            "race on the contents of ArrayDeque#1\n"
                + " write by thread t\n"
                + "  at Ring.put(FieldScenes.java:N)\n"
                + "  locks held: m (sleep mutex)\n"
                + " read by thread main, before it but not ordered with it\n"
                + "  at Ring.take(FieldScenes.java:N)\n"
                + "  locks held: none");
    assertThat(r.failure().thread()).isEqualTo("t");
  }

  private static Result run(WorldOptions options, long seed, Consumer<ExploredRuntime> scene) {
    return Simulation.run(new RandomScheduler(seed), options, scene);
  }

  @Test
  void with_stacks_a_race_has_those_of_both_accesses() {
    WorldOptions options = new WorldOptions().races(true).raceStacks(true);
    Result r = Simulation.run(new DeterministicScheduler(), options, FieldScenes::sameElement);
    assertThat(
            r.failure().message().replaceAll("java:\\d+", "java:N").replaceAll("\\$\\d+", "\\$I"))
        .contains(
            "\n  stack:\n   giantless.races.FieldScenes.lambda$sameElement$I(FieldScenes.java:N)")
        .contains("\n   giantless.races.FieldScenes.both(FieldScenes.java:N)");
  }

  @Test
  void without_races_nothing_fails() {
    run(new WorldOptions().races(false), 1, FieldScenes::sameElement).orThrow();
  }

  @Test
  void the_same_schedule_gives_the_same_race() {
    Result a = run(new WorldOptions().races(true), 7, FieldScenes::wideField);
    Result b = Simulation.run(a.replay(), new WorldOptions().races(true), FieldScenes::wideField);
    assertThat(b.failure().kind()).isEqualTo(Failure.Kind.RACE);
    assertThat(b.failure().message()).isEqualTo(a.failure().message());
  }
}
