package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.explored.ThreadCarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Monitors that threads wait for, and the threads of both kinds of JVM. */
class MonitorsIT {
  private final MonitorRuns runs = new MonitorRuns();

  @AfterEach
  void unload() throws Exception {
    runs.close();
  }

  @Test
  void a_bounded_buffer_is_proved_if_it_looks_again_and_wakes_all() {
    assertThat(runs.run("Bounded").verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
    assertThat(runs.run("Once").story()).contains("ArrayIndexOutOfBoundsException");
    assertThat(runs.run("OnlyOne").story())
        .contains("no thread can run", "sleeps on wait set of Buffer; holds nothing");
  }

  @Test
  void platform_threads_give_the_same_searches() {
    for (String name : new String[] {"Ordered", "Either", "Nested", "MadeInActors"}) {
      Outcome best = runs.run(name);
      Outcome slow = runs.run(name, ThreadCarrier.platformThreads());
      assertThat(slow.exploration().executions()).isEqualTo(best.exploration().executions());
      assertThat(slow.story()).isEqualTo(best.story());
    }
  }
}
