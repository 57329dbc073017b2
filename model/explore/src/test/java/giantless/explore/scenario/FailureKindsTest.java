package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.CondVar;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.witness.WitnessViolation;
import giantless.races.RacingScenario;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each way to fail is a kind of its own, and its twin that does not fail so is proved. */
class FailureKindsTest {
  private final ScenarioRunner runner = new ScenarioRunner();

  @AfterEach
  void close() {
    runner.close();
  }

  private Outcome run(Class<?> c) {
    Outcome o = runner.run(ScenarioClass.of(c));
    assertThat(o.whyNotAsDeclared()).as(o.story()).isNull();
    if (o.verdict() == Outcome.Verdict.FAILED) {
      Outcome again = runner.replay(o.scenario(), o.trace());
      assertThat(again.kind()).isEqualTo(o.kind());
      assertThat(again.story()).isEqualTo(o.story());
    }
    return o;
  }

  // ---- Deadlock and order ----

  /** What the two-lock scenarios have in common. */
  static class TwoLocks {
    final Mtx gate;
    final Mtx snd;
    final Mtx rcv;

    TwoLocks(Setup setup) {
      gate = setup.runtime().mtx(Locks.ACCEPT);
      snd = setup.runtime().mtx(Locks.KQ_GLOBAL);
      rcv = setup.runtime().mtx(Locks.ACCEPT_FILTER);
    }

    static void both(Mtx first, Mtx second) {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    }
  }

  @Scenario(value = "Opposite orders deadlock", fails = FailureKind.DEADLOCK)
  static class Crossed extends TwoLocks {
    Crossed(Setup setup) {
      super(setup);
    }

    @Actor
    void forth() {
      both(snd, rcv);
    }

    @Actor
    void back() {
      both(rcv, snd);
    }
  }

  @Test
  void a_deadlock_names_threads_locks_wanted_and_held_and_lines() {
    Outcome o = run(Crossed.class);
    assertThat(o.reason()).isEqualTo("deadlock: 2 threads wait for each other");
    assertThat(o.story())
        .containsPattern(
            "thread back wants kqueue[^,]*, held by forth;"
                + " holds accept_filter_mtx \\(sleep mutex\\)"
                + " taken at FailureKindsTest\\$TwoLocks.both:\\d+; at FailureKindsTest\\$TwoLocks")
        .doesNotContain("main");
  }

  @Scenario(
      value = "Opposite orders under a gate cannot deadlock, and are a reversal all the same",
      fails = FailureKind.ORDER_REVERSAL)
  static class Gated extends TwoLocks {
    Gated(Setup setup) {
      super(setup);
    }

    @Actor
    void forth() {
      gate.lock();
      both(snd, rcv);
      gate.unlock();
    }

    @Actor
    void back() {
      gate.lock();
      both(rcv, snd);
      gate.unlock();
    }
  }

  @Test
  void a_reversal_is_found_where_no_deadlock_is_reachable() {
    Outcome o = run(Gated.class);
    assertThat(o.exploration().isComplete()).isTrue();
    assertThat(o.exploration().failures()).isZero();
    assertThat(o.trace().taught()).isEmpty();
    assertThat(o.story())
        .contains("lock order reversal\n 1st ")
        .contains("order so far: ")
        .contains("learnt from thread")
        .contains("FailureKindsTest.java");
  }

  @Scenario(
      value = "Each execution has one order, and only both together are a reversal",
      fails = FailureKind.ORDER_REVERSAL)
  static class EitherOr extends TwoLocks {
    private final Setup setup;

    EitherOr(Setup setup) {
      super(setup);
      this.setup = setup;
    }

    @Actor
    void one() {
      if (setup.choose(2, "which order") == 0) {
        both(snd, rcv);
      } else {
        both(rcv, snd);
      }
    }

    @Actor
    void two() {
      gate.lock();
      gate.unlock();
    }
  }

  @Test
  void a_reversal_between_executions_is_found_and_told_with_both_stacks() {
    Outcome o = run(EitherOr.class);
    assertThat(o.trace().taught()).hasSize(1);
    assertThat(o.replayCommand()).contains("@order:").contains("+");
    assertThat(o.story()).contains("learnt from thread one").contains("1st was acquired at:");
  }

  @Scenario("The same order in both")
  static class InOrder extends TwoLocks {
    InOrder(Setup setup) {
      super(setup);
    }

    @Actor
    void forth() {
      both(snd, rcv);
    }

    @Actor
    void back() {
      both(snd, rcv);
    }
  }

  @Test
  void one_order_is_proved() {
    run(InOrder.class);
  }

  // ---- Lost wakeups ----

  /** A flag under a lock, and somebody who waits for it. */
  @Woven
  static class Waiting {
    final Mtx lock;
    final CondVar changed;

    @GuardedBy("lock")
    int flag;

