package giantless.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import giantless.lock.KThread;
import giantless.lock.Priority;
import giantless.lock.contract.Woven;
import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.Failure;
import giantless.lock.explored.Race;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Simulation;
import giantless.lock.explored.ThreadCarrier;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Races on every carrier, in several worlds at once, run after run, and over long runs. */
class RacingWorldsTest {

  @Woven
  static final class Box {
    int value;
    int[] cells = new int[8];
    List<Integer> list = new ArrayList<>();

    void add() {
      value++;
    }

    void set(int cell, int to) {
      cells[cell] = to;
    }

    int churn(int rounds) {
      int sum = 0;
      for (int i = 0; i < rounds; i++) {
        int[] fresh = new int[2];
        fresh[1] = i;
        List<Integer> l = new ArrayList<>();
        l.add(i);
        for (Integer n : l) {
          sum += n + fresh[1];
        }
      }
      return sum;
    }
  }

  private static KThread t(ExploredRuntime rt, Runnable body) {
    return rt.spawn("t", Priority.USER, 0, body);
  }

  private static void racing(ExploredRuntime rt) {
    Box b = new Box();
    KThread t = t(rt, b::add);
    b.add();
    t.join();
  }

  private static void on(ThreadCarrier carrier) {
    try (carrier) {
      for (long seed = 0; seed < 20; seed++) {
        WorldOptions options = new WorldOptions().races(true).carrier(carrier);
        Result r = Simulation.run(new RandomScheduler(seed), options, RacingWorldsTest::racing);
        assertThat(r.failure().kind()).isEqualTo(Failure.Kind.RACE);
      }
    }
  }

  @Test
  void on_platform_threads() {
    on(ThreadCarrier.platformThreads());
  }

  @Test
  void on_continuations() {
    assumeTrue(ThreadCarrier.hasContinuations(), "this JVM has no continuations");
    on(ThreadCarrier.continuations());
  }

  /** Each Java thread has a world of its own, as the parts of a divided search do. */
  @Test
  void worlds_in_several_java_threads_do_not_mix() throws InterruptedException {
    List<String> wrong = new ArrayList<>();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean races = i % 2 == 0;
      Thread java =
          new Thread(
              () -> {
                for (long seed = 0; seed < 50; seed++) {
                  WorldOptions o = new WorldOptions().races(races);
                  Result r = Simulation.run(new RandomScheduler(seed), o, RacingWorldsTest::racing);
                  if ((r.failure() != null) != races) {
                    synchronized (wrong) {
                      wrong.add(races + " " + seed + " " + r.failure());
                    }
                  }
                }
              });
      all.add(java);
      java.start();
    }
    for (Thread java : all) {
      java.join();
    }
    assertThat(wrong).isEmpty();
  }

  /** A world in a world, as when a test's body asks another simulation. */
  @Test
  void a_world_within_a_world_has_its_own_races() {
    WorldOptions options = new WorldOptions().races(true);
    Result outer =
        Simulation.run(
            new DeterministicScheduler(),
            options,
            rt -> {
              Result inner =
                  Simulation.run(new DeterministicScheduler(), options, RacingWorldsTest::racing);
              assertThat(inner.failure().kind()).isEqualTo(Failure.Kind.RACE);
              Box b = new Box();
              b.add();
              t(rt, b::add).join();
              racing(rt);
            });
    assertThat(outer.failure().kind()).isEqualTo(Failure.Kind.RACE);
    assertThat(outer.failure().message()).contains("Box.value of Box#2");
  }

  @Test
  void what_one_run_did_is_ordered_before_the_next() {
    try (World world = new World(new RandomScheduler(3), new WorldOptions().races(true))) {
      ExploredRuntime rt = world.runtime("", null, 1);
      Box b = new Box();
      for (int i = 0; i < 3; i++) {
        world.run(() -> t(rt, b::add).join()).orThrow();
        world.run(b::add).orThrow();
        b.add();
      }
      assertThat(b.value).isEqualTo(9);
      Result r =
          world.run(
              () -> {
                KThread t = t(rt, b::add);
                b.add();
                t.join();
              });
      assertThat(r.failure().kind()).isEqualTo(Failure.Kind.RACE);
    }
  }

  @Test
  void a_listener_hears_of_each_field_once_and_the_run_goes_on() {
    List<Race> heard = new ArrayList<>();
    WorldOptions options = new WorldOptions().races(true).raceListener(heard::add);
    Result r =
        Simulation.run(
            new DeterministicScheduler(),
            options,
            rt -> {
              Box b = new Box();
              KThread t =
                  t(
                      rt,
                      () -> {
                        b.add();
                        b.set(1, 4);
                        b.add();
                      });
              b.add();
              b.set(1, 5);
              b.add();
              t.join();
            });
    r.orThrow();
    assertThat(heard)
        .extracting(Race::what)
        .containsExactly("Box.value of Box#1", "element 1 of int[]#1");
    assertThat(heard.get(0).first().thread()).isEqualTo("main");
    assertThat(heard.get(0).first().isWrite()).isTrue();
    assertThat(heard.get(0).second().thread()).isEqualTo("t");
    assertThat(heard.get(0).second().where()).startsWith("Box.add(RacingWorldsTest.java:");
    assertThat(heard.get(0).second().locks()).isEqualTo("none");
  }

  /** What is known of objects that only the past touched is let go: else this takes 500 MB. */
  @Test
  void a_long_run_keeps_little() {
    long[] used = new long[2];
    Simulation.run(
            new DeterministicScheduler(),
            new WorldOptions().races(true),
            rt -> {
              Box b = new Box();
              b.churn(10_000);
              used[0] = memory();
              b.churn(1_000_000);
              used[1] = memory();
            })
        .orThrow();
    assertThat(used[1] - used[0]).isLessThan(20_000_000);
  }

  private static long memory() {
    System.gc();
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  /** Other threads that have seen nothing since hold on to what they may still race with. */
  @Test
  void a_race_is_found_however_much_lies_between() {
    int[][] kept = new int[1][];
    Result r =
        Simulation.run(
            new DeterministicScheduler(),
            new WorldOptions().races(true),
            rt -> {
              Box b = new Box();
              kept[0] = b.cells;
              KThread t = t(rt, () -> b.set(3, 2));
              b.set(3, 1);
              b.churn(100_000);
              t.join();
            });
    assertThat(r.failure().message()).startsWith("race on element 3 of int[]#1\n");
    assertThat(Arrays.stream(kept[0]).sum()).isEqualTo(1);
  }
}
