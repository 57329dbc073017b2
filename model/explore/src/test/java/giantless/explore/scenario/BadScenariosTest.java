package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be explored is refused with class and line, and nothing hangs. */
class BadScenariosTest {
  private static final long PATIENCE = 300_000_000;

  private static String refusal(Class<?> c) {
    try (ScenarioRunner runner = new ScenarioRunner().patience(PATIENCE)) {
      Outcome[] o = new Outcome[1];
      BadScenario e =
          catchThrowableOfType(BadScenario.class, () -> o[0] = runner.run(ScenarioClass.of(c)));
      assertThat(e).as(String.valueOf(o[0])).isNotNull();
      return e.getMessage();
    }
  }

  private static String line(String method) {
    return method + "(BadScenariosTest.java:";
  }

  /** One good actor. */
  abstract static class OneActor {
    final Mtx lock;

    OneActor(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void good() {
      lock.lock();
      lock.unlock();
    }
  }

  // ---- Not in order ----

  static class NotMarked {}

  @Scenario("No actors")
  static class NoActors {}

  @Scenario("One actor")
  static class Lonely extends OneActor {
    Lonely(Setup setup) {
      super(setup);
    }
  }

  @Scenario("Five actors")
  static class Crowd extends OneActor {
    Crowd(Setup setup) {
      super(setup);
    }

    @Actor
    void a() {}

    @Actor
    void b() {}

    @Actor
    void c() {}

    @Actor
    void d() {}
  }

  @Scenario("Takes something")
  static class Takes extends OneActor {
    Takes(Setup setup) {
      super(setup);
    }

    @Actor
    void takes(int n) {}
  }

  @Scenario("Two constructors")
  static class Twice extends OneActor {
    Twice(Setup setup) {
      super(setup);
    }

    Twice(Setup setup, int n) {
      super(setup);
    }

    @Actor
    void a() {}
  }

  @Scenario("An inner class")
  class Inner {
    final Object outer = BadScenariosTest.this;
  }

  @Test
  void a_class_that_is_no_scenario_is_refused_with_what_is_wrong() {
    assertThat(refusal(NotMarked.class))
        .matches(
            ".*BadScenariosTest\\$NotMarked \\(BadScenariosTest.java:\\d+\\)"
                + " is no scenario: it is not marked @Scenario");
    assertThat(refusal(NoActors.class))
        .matches(
            ".*NoActors \\(BadScenariosTest.java:\\d+\\) has no actors;"
                + " a scenario has two to four methods marked @Actor");
    assertThat(refusal(Lonely.class)).contains("Lonely (BadScenariosTest.java:", "has one actor;");
    assertThat(refusal(Crowd.class)).contains("Crowd (BadScenariosTest.java:", "has 5 actors;");
    assertThat(refusal(Takes.class))
        .endsWith("Takes.takes: a method marked @Actor is no static one and takes nothing");
    assertThat(refusal(Twice.class)).contains("needs exactly one constructor");
    assertThat(refusal(Inner.class)).contains("is an inner class; make it static");
  }

  @Test
  void the_line_of_a_class_is_that_of_its_first_code() {
    StackTraceElement here = new Throwable().getStackTrace()[0];
    String found = ClassLines.of(BadScenariosTest.class);
    assertThat(found).matches("BadScenariosTest.java:\\d+");
    assertThat(Integer.parseInt(found.substring(found.indexOf(':') + 1)))
        .isGreaterThan(10)
        .isLessThan(here.getLineNumber());
  }

  @Test
  void a_class_that_is_not_there_is_refused() {
    ClassLoader loader = BadScenariosTest.class.getClassLoader();
    assertThatThrownBy(() -> Scenarios.named("acme.Nowhere", loader))
        .isInstanceOf(BadScenario.class)
        .hasMessage("there is no class acme.Nowhere on the class path");
    assertThatThrownBy(() -> Scenarios.under("giantless.lock", loader))
        .isInstanceOf(BadScenario.class)
        .hasMessage("no class under giantless.lock is marked @Scenario");
  }

  // ---- Set-up ----

  @Scenario("Throws in set-up")
  static class ThrowsInSetup extends OneActor {
    ThrowsInSetup(Setup setup) {
      super(setup);
      throw new IllegalStateException("no such interface");
    }

    @Actor
    void a() {}
  }

  @Scenario("Deadlocks in set-up")
  static class StuckInSetup extends OneActor {
    StuckInSetup(Setup setup) {
      super(setup);
      lock.lock();
      setup.runtime().cv("never").await(lock);
    }