    Waiting(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
      changed = setup.runtime().cv("flag");
      setup.sleepsUntil("flag", "the flag is set", () -> flag != 0);
    }

    @Actor
    void waits() {
      lock.lock();
      while (flag == 0) {
        changed.await(lock);
      }
      lock.unlock();
    }
  }

  @Woven
  @Scenario(value = "A flag without a signal", fails = FailureKind.LOST_WAKEUP)
  static class NoSignal extends Waiting {
    NoSignal(Setup setup) {
      super(setup);
    }

    @Actor
    void sets() {
      lock.lock();
      flag = 1;
      lock.unlock();
    }
  }

  @Woven
  @Scenario("A flag with a signal")
  static class WithSignal extends Waiting {
    WithSignal(Setup setup) {
      super(setup);
    }

    @Actor
    void sets() {
      lock.lock();
      flag = 1;
      changed.signal();
      lock.unlock();
    }
  }

  @Woven
  @Scenario(value = "A signal without a flag wakes in vain", fails = FailureKind.LOST_WAKEUP)
  static class NoFlag extends Waiting {
    NoFlag(Setup setup) {
      super(setup);
    }

    @Actor
    void sets() {
      lock.lock();
      changed.signal();
      lock.unlock();
    }
  }

  @Test
  void a_sleeper_that_nobody_wakes_is_a_lost_wakeup_and_its_condition_is_told() {
    Outcome o = run(NoSignal.class);
    assertThat(o.reason()).startsWith("lost wakeup: no thread can run");
    assertThat(o.story())
        .contains("Its condition is true: thread waits sleeps on flag although the flag is set")
        .contains("sleeps on flag");
    run(WithSignal.class);
    assertThat(run(NoFlag.class).story()).doesNotContain("Its condition is true");
  }

  /** A kernel thread that counts as idle when it sleeps, though there is work. */
  @Woven
  @Scenario(value = "An idle server with work to do", fails = FailureKind.LOST_WAKEUP)
  static class IdleServer {
    final Mtx lock;
    final CondVar work;

    @GuardedBy("lock")
    int queued;

    IdleServer(Setup setup) {
      ExploredRuntime rt = setup.runtime();
      lock = rt.mtx(Locks.SO_RCV);
      work = rt.cv("-");
      rt.spawn("server", Priority.KTHREAD, 0, this::serve);
      setup.sleepsUntil("server", "there is work", () -> queued > 0);
    }

    private void serve() {
      lock.lock();
      while (true) {
        while (queued == 0) {
          work.await(lock);
        }
        queued--;
      }
    }

    void wake() {}

    private void add() {
      lock.lock();
      queued++;
      wake();
      lock.unlock();
    }

    @Actor
    void one() {
      add();
    }

    @Actor
    void two() {
      add();
    }
  }

  @Woven
  @Scenario("An idle server that is woken")
  static class WokenServer extends IdleServer {
    WokenServer(Setup setup) {
      super(setup);
    }

    @Override
    void wake() {
      work.signal();
    }
  }

  @Test
  void an_idle_kernel_thread_with_its_condition_true_is_a_lost_wakeup() {
    assertThat(run(IdleServer.class).reason())
        .isEqualTo("lost wakeup: thread server sleeps on - although there is work");
    run(WokenServer.class);
  }

  // ---- The others ----

  @Scenario(value = "Two that are polite for ever", fails = FailureKind.LIVELOCK, steps = 500)
  static class Polite {
    private final Mtx a;
    private final Mtx b;
    private final ExploredRuntime rt;

    Polite(Setup setup) {
      rt = setup.runtime();
      a = rt.mtx(Locks.SO_SND);
      b = rt.mtx(Locks.SO_RCV);
    }

    private void both(Mtx first, Mtx second) {
      first.lock();
      while (!second.tryLock()) {
        first.unlock();
        rt.yieldCpu();
        first.lock();
      }
      second.unlock();
      first.unlock();
    }

    @Actor
    void one() {
      both(a, b);
    }

    @Actor
    void two() {
      b.lock();
      while (!a.tryLock()) {
        rt.yieldCpu();
      }
      a.unlock();
      b.unlock();
    }
  }

  @Test
  void an_execution_without_end_is_a_livelock_and_its_cycle_is_named() {
    Outcome o = run(Polite.class);
    assertThat(o.reason()).startsWith("livelock: more than 500 steps");
    assertThat(o.story()).contains("steps left out; at the end the same 2 come again and again)");
  }

  @Test
  void a_race_has_both_stacks() {
    Outcome o = run(RacingScenario.class);
    assertThat(o.reason()).startsWith("race: race on RacingScenario.count of ");
    assertThat(o.story()).contains("by thread one").contains("by thread two").contains("stack:");
  }

  @Woven
  @Scenario(value = "A guarded field without its lock", fails = FailureKind.CONTRACT)
  static class Unguarded extends Waiting {
    Unguarded(Setup setup) {
      super(setup);
    }

