package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.story.TraceFile;
import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import org.junit.jupiter.api.Test;

/** Actors that have no part in a failure are left out of its story; those that it needs are not. */
class FewestActorsTest {

  private static Outcome run(Class<?> c) {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      Outcome o = runner.run(ScenarioClass.of(c));
      assertThat(o.isAsDeclared()).as(o.toString()).isTrue();
      Outcome again = runner.replay(o.scenario(), TraceFile.ofWord(o.trace().word()));
      assertThat(again.story()).isEqualTo(o.story());
      return o;
    }
  }

  private static void needs(Class<?> c, int actors, String only) {
    Outcome o = run(c);
    assertThat(o.minimal().actors().cardinality()).as(o.minimal().toString()).isEqualTo(actors);
    if (only == null) {
      assertThat(o.trace().word()).doesNotContain("only:");
      assertThat(o.story()).doesNotContain("Left out");
    } else {
      assertThat(o.trace().word()).contains("@only:" + only + ":");
    }
  }

  /** Two cross; the first and the last of four stand by. */
  @Scenario(value = "Two of four cross", fails = FailureKind.DEADLOCK)
  static class Bystanders {
    final Mtx snd;
    final Mtx rcv;
    final AtomicInt n;

    Bystanders(Setup setup) {
      snd = setup.runtime().mtx(Locks.SO_SND);
      rcv = setup.runtime().mtx(Locks.SO_RCV);
      n = setup.runtime().atomicInt(0);
    }

    private void both(Mtx first, Mtx second) {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    }

    @Actor
    void back() {
      both(snd, rcv);
    }

    @Actor
    void forth() {
      both(rcv, snd);
    }

    @Actor
    void aside() {
      n.fetchAdd(1);
    }

    @Actor
    void watching() {
      n.get();
    }
  }

  @Test
  void bystanders_are_left_out_and_the_story_says_so() {
    needs(Bystanders.class, 2, "1.2");
    assertThat(run(Bystanders.class).story())
        .contains("Left out, as it fails without: aside, watching\n")
        .doesNotContain("aside: ");
  }

  /** Three add by reading and writing. */
  static class Adders {
    final AtomicInt n;
    final AtomicInt begun;

    Adders(Setup setup) {
      n = setup.runtime().atomicInt(0);
      begun = setup.runtime().atomicInt(0);
    }

    private void add() {
      begun.fetchAdd(1);
      n.set(n.get() + 1);
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

  @Scenario(value = "An update is lost", fails = FailureKind.ASSERTION)
  static final class LostOfTwo extends Adders {
    LostOfTwo(Setup setup) {
      super(setup);
    }

    @Actor
    void reading() {
      n.get();
    }

    @Invariant
    boolean none_is_lost() {
      return n.get() == begun.get();
    }
  }

  @Test
  void a_check_that_counts_who_was_there_needs_two() {
    needs(LostOfTwo.class, 2, "0.2");
  }

  /** With one of them alone the sum is never right, in the same words. */
  @Scenario(value = "The sum is two", fails = FailureKind.ASSERTION)
  static final class SumOfTwo extends Adders {
    SumOfTwo(Setup setup) {
      super(setup);
    }

    @Actor
    void reading() {
      n.get();
    }

    @Invariant
    boolean the_sum_is_two() {
      return n.get() == 2;
    }
  }

  @Test
  void an_actor_whose_result_an_invariant_needs_is_not_left_out() {
    needs(SumOfTwo.class, 2, "0.2");
  }

  /** The waiter alone sleeps for ever, and this is not what is wrong here. */
  @Scenario(value = "A signal is lost", fails = FailureKind.LOST_WAKEUP)
  static final class LostSignal {
    private final Mtx lock;
    private final CondVar cv;

    LostSignal(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
      cv = setup.runtime().cv("data");
    }

    @Actor
    void signals() {
      lock.lock();
      cv.signal();
      lock.unlock();
    }

    @Actor
    void waits() {
      lock.lock();
      cv.await(lock);
      lock.unlock();
    }
  }

  @Test
  void a_waiter_needs_the_one_that_signals() {
    needs(LostSignal.class, 2, null);
  }

  /**
   * Whether it waits is a choice. The waiter alone passes where it does not wait, and fails where
   * it does; but of the executions in which it waits none passes.
   */
  @Scenario(value = "A signal is lost, if anybody waits", fails = FailureKind.LOST_WAKEUP)
  static final class WaitsPerhaps {
    private final Setup setup;
    private final Mtx lock;
    private final CondVar cv;

    WaitsPerhaps(Setup setup) {
      this.setup = setup;
      lock = setup.runtime().mtx(Locks.SO_RCV);
      cv = setup.runtime().cv("data");
    }

    @Actor
    void signals() {
      lock.lock();
      cv.signal();
      lock.unlock();
    }

    @Actor
    void waits() {
      if (setup.choose(2, "waits") == 1) {
        lock.lock();
        cv.await(lock);
        lock.unlock();
      }
    }
  }

  @Test
  void an_execution_with_other_choices_does_not_stand_for_one_that_passes() {
    needs(WaitsPerhaps.class, 2, null);
  }

  /** Each alone fails, always; so does everything else. */
  @Scenario(value = "An actor fails by itself", fails = FailureKind.WITNESS)
  static final class AlwaysFails {
    private final Mtx lock;

    AlwaysFails(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void fine() {
      lock.lock();
      lock.unlock();
    }

    @Actor
    void unlocks() {
      lock.unlock();
    }
  }

  @Test
  void what_fails_by_itself_is_told_alone() {
    Outcome o = run(AlwaysFails.class);
    assertThat(o.minimal().actors().toString()).isEqualTo("{1}");
  }

  private static String shape(String words) {
    return Shortening.shape(ScenarioClass.of(LostSignal.class), words);
  }

  @Test
  void the_words_of_a_failure_count_but_its_numbers_and_actors_do_not() {
    String shape = shape("thread waits has 12 of 0x3, Lock@1f");
    assertThat(shape).isEqualTo("thread * has # of #x#, Lock@#");
    assertThat(shape("thread signals has 1 of 0x33, Lock@2e")).isEqualTo(shape);
    assertThat(shape("thread waits has none of 0x3, Lock@1f")).isNotEqualTo(shape);
  }

  @Test
  void a_trace_with_an_actor_that_is_not_there_is_refused() {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      TraceFile t = TraceFile.ofWord("X@only:0.7:1");
      assertThatThrownBy(() -> runner.replay(ScenarioClass.of(LostSignal.class), t))
          .isInstanceOf(BadScenario.class)
          .hasMessageContaining(" has 2 actors, and the trace is of one with a number 7");
    }
  }
}