    @Actor
    void a() {}
  }

  @Scenario("An actor on a machine that is not there")
  static class NoSuchHost extends OneActor {
    NoSuchHost(Setup setup) {
      super(setup);
    }

    @Actor(host = "router")
    void a() {}
  }

  @Test
  void what_fails_in_set_up_is_refused_with_the_line() {
    assertThat(refusal(ThrowsInSetup.class))
        .startsWith(ThrowsInSetup.class.getName() + " fails in set-up, at ")
        .contains(line("ThrowsInSetup.<init>"))
        .endsWith("java.lang.IllegalStateException: no such interface");
    assertThat(refusal(StuckInSetup.class)).contains("fails in set-up", "sleeps on never");
    assertThat(refusal(NoSuchHost.class))
        .contains("actor a runs on machine \"router\", which set-up does not make");
  }

  // ---- Stuck ----

  private static volatile boolean endless;

  @BeforeEach
  void hold() {
    endless = true;
  }

  /** So that the threads that were left behind end. */
  @AfterEach
  void release() {
    endless = false;
  }

  @Scenario("Loops without an operation of the runtime")
  static class Endless extends OneActor {
    Endless(Setup setup) {
      super(setup);
    }

    @Actor
    void loops() {
      lock.lock();
      while (endless) {
        Thread.onSpinWait();
      }
      lock.unlock();
    }
  }

  @Scenario("Loops in set-up")
  static class EndlessSetup extends OneActor {
    EndlessSetup(Setup setup) {
      super(setup);
      while (endless) {
        Thread.onSpinWait();
      }
    }

    @Actor
    void a() {}
  }

  @Scenario("Waits for what the runtime does not know")
  static class Blocks extends OneActor {
    private final CountDownLatch never = new CountDownLatch(1);

    Blocks(Setup setup) {
      super(setup);
    }

    @Actor
    void waits() throws Exception {
      never.await();
    }
  }

  @Scenario("A lock of the JDK across a step")
  static class ForeignLock extends OneActor {
    private final ReentrantLock foreign = new ReentrantLock();
    private final CountDownLatch never = new CountDownLatch(1);

    ForeignLock(Setup setup) {
      super(setup);
    }

    @Actor
    void holds() throws Exception {
      foreign.lock();
      lock.lock();
      lock.unlock();
      never.await();
      foreign.unlock();
    }
  }

  @Test
  void what_makes_no_more_steps_is_refused_with_the_line() {
    assertThat(refusal(Endless.class))
        .startsWith(Endless.class.getName() + " does not come to its next operation")
        .contains(line("Endless.loops"));
    assertThat(refusal(EndlessSetup.class)).contains(line("EndlessSetup.<init>"));
    assertThat(refusal(Blocks.class))
        .startsWith(Blocks.class.getName() + " blocks outside of the runtime, at ")
        .contains(line("Blocks.waits"));
    assertThat(refusal(ForeignLock.class)).contains(line("ForeignLock.holds"));
  }

  // ---- Own threads ----

  @Scenario("Makes a thread")
  static class MakesThread extends OneActor {
    MakesThread(Setup setup) {
      super(setup);
    }

    @Actor
    void makes() {
      Thread t = new Thread(lock::lock);
      t.start();
    }
  }

  @Scenario("Makes a thread in set-up")
  static class MakesThreadInSetup extends OneActor {
    MakesThreadInSetup(Setup setup) {
      super(setup);
      Thread t = new Thread(lock::lock);
      t.start();
    }

    @Actor
    void a() {}
  }

  @Test
  void java_threads_are_refused_with_the_line_that_makes_them() {
    assertThat(refusal(MakesThread.class))
        .contains("a Java thread is made", line("MakesThread.makes"));
    assertThat(refusal(MakesThreadInSetup.class))
        .contains("a Java thread is made", line("MakesThreadInSetup.<init>"));
  }

  @Test
  void a_runner_that_is_stuck_says_so() {
    try (ScenarioRunner runner = new ScenarioRunner().patience(PATIENCE)) {
      ScenarioClass good = ScenarioClass.of(FailureKindsTest.InOrder.class);
      assertThatThrownBy(() -> runner.run(ScenarioClass.of(Endless.class)))
          .isInstanceOf(BadScenario.class);
      assertThatThrownBy(() -> runner.run(good)).hasMessageContaining("stuck in another scenario");
    }
  }
}
