package giantless.lock.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.LockClass;
import giantless.lock.LockWatch;
import giantless.lock.Mtx;
import org.junit.jupiter.api.Test;

/** The numbers of the profile, by a clock that the test sets. */
class LockProfileTest {
  private static final LockClass A = LockClass.mtx("a").recursive().build();
  private static final LockClass B = LockClass.mtx("b").build();

  private static void run(FakeRuntime rt) {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    a.lock();
    rt.now += 1_500;
    a.lock();
    rt.waited = 250;
    b.lock();
    rt.now += 1_000;
    a.unlock();
    a.unlock();
    rt.now += 2_000;
    b.unlock();
    rt.waited = 4_000;
    b.lock();
    rt.now += 7;
    b.unlock();
    b.tryLock();
    b.unlock();
  }

  @Test
  void acquisitions_waits_and_holds_are_counted_by_class() {
    LockProfile profile = new LockProfile(false);
    run(new FakeRuntime(profile));
    assertThat(LockProfile.table(profile.byClass()))
        .isEqualTo(
            """
            lock     acquired    contended  wait total us  wait max us  hold total us  hold max us
            b               3            2          4.250        4.000          3.007        3.000
            a               2            0          0.000        0.000          2.750        2.750
            """);
    assertThat(profile.bySite()).isEmpty();
  }

  @Test
  void json_has_nanoseconds() {
    LockProfile profile = new LockProfile(false);
    FakeRuntime rt = new FakeRuntime(profile);
    Mtx a = rt.mtx(A);
    a.lock();
    rt.now += 42;
    a.unlock();
    assertThat(profile.toJson())
        .isEqualTo(
            """
            {
              "classes": [
                {
                  "lock": "a",
                  "acquisitions": 1,
                  "contended": 0,
                  "waitTotalNanos": 0,
                  "waitMaxNanos": 0,
                  "holdTotalNanos": 42,
                  "holdMaxNanos": 42
                }
              ],
              "sites": []
            }
            """);
  }

  @Test
  void each_place_of_acquisition_has_its_numbers() {
    LockProfile profile = new LockProfile(true);
    FakeRuntime rt = new FakeRuntime(profile);
    Mtx b = rt.mtx(B);
    int line = SplatText.lineOfCaller() + 1;
    b.lock();
    rt.now += 10;
    b.unlock();
    for (int i = 0; i < 2; i++) {
      b.lock();
      rt.now += 1;
      b.unlock();
    }
    assertThat(profile.bySite())
        .extracting(r -> r.lock() + " " + r.site() + " " + r.acquisitions() + " " + r.holdTotal())
        .containsExactly(
            "b LockProfileTest.java:" + line + " 1 10",
            "b LockProfileTest.java:" + (line + 4) + " 2 2");
  }

  @Test
  void contention_of_unknown_length_counts_but_adds_no_time() {
    LockProfile profile = new LockProfile(false);
    FakeRuntime rt = new FakeRuntime(profile);
    Mtx b = rt.mtx(B);
    rt.waited = -1;
    b.lock();
    assertThat(profile.byClass().get(0).contended()).isEqualTo(1);
    assertThat(profile.byClass().get(0).waitTotal()).isZero();
    assertThat(profile.byClass().get(0).waitMax()).isZero();
  }

  @Test
  void a_hold_ends_with_the_lock_destroyed_by_its_owner() {
    LockProfile profile = new LockProfile(false);
    FakeRuntime rt = new FakeRuntime(profile);
    Mtx b = rt.mtx(B);
    b.lock();
    rt.now += 9;
    b.destroy();
    assertThat(profile.byClass().get(0).holdTotal()).isEqualTo(9);
  }

  @Test
  void a_chain_tells_all_its_watches() {
    Witness witness = new Witness();
    LockProfile profile = new LockProfile(false);
    FakeRuntime rt = new FakeRuntime(WatchChain.of(witness, null, profile));
    run(rt);
    rt.syscallReturns("return");
    assertThat(profile.byClass()).hasSize(2);
    assertThat(witness.graph().edge("a", "b").count()).isEqualTo(1);
    Mtx a = rt.mtx(A);
    a.lock();
    assertThatThrownBy(() -> rt.syscallReturns("return")).isInstanceOf(WitnessViolation.class);
  }

  @Test
  void a_chain_of_one_is_that_watch_and_two_witnesses_are_refused() {
    LockWatch w = new Witness();
    assertThat(WatchChain.of(w, null)).isSameAs(w);
    assertThat(WatchChain.of()).isNull();
    assertThatThrownBy(() -> WatchChain.of(w, new Witness()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two witnesses in one chain");
  }
}
