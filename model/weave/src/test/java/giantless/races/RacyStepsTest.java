package giantless.races;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.Priority;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Woven;
import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.Simulation;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.lock.nat.NativeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An access to a {@code @Racy} field is a step of the world whose thread it is, and else nothing.
 */
class RacyStepsTest {

  @Woven
  static final class Flag {
    @Racy("a test")
    volatile int up;

    volatile int plain;

    @Racy("a test")
    static volatile int all;

    Flag() {
      up = 1;
      plain = 1;
      up = 0;
    }

    void add() {
      up = up + 1;
    }

    int get() {
      return up;
    }

    static int bump() {
      return ++all;
    }

    int plain() {
      return plain;
    }

    static Flag like(Flag other) {
      Flag f = new Flag();
      f.up = other.up;
      return f;
    }
  }

  private static KThread t(ExploredRuntime rt, Runnable body) {
    return rt.spawn("t", Priority.USER, 0, body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void accesses_are_steps_with_races_and_without(boolean races) {
    Result r =
        Simulation.run(
            new DeterministicScheduler(),
            new WorldOptions().races(races),
            rt -> {
              Flag f = new Flag();
              f.add();
              f.plain();
              Flag g = Flag.like(f);
              g.get();
              Flag.bump();
            });
    r.orThrow();
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < r.trace().size(); i++) {
      String s = r.trace().describe(i);
      if (s.contains("Flag")) {
        steps.add(s);
      }
    }
    assertThat(steps)
        .containsExactly(
            "read Flag.up",
            "write Flag.up",
            "read Flag.up",
            "write Flag.up#2",
            "read Flag.up#2",
            "read Flag.all",
            "write Flag.all");
  }

  /** Without a step in between, the additions of two threads could not get lost. */
  @Test
  void two_threads_lose_an_addition_on_some_schedule() {
    TreeSet<Integer> sums = new TreeSet<>();
    for (long seed = 0; seed < 50; seed++) {
      Simulation.run(
              seed,
              rt -> {
                Flag f = new Flag();
                KThread t = t(rt, f::add);
                f.add();
                t.join();
                sums.add(f.get());
              })
          .orThrow();
    }
    assertThat(sums).containsExactly(1, 2);
  }

  @Test
  void steps_on_one_field_depend_unless_both_read() {
    List<Operation> ops = new ArrayList<>();
    Scheduler spy =
        new Scheduler() {
          @Override
          public int next(World world) {
            ExploredThread td = world.live(0);
            Operation.Kind k = td.operation().kind();
            if (k == Operation.Kind.READ || k == Operation.Kind.WRITE) {
              ops.add(td.operation());
            }
            return td.id();
          }
        };
    Simulation.run(
            spy,
            rt -> {
              Flag f = new Flag();
              Flag g = new Flag();
              f.get();
              f.add();
              g.get();
            })
        .orThrow();
    Operation readF = ops.get(0);
    Operation writeF = ops.get(2);
    Operation readG = ops.get(3);
    assertThat(ops.get(1)).isSameAs(readF);
    assertThat(readF.dependsOn(readF)).isFalse();
    assertThat(readF.dependsOn(writeF)).isTrue();
    assertThat(writeF.dependsOn(writeF)).isTrue();
    assertThat(writeF.dependsOn(readG)).isFalse();
  }

  @Test
  void sites_are_those_of_the_accesses() {
    Result r =
        Simulation.run(
            new DeterministicScheduler(), new WorldOptions().sites(true), rt -> new Flag().add());
    assertThat(r.trace().columns().replaceAll("java:\\d+", "java:N"))
        .contains("RacyStepsTest$Flag.add:");
  }

  /** Set-up, inspection, and threads of the native runtime. */
  @Test
  void outside_of_a_run_and_in_foreign_threads_nothing_happens() throws InterruptedException {
    try (World world = new World(new RandomScheduler(1), new WorldOptions().races(true))) {
      ExploredRuntime rt = world.runtime("", null, 1);
      Flag f = new Flag();
      f.add();
      Result r =
          world.run(
              () -> {
                Thread foreign = new Thread(f::add);
                foreign.start();
                try {
                  foreign.join();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                t(rt, f::add).join();
              });
      r.orThrow();
      f.add();
      assertThat(f.get()).isEqualTo(4);
      assertThat(r.trace().toString()).containsOnlyOnce("write Flag.up");
    }
    NativeRuntime nat = NativeRuntime.real(null, 1, 1);
    Flag f = new Flag();
    nat.spawn("t", Priority.USER, 0, f::add).join();
    assertThat(f.get()).isEqualTo(1);
    nat.shutdown();
  }
}
