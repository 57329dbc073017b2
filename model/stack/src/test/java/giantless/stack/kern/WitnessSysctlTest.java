package giantless.stack.kern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.witness.WatchChain;
import giantless.lock.witness.Witness;
import giantless.lock.witness.WitnessViolation;
import giantless.stack.Host;
import org.junit.jupiter.api.Test;

/** What the switches debug.witness.* do to the next wrong order of locks. */
class WitnessSysctlTest {
  private final Witness witness = new Witness();
  private final Host host = Host.builder().watch(witness).build();
  private final Sysctl s = host.kernel().sysctl();
  private final Mtx snd = host.rt().mtx(Locks.SO_SND);
  private final Mtx rcv = host.rt().mtx(Locks.SO_RCV);

  private void reverse() {
    rcv.lock();
    try {
      snd.lock();
      snd.unlock();
    } finally {
      rcv.unlock();
    }
  }

  @Test
  void watching_is_on_and_once_off_stays_off() throws Exception {
    assertThat(s.getLong("debug.witness.watch")).isEqualTo(1);
    assertThatThrownBy(this::reverse).isInstanceOf(WitnessViolation.class);
    s.set("debug.witness.watch", 1);
    assertThatThrownBy(this::reverse).isInstanceOf(WitnessViolation.class);
    s.set("debug.witness.watch", 0);
    reverse();
    assertThat(s.getLong("debug.witness.watch")).isZero();
    assertThatThrownBy(() -> s.set("debug.witness.watch", 1)).hasMessageStartingWith("EINVAL");
    s.set("debug.witness.watch", 0);
    reverse();
    host.shutdownClean();
  }

  /** Watching ends in the middle of what threads hold. */
  @Test
  void locks_held_when_watching_ends_can_be_released() throws Exception {
    Mtx udp = host.rt().mtx(Locks.UDP);
    s.get("debug.witness.watch");
    udp.lock();
    witness.stopWatching();
    rcv.lock();
    udp.unlock();
    rcv.unlock();
    host.kernel().mustHoldNothing("test");
    host.shutdownClean();
  }

  @Test
  void trace_adds_the_stacks() throws Exception {
    assertThat(s.getLong("debug.witness.trace")).isEqualTo(1);
    assertThatThrownBy(this::reverse).hasMessageContaining("\n1st was acquired at:\n  at ");
    s.set("debug.witness.trace", 0);
    assertThatThrownBy(this::reverse)
        .hasMessageStartingWith("lock order reversal\n 1st so_rcv (sleep mutex) @ ")
        .hasMessageEndingWith("\norder so far: so_snd -> so_rcv\n so_snd -> so_rcv declared");
    host.shutdownClean();
  }

  @Test
  void kdb_off_reports_and_goes_on() throws Exception {
    assertThat(s.getLong("debug.witness.kdb")).isEqualTo(1);
    s.set("debug.witness.kdb", 0);
    reverse();
    assertThat(witness.violations())
        .extracting(WitnessViolation::kind)
        .containsExactly(WitnessViolation.Kind.ORDER_REVERSAL);
    s.set("debug.witness.kdb", 1);
    assertThat(s.getLong("debug.witness.kdb")).isEqualTo(1);
    assertThat(s.getLong("debug.witness.skipspin")).isZero();
    assertThatThrownBy(() -> s.set("debug.witness.skipspin", 1)).hasMessageStartingWith("EPERM");
    host.shutdownClean();
  }

  @Test
  void machine_without_a_witness_has_nothing_to_switch() throws Exception {
    Host bare = Host.builder().build();
    Sysctl none = bare.kernel().sysctl();
    assertThat(none.walk("debug.witness")).hasSize(1);
    assertThat(none.getLong("debug.witness.watch")).isZero();
    assertThatThrownBy(() -> none.set("debug.witness.watch", 1)).hasMessageStartingWith("EPERM");
    bare.shutdownClean();
    Host chained = Host.builder().watch(WatchChain.of(null, new Witness())).build();
    assertThat(chained.kernel().sysctl().walk("debug.witness")).hasSize(4);
    chained.shutdownClean();
  }
}
