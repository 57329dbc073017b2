package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What depends on more than the schedule is refused with the first difference. Each scenario lets
 * what it must not look at decide which locks are taken; its twin looks at something allowed.
 */
class DeterminismTest {

  /** Two locks, of which something decides the use. */
  abstract static class Decides {
    final Setup setup;
    final List<Mtx> locks = new ArrayList<>();

    Decides(Setup setup) {
      this.setup = setup;
      for (int i = 0; i < 6; i++) {
        locks.add(setup.runtime().mtx(i % 2 == 0 ? Locks.SO_SND : Locks.SO_RCV));
      }
    }

    static void use(Mtx m) {
      m.lock();
      m.unlock();
    }

    @Actor
    void other() {
      use(locks.get(0));
      use(locks.get(1));
    }
  }

  @Scenario("Real time decides")
  static class RealTime extends Decides {
    RealTime(Setup setup) {
      super(setup);
    }

    long now() {
      return System.nanoTime();
    }

    @Actor
    void looks() {
      for (int i = 0; i < 20; i++) {
        use(locks.get((int) (now() / 64 % 2)));
      }
    }
  }

  @Scenario("Virtual time decides")
  static class VirtualTime extends RealTime {
    VirtualTime(Setup setup) {
      super(setup);
    }

    @Override
    long now() {
      return setup.runtime().uptimeNanos();
    }
  }

  @Scenario("Identity hashes decide")
  static class IdentityHash extends Decides {
    IdentityHash(Setup setup) {
      super(setup);
    }

    int hash(Object o) {
      return System.identityHashCode(o);
    }

    @Actor
    void looks() {
      for (int i = 0; i < 20; i++) {
        use(locks.get(hash(new Object()) % 2));
      }
    }
  }

  @Scenario("The runtime's chance decides")
  static class RuntimeChance extends IdentityHash {
    RuntimeChance(Setup setup) {
      super(setup);
    }

    @Override
    int hash(Object o) {
      return setup.runtime().random(1000);
    }
  }

  @Scenario("The order of an unordered map decides")
  static class UnorderedMap extends Decides {
    UnorderedMap(Setup setup) {
      super(setup);
    }

    Map<Mtx, Integer> empty() {
      return new IdentityHashMap<>();
    }

    @Actor
    void looks() {
      Map<Mtx, Integer> uses = empty();
      for (Mtx m : locks) {
        uses.put(m, 0);
      }
      uses.keySet().forEach(Decides::use);
    }
  }

  @Scenario("The order of an ordered map decides")
  static class OrderedMap extends UnorderedMap {
    OrderedMap(Setup setup) {
      super(setup);
    }

    @Override
    Map<Mtx, Integer> empty() {
      return new LinkedHashMap<>();
    }
  }

  private static Outcome run(Class<?> c) {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      return runner.run(ScenarioClass.of(c));
    }
  }

  private static void assertRefused(Class<?> c) {
    assertThatThrownBy(() -> run(c))
        .isInstanceOf(BadScenario.class)
        .hasMessageStartingWith(
            c.getName()
                + " is not deterministic: the same schedule gave two executions."
                + " First difference: ")
        .hasMessageContaining("step ")
        .hasMessageContaining("looks");
  }

  @Test
  void real_time_is_refused() {
    assertRefused(RealTime.class);
  }

  @Test
  void identity_hashes_are_refused() {
    assertRefused(IdentityHash.class);
  }

  @Test
  void unordered_maps_are_refused() {
    assertRefused(UnorderedMap.class);
  }

  @Test
  void virtual_time_chance_of_the_runtime_and_ordered_maps_are_not() {
    assertThat(run(VirtualTime.class).verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
    assertThat(run(RuntimeChance.class).verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
    assertThat(run(OrderedMap.class).verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
  }
}
