package giantless.races;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.Failure;
import giantless.lock.explored.Forgetful;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.Simulation;
import giantless.lock.explored.ThreadCarrier;
import giantless.races.EdgeScenes.Scene;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way to order two threads takes a race away, and without it the race is told. A detector that
 * does not know one of the ways gives a false alarm.
 */
class RaceEdgesTest {
  private static final int SEEDS = 40;

  /** For all worlds: some thousand of them, two threads each. */
  private static final ThreadCarrier CARRIER = ThreadCarrier.best();

  private static final Map<String, Scene> SCENES = new LinkedHashMap<>();

  /** The edges on which each scene's order rests. */
  private static final Map<String, String> EDGE = new LinkedHashMap<>();

  private static void scene(String name, String edge, Scene scene) {
    SCENES.put(name, scene);
    EDGE.put(name, edge);
  }

  static {
    scene("spawn", "SPAWN", EdgeScenes::spawn);
    scene("join", "JOIN", EdgeScenes::join);
    scene("mtx", "MTX", EdgeScenes::mtx);
    scene("tryLock", "MTX", EdgeScenes::tryLock);
    scene("interlock", "MTX", EdgeScenes::interlock);
    scene("rwWriter", "WRITER", EdgeScenes::rwWriter);
    scene("rwReader", "READER", EdgeScenes::rwReader);
    scene("downgrade", "WRITER", EdgeScenes::downgrade);
    scene("upgrade", "READER", EdgeScenes::upgrade);
    scene("condVar", "CONDVAR", EdgeScenes::condVar);
    scene("wakeup", "WAKEUP", EdgeScenes::wakeup);
    scene("permit", "PERMIT", EdgeScenes::permit);
    scene("signal", "SIGNAL", EdgeScenes::signal);
    scene("signalTested", "SIGNAL", EdgeScenes::signalTested);
    scene("atomicSet", "ATOMIC", EdgeScenes::atomicSet);
    scene("atomicCas", "ATOMIC", EdgeScenes::atomicCas);
    scene("atomicRef", "ATOMIC", EdgeScenes::atomicRef);
    scene("racy", "RACY", EdgeScenes::racy);
    scene("callout", "MTX", EdgeScenes::callout);
    scene("taskQueue", "MTX", EdgeScenes::taskQueue);
  }

  @AfterAll
  static void closeCarrier() {
    CARRIER.close();
  }

  static List<String> scenes() {
    return new ArrayList<>(SCENES.keySet());
  }

  private static Result play(
      String scene, boolean ordered, Scheduler scheduler, String forgotten, long seed) {
    return Simulation.run(
        scheduler,
        Forgetful.without(forgotten).seed(seed).carrier(CARRIER),
        rt -> SCENES.get(scene).play(rt, ordered));
  }

  private static int races(String scene, boolean ordered, String forgotten) {
    int races = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Result r = play(scene, ordered, new RandomScheduler(seed), forgotten, seed);
      if (r.failure() != null && r.failure().kind() == Failure.Kind.RACE) {
        races++;
      } else {
        r.orThrow();
      }
    }
    return races;
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void what_is_ordered_does_not_race(String scene) {
    assertThat(races(scene, true, null)).isZero();
    play(scene, true, new DeterministicScheduler(), null, 1).orThrow();
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void without_the_order_there_is_a_race(String scene) {
    assertThat(races(scene, false, null)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void a_detector_that_forgets_the_edge_gives_a_false_alarm(String scene) {
    assertThat(races(scene, true, EDGE.get(scene))).isPositive();
  }

  @Test
  void every_edge_has_a_scene() {
    assertThat(new TreeSet<>(EDGE.values())).isEqualTo(new TreeSet<>(Forgetful.edges()));
  }

  /** The failure of the default schedule, or else of the first random one that has any. */
  private static String message(String scene) {
    Result r = play(scene, false, new DeterministicScheduler(), null, 1);
    for (long seed = 0; r.failure() == null && seed < SEEDS; seed++) {
      r = play(scene, false, new RandomScheduler(seed), null, seed);
    }
    assertThat(r.failure().kind()).isEqualTo(Failure.Kind.RACE);
    return r.failure().message().replaceAll("EdgeScenes\\.java:\\d+", "EdgeScenes.java:N");
  }

  /** Word for word, in the file {@code races/edges.txt}. */
  @Test
  void messages() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String scene : scenes()) {
      all.append("== ").append(scene).append('\n').append(message(scene)).append('\n');
    }
    try (InputStream in = RaceEdgesTest.class.getResourceAsStream("/races/edges.txt")) {
      assertThat(all.toString()).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
