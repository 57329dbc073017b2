package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Callout;
import giantless.lock.CondVar;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;
import giantless.races.RacingLate;
import giantless.races.RacingSetup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs when: set-up, actors, invariants, cleanup, checkers; and what each may do. */
class SetupPhaseTest {

  private static Outcome run(Class<?> c) {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      return runner.run(ScenarioClass.of(c));
    }
  }

  /** Set-up starts a kernel thread and waits for it; the actors hand it work. */
  @Woven
  @Scenario("A server of set-up serves both actors")
  static class Served {
    private final Mtx lock;
    private final CondVar work;
    private final CondVar done;

    @GuardedBy("lock")
    private int ready;

    @GuardedBy("lock")
    private int asked;

    @GuardedBy("lock")
    private int served;

    Served(Setup setup) {
      ExploredRuntime rt = setup.runtime();
      lock = rt.mtx(Locks.SO_RCV);
      work = rt.cv("-");
      done = rt.cv("served");
      rt.spawn("server", Priority.KTHREAD, 0, this::serve);
      lock.lock();
      while (ready == 0) {
        done.await(lock);
      }
      lock.unlock();
    }

    private void serve() {
      lock.lock();
      ready = 1;
      done.broadcast();
      while (true) {
        while (served == asked) {
          work.await(lock);
        }
        served++;
        done.broadcast();
      }
    }

    private void ask() {
      lock.lock();
      int mine = ++asked;
      work.signal();
      while (served < mine) {
        done.await(lock);
      }
      lock.unlock();
    }

    @Actor
    void one() {
      ask();
    }

    @Actor
    void two() {
      ask();
    }

    @Invariant
    boolean all_served() {
      lock.lock();
      int n = served;
      lock.unlock();
      return n == 2;
    }
  }

  @Test
  void set_up_may_wait_for_threads_of_the_machine_and_they_go_on_in_the_run() {
    Outcome o = run(Served.class);
    assertThat(o.verdict()).as(o.toString()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
  }

  @Woven
  @Scenario(value = "The same, but an invariant asks for more", fails = FailureKind.ASSERTION)
  static class ServedTooLittle extends Served {
    ServedTooLittle(Setup setup) {
      super(setup);
    }

    @Invariant
    boolean three_served() {
      return false;
    }
  }

  @Test
  void an_invariant_that_does_not_hold_fails_the_scenario() {
    Outcome o = run(ServedTooLittle.class);
    assertThat(o.isAsDeclared()).isTrue();
    assertThat(o.reason()).contains("invariant three_served does not hold");
  }

  /** Two threads on a lock each, which is 1 class; and no more for being made in set-up. */
  @Scenario("Nothing in common")
  static class Apart {
    private final Mtx a;
    private final Mtx b;

    Apart(Setup setup) {
      a = setup.runtime().mtx(Locks.SO_SND);
      b = setup.runtime().mtx(Locks.SO_RCV);
      a.lock();
      a.unlock();
      setup.runtime().sleepQueue().sleep(this, null, "a while", false, 1000, false);
    }

    @Actor
    void left() {
      a.lock();
      a.unlock();
    }

    @Actor
    void right() {
      b.lock();
      b.unlock();
    }

    @Invariant
    void both_are_free() {
      b.lock();
      a.assertNotOwned();
      b.unlock();
    }
  }

  @Test
  void only_what_actors_do_is_explored() {
    Outcome o = run(Apart.class);
    assertThat(o.exploration().executions()).isEqualTo(1);
    assertThat(o.verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
  }

  private static final List<String> ORDER = new ArrayList<>();

  @Scenario("For the order of its phases")
  static class Phases extends Apart {
    Phases(Setup setup) {
      super(setup);
      ORDER.add("set-up");
      setup.cleanup(() -> ORDER.add("first cleanup"));
      setup.cleanup(() -> ORDER.add("second cleanup"));
      setup.register("a thing");
    }

    @Invariant
    void a_first() {
      ORDER.add("first invariant");
    }

    @Invariant
    void z_last() {
      ORDER.add("last invariant");
    }
  }

  @Test
  void phases_come_in_order_and_checkers_see_what_was_registered() {
    ORDER.clear();
    try (ScenarioRunner runner = new ScenarioRunner()) {
      runner.checker(
          new Checker() {
            @Override
            public void inspect(Setup s) {
              ORDER.add("inspection of " + s.registered(String.class));
            }

            @Override
            public void check(Setup s) {
              ORDER.add("checker of " + s.registered(String.class));
            }
          });
      runner.run(ScenarioClass.of(Phases.class));
    }
    assertThat(ORDER.subList(0, 7))
        .containsExactly(
            "set-up",
            "first invariant",
            "last invariant",
            "inspection of [a thing]",
            "second cleanup",
            "first cleanup",
            "checker of [a thing]");
  }

  @Scenario(value = "A callout is left", fails = FailureKind.LEAK)
  static class CalloutLeft extends Apart {
    final Callout callout;

    CalloutLeft(Setup setup) {
      super(setup);
      callout = Callout.mpsafe(setup.runtime().callouts());
    }

    @Actor
    void leave() {
      callout.reset(1_000_000, () -> {});
    }
  }

  @Scenario("A callout is left, and the machine's")
  static class CalloutOfTheMachine extends CalloutLeft {
    CalloutOfTheMachine(Setup setup) {
      super(setup);
      setup.background(callout);
    }
  }

  @Test
  void a_callout_that_is_pending_at_the_end_is_a_leak_unless_it_is_the_machines() {
    Outcome left = run(CalloutLeft.class);
    assertThat(left.isAsDeclared()).as(left.toString()).isTrue();
    assertThat(left.reason()).contains("a callout is pending at the end");
    Outcome named = run(CalloutOfTheMachine.class);
    assertThat(named.isAsDeclared()).as(named.toString()).isTrue();
  }

  @Test
  void what_an_inspection_throws_fails_the_scenario_with_its_kind() {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      runner.checker(
          new Checker() {
            @Override
            public void inspect(Setup s) {
              throw new LostWakeupError("somebody sleeps");
            }

            @Override
            public void check(Setup s) {}
          });
      Outcome o = runner.run(ScenarioClass.of(Apart.class));
      assertThat(o.kind()).isEqualTo(FailureKind.LOST_WAKEUP);
      assertThat(o.reason()).contains("somebody sleeps");
    }
  }

  /** A callout that set-up arms, against an actor that stops it. */
  @Woven
  @Scenario(value = "A deadline of set-up comes early", timers = 1)
  static class Armed {
    final Mtx lock;
    final Callout callout;

    @GuardedBy("lock")
    boolean stopped;

    Armed(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
      callout = Callout.mpsafe(setup.runtime().callouts());
      callout.reset(1_000_000, this::expire);
    }

    void expire() {
      lock.lock();
      lock.unlock();
    }

    @Actor
    void stop() {
      callout.stop();
      lock.lock();
      stopped = true;
      lock.unlock();
    }

    @Actor
    void look() {
      lock.lock();
      lock.unlock();
    }
  }

  @Woven
  @Scenario(value = "It runs when it was stopped", timers = 1, fails = FailureKind.ASSERTION)
  static class RunsWhenStopped extends Armed {
    RunsWhenStopped(Setup setup) {
      super(setup);
    }

    @Override
    void expire() {
      lock.lock();
      boolean late = stopped;
      lock.unlock();
      if (late) {
        throw new AssertionError("stopped");
      }
    }
  }

  /** As above, but that no deadline comes early. */
  @Woven
  @Scenario("It cannot run when it was stopped, as time does not pass")
  static class TimeStands extends RunsWhenStopped {
    TimeStands(Setup setup) {
      super(setup);
    }
  }

  @Test
  void a_deadline_that_set_up_leaves_may_come_early_if_the_scenario_says_so() {
    assertThat(run(Armed.class).isAsDeclared()).isTrue();
    assertThat(run(Armed.class).exploration().executions()).isGreaterThan(2);
    Outcome o = run(RunsWhenStopped.class);
    assertThat(o.isAsDeclared()).as(o.toString()).isTrue();
    assertThat(run(TimeStands.class).isAsDeclared()).isTrue();
    assertThat(run(TimeStands.class).exploration().executions()).isEqualTo(2);
  }

  @Scenario(value = "An onlooker that acts", fails = FailureKind.EXCEPTION)
  static class ActsWhileLooking extends Apart {
    private final Mtx lock;

    ActsWhileLooking(Setup setup) {
      super(setup);
      lock = setup.runtime().mtx(Locks.ACCEPT);
    }

    @Invariant(everyStep = true)
    void acts() {
      lock.lock();
    }
  }

  @Test
  void an_invariant_of_every_step_that_takes_a_lock_is_refused() {
    Outcome o = run(ActsWhileLooking.class);
    assertThat(o.isAsDeclared()).as(o.toString()).isTrue();
    assertThat(o.reason()).contains("who only looks performs no operation: lock accept");
  }

  @Scenario(value = "A half-done change is seen", fails = FailureKind.ASSERTION)
  static class Seen extends Apart {
    private int half;

    Seen(Setup setup) {
      super(setup);
    }

    @Override
    @Actor
    void left() {
      half = 1;
      super.left();
      half = 0;
    }

    @Invariant(everyStep = true)
    boolean never_half() {
      return half == 0;
    }
  }

  @Test
  void an_invariant_of_every_step_sees_what_is_over_at_the_end() {
    Outcome o = run(Seen.class);
    assertThat(o.isAsDeclared()).as(o.toString()).isTrue();
    assertThat(o.reason()).contains("invariant never_half does not hold");
  }

  @Scenario("Chooses too early")
  static class ChoosesInSetup extends Apart {
    ChoosesInSetup(Setup setup) {
      super(setup);
      setup.choose(2, "too early");
    }
  }

  @Test
  void a_choice_in_set_up_is_refused() {
    assertThatThrownBy(() -> run(ChoosesInSetup.class))
        .isInstanceOf(BadScenario.class)
        .hasMessageContaining("choose(2, \"too early\") belongs into an actor");
  }

  /** In the first execution; the others would show the same, and are not looked at for it. */
  @Test
  void race_of_set_up_is_found() {
    assertThatThrownBy(() -> run(RacingSetup.class))
        .isInstanceOf(BadScenario.class)
        .hasMessageContaining("RacingSetup fails in set-up")
        .hasMessageContaining("race on RacingSetup.count of ");
  }

  @Test
  void race_of_a_later_execution_on_what_set_up_has_made_is_found() {
    Outcome o = run(RacingLate.class);
    assertThat(o.reason()).startsWith("race: race on RacingLate.count of ");
    assertThat(o.exploration().executions()).isGreaterThan(1);
  }
}