    @Override
    void waits() {}

    @Actor
    void reads() {
      lock.lock();
      lock.unlock();
    }

    @Actor
    void sets() {
      flag = 1;
    }
  }

  @Test
  void a_broken_contract_is_no_race() {
    assertThat(run(Unguarded.class).reason()).contains("flag");
  }

  /** The body of one actor beside one that does nothing wrong. */
  abstract static class One {
    final Setup setup;
    final ExploredRuntime rt;
    final Mtx lock;

    One(Setup setup) {
      this.setup = setup;
      rt = setup.runtime();
      lock = rt.mtx(Locks.SO_RCV);
    }

    @Actor
    void good() {
      lock.lock();
      lock.unlock();
    }
  }

  @Scenario(value = "A lock is left", fails = FailureKind.LEAK)
  static class LockLeft extends One {
    LockLeft(Setup setup) {
      super(setup);
    }

    @Override
    void good() {}

    @Actor
    void bad() {
      lock.lock();
    }

    @Actor
    void other() {}
  }

  @Scenario(value = "A kernel assertion", fails = FailureKind.PANIC)
  static class Panics extends One {
    Panics(Setup setup) {
      super(setup);
    }

    @Actor
    void bad() {
      throw new Panic("freeing free mbuf");
    }
  }

  @Scenario(value = "A sleep with a mutex", fails = FailureKind.WITNESS)
  static class SleepsWithLock extends One {
    SleepsWithLock(Setup setup) {
      super(setup);
    }

    @Actor
    void bad() {
      lock.lock();
      rt.sleepQueue().sleep(this, null, "nap", false, 10, false);
      lock.unlock();
    }
  }

  @Scenario(value = "An exception", fails = FailureKind.EXCEPTION)
  static class Throws extends One {
    Throws(Setup setup) {
      super(setup);
    }

    @Actor
    void bad() throws Exception {
      throw new java.io.IOException("no such thing");
    }
  }

  @Scenario(value = "An assertion of an actor", fails = FailureKind.ASSERTION)
  static class Asserts extends One {
    Asserts(Setup setup) {
      super(setup);
    }

    @Actor
    void bad() {
      assertThat(lock.isOwned()).as("the lock is owned").isTrue();
    }
  }

  @Test
  void what_is_thrown_has_its_kind_its_words_and_its_line() {
    assertThat(run(LockLeft.class).story())
        .contains("locks held where none may be: return of thread bad")
        .doesNotContain("giantless.lock.")
        .doesNotContain("java.");
    assertThat(run(Panics.class).story())
        .contains("freeing free mbuf\n  at ")
        .contains("Panics.bad(FailureKindsTest.java:")
        .contains("in thread bad");
    assertThat(run(SleepsWithLock.class).reason())
        .startsWith("witness violation: " + WitnessViolation.Kind.SLEEP_WITH_LOCK.title());
    assertThat(run(Throws.class).reason())
        .isEqualTo("exception: java.io.IOException: no such thing");
    assertThat(run(Asserts.class).story()).contains("[the lock is owned]");
  }

  @Scenario(value = "Says deadlock and has none", fails = FailureKind.DEADLOCK)
  static class SaysDeadlock extends Panics {
    SaysDeadlock(Setup setup) {
      super(setup);
    }
  }

  @Scenario(value = "Says that it fails and does not", fails = FailureKind.RACE)
  static class SaysRace extends InOrder {
    SaysRace(Setup setup) {
      super(setup);
    }
  }

  @Scenario(value = "Says that it cannot be exhausted and can", sampled = "too large")
  static class SaysSampled extends InOrder {
    SaysSampled(Setup setup) {
      super(setup);
    }
  }

  @Scenario(value = "Is too large for its budget", gate = "1")
  static class SaysProved extends InOrder {
    SaysProved(Setup setup) {
      super(setup);
    }
  }

  @Test
  void what_is_not_as_declared_says_why() {
    assertThat(runner.run(ScenarioClass.of(SaysDeadlock.class)).whyNotAsDeclared())
        .isEqualTo("must fail with deadlock, but fails with panic: panic: freeing free mbuf");
    assertThat(runner.run(ScenarioClass.of(SaysRace.class)).whyNotAsDeclared())
        .startsWith(
            "must fail with race, but is PROVED-WITHIN-BOUNDS: all schedules: 2 executions");
    assertThat(runner.run(ScenarioClass.of(SaysSampled.class)).whyNotAsDeclared())
        .startsWith("must be PASSED (sampled), but is PROVED-WITHIN-BOUNDS");
    assertThat(runner.run(ScenarioClass.of(SaysProved.class)).whyNotAsDeclared())
        .startsWith("must be PROVED-WITHIN-BOUNDS, but is PASSED (sampled): 1 executions")
        .contains("left: the budget was spent with ");
  }
}
