package giantless.races;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.Priority;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.Touched;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A {@code @Racy} field is known by where its object was made, not by who came to it first. */
class RacyIdentityTest {

  @Woven
  static class Flag implements Cloneable {
    @Racy("a test")
    volatile int up;

    @Racy("a test")
    volatile int down;

    @Racy("a test")
    static volatile int all;

    void raise() {
      up = 1;
    }

    void lower() {
      down = 1;
    }

    static void bump() {
      all = 1;
    }

    Flag copy() {
      try {
        return (Flag) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Has racy fields above it, and more. */
  @Woven
  static final class Tall extends Flag {
    @Racy("a test")
    volatile int high;

    void climb() {
      high = 1;
    }
  }

  @Woven
  static final class Lazy {
    static final Flag ONLY = new Flag();
  }

  /** Runs the threads in their order or in the opposite one; what each writes, by thread. */
  private static Map<String, List<String>> play(
      boolean backwards, Function<ExploredRuntime, List<Runnable>> program) {
    Map<String, List<String>> touched = new TreeMap<>();
    Scheduler spy =
        new Scheduler() {
          @Override
          public int next(World world) {
            int n = world.liveCount();
            for (int i = 0; i < n; i++) {
              ExploredThread td = world.live(backwards ? n - 1 - i : i);
              if (world.isEnabled(td)) {
                note(world, td);
                return td.id();
              }
            }
            throw new AssertionError("nobody can run");
          }

          private void note(World world, ExploredThread td) {
            Operation.Kind did = td.operation().kind();
            if (did != Operation.Kind.WRITE && did != Operation.Kind.SET) {
              return;
            }
            Object o = td.operation().object();
            int n = Touched.number(o);
            String what = Touched.kind(o);
            if (n >= 0) {
              long origin = world.origin(n);
              what = (origin >> 32) + "." + (int) origin + "." + world.part(n);
            }
            touched.computeIfAbsent(td.name(), k -> new ArrayList<>()).add(what);
          }
        };
    try (World world = new World(spy, new WorldOptions())) {
      ExploredRuntime rt = world.runtime("", null, 1);
      List<Runnable> bodies = program.apply(rt);
      world
          .run(
              () -> {
                for (int i = 0; i < bodies.size(); i++) {
                  rt.spawn("t" + i, Priority.USER, 0, bodies.get(i));
                }
              })
          .orThrow();
    }
    return touched;
  }

  private static Map<String, List<String>> same(Function<ExploredRuntime, List<Runnable>> program) {
    Map<String, List<String>> forth = play(false, program);
    assertThat(play(true, program)).isEqualTo(forth);
    return forth;
  }

  private static void all(Flag... flags) {
    for (Flag f : flags) {
      f.raise();
      f.lower();
    }
  }

  @Test
  void made_before_the_run() {
    Map<String, List<String>> t =
        same(
            rt -> {
              Flag a = new Flag();
              Flag b = new Flag();
              return List.of(() -> all(a, b), () -> all(b, a));
            });
    assertThat(t.get("t0")).containsExactly("-1.0.1", "-1.0.2", "-1.1.1", "-1.1.2");
    assertThat(t.get("t1")).containsExactly("-1.1.1", "-1.1.2", "-1.0.1", "-1.0.2");
  }

  @Test
  void made_before_the_world() {
    Flag a = new Flag();
    Flag b = new Flag();
    Map<String, List<String>> t = same(rt -> List.of(() -> all(a, b), () -> all(b)));
    assertThat(t.get("t0")).doesNotHaveDuplicates().allMatch(s -> s.startsWith("-2."));
    assertThat(t.get("t1")).isEqualTo(t.get("t0").subList(2, 4));
  }

  /** In its own thread's order, whatever others make and touch meanwhile, locks as well. */
  @Test
  void made_in_the_run() {
    Map<String, List<String>> t =
        same(
            rt -> {
              Flag shared = new Flag();
              return List.of(
                  () -> {
                    shared.raise();
                    rt.atomicInt(0);
                    all(new Flag());
                    all(new Flag());
                  },
                  () -> {
                    all(new Flag());
                    shared.raise();
                    all(new Flag());
                  });
            });
    assertThat(t.get("t0")).containsExactly("-1.0.1", "1.0.1", "1.0.2", "1.1.1", "1.1.2");
    assertThat(t.get("t1")).containsExactly("2.0.1", "2.0.2", "-1.0.1", "2.1.1", "2.1.2");
  }

  /** Nor does it move what else a thread makes. */
  @Test
  void atomics_have_the_number_that_they_would_have_without() {
    for (boolean touches : new boolean[] {false, true}) {
      Map<String, List<String>> t =
          same(
              rt -> {
                Flag shared = new Flag();
                Runnable body =
                    () -> {
                      if (touches) {
                        shared.raise();
                      }
                      rt.atomicInt(0).set(1);
                    };
                return List.of(body, body);
              });
      int at = touches ? 1 : 0;
      assertThat(t.get("t0").get(at)).isEqualTo("1.0.0");
      assertThat(t.get("t1").get(at)).isEqualTo("2.0.0");
    }
  }

  @Test
  void fields_above_and_below_are_of_one_object() {
    Map<String, List<String>> t =
        same(
            rt -> {
              Tall a = new Tall();
              Tall b = new Tall();
              return List.of(
                  () -> {
                    a.raise();
                    a.climb();
                  },
                  () -> {
                    b.climb();
                    a.climb();
                  });
            });
    assertThat(t.get("t0")).containsExactly("-1.0.1", "-1.0.3");
    assertThat(t.get("t1")).containsExactly("-1.1.3", "-1.0.3");
  }

  @Test
  void a_copy_is_another_object() {
    Map<String, List<String>> t =
        same(
            rt -> {
              Flag a = new Flag();
              a.raise();
              Flag b = a.copy();
              return List.of(
                  a::raise,
                  () -> {
                    b.raise();
                    Flag c = b.copy();
                    c.raise();
                  });
            });
    assertThat(t.get("t0")).containsExactly("-1.0.1");
    assertThat(t.get("t1")).containsExactly("-1.1.1", "2.0.1");
  }

  @Test
  void static_fields_are_known_by_name() {
    Map<String, List<String>> t = same(rt -> List.of(Flag::bump, Flag::bump));
    assertThat(t.get("t0")).containsExactly(Flag.class.getName() + " Flag.all");
    assertThat(t.get("t1")).isEqualTo(t.get("t0"));
  }

  /** A class is initialised once in a JVM, and so not in every execution. */
  @Test
  void what_a_class_initialiser_makes_is_known_by_its_class_alone() {
    Map<String, List<String>> t =
        same(rt -> List.of(() -> all(Lazy.ONLY, new Flag()), () -> all(new Flag(), Lazy.ONLY)));
    String name = Flag.class.getName();
    assertThat(t.get("t0"))
        .containsExactly(name + " Flag.up", name + " Flag.down", "1.0.1", "1.0.2");
    assertThat(t.get("t1"))
        .containsExactly("2.0.1", "2.0.2", name + " Flag.up", name + " Flag.down");
  }
}
