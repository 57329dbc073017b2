package giantless.properties.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.witness.WatchChain;
import giantless.lock.witness.Witness;
import giantless.lock.witness.WitnessViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of the learnt order names what is wrong, and nothing else. */
class OrderJudgeTest {
  private final Witness witness = Witness.builder().observer("judged").build();
  private final SeenClasses seen = new SeenClasses();
  private final LockRuntime rt = NativeRuntime.real(WatchChain.of(witness, seen), 1, 1);

  private void nest(LockClass first, LockClass second) {
    Mtx a = rt.mtx(first);
    Mtx b = rt.mtx(second);
    a.lock();
    b.lock();
    b.unlock();
    a.unlock();
  }

  /** Acquires a lock of the class and lets it go. */
  private void use(LockClass c) {
    switch (c.kind()) {
      case SX:
        var sx = rt.sx(c);
        sx.xlock();
        sx.xunlock();
        break;
      case RW:
        var rw = rt.rw(c);
        rw.rlock();
        rw.runlock();
        break;
      case RM:
      case RM_SLEEPABLE:
        var rm = rt.rm(c);
        rm.wlock();
        rm.wunlock();
        break;
      default:
        Mtx m = rt.mtx(c);
        m.lock();
        m.unlock();
    }
  }

  @Test
  void declared_edges_pass() {
    nest(Locks.UDP, Locks.UDPINP);
    nest(Locks.UDPINP, Locks.SO_RCV);
    OrderJudge.declared(Locks.all(), witness.graph());
    OrderJudge.noSplat(witness);
  }

  @Test
  void undeclared_edge_is_named_with_its_thread_and_what_the_table_lacks() {
    nest(Locks.UDP, Locks.UDPINP);
    nest(Locks.FILE, Locks.IGMP);
    assertThatThrownBy(() -> OrderJudge.declared(Locks.all(), witness.graph()))
        .isInstanceOf(WitnessViolation.class)
        .hasMessageStartingWith(
            "lock order learnt that is not declared\n file structure -> igmp_mtx seen first by thread ")
        .hasMessageContaining("OrderJudgeTest.nest(OrderJudgeTest.java:")
        .hasMessageEndingWith(
            "\n  either the code is wrong or igmp_mtx lacks after(file structure)")
        .hasMessageNotContaining("udp");
  }

  /** Also if whoever broke the rule swallowed what Witness threw. */
  @Test
  void reversed_edge_is_named_as_a_splat() {
    assertThatThrownBy(() -> nest(Locks.UDPINP, Locks.UDP)).isInstanceOf(WitnessViolation.class);
    assertThatThrownBy(() -> OrderJudge.noSplat(witness))
        .hasMessageContaining("lock order reversal\n 1st udpinp (sleep mutex)");
  }

  @Test
  void class_of_no_table_is_named() {
    nest(Locks.UDP, LockClass.mtx("homemade").build());
    assertThatThrownBy(() -> OrderJudge.declared(Locks.all(), witness.graph()))
        .hasMessageContaining("[lock classes that are in no table]")
        .hasMessageContaining("\"homemade\"");
  }

  @Test
  void class_that_nobody_uses_is_named_alone() {
    for (LockClass c : Locks.all()) {
      if (c != Locks.IGMP && !OrderJudge.UNWATCHED.contains(c)) {
        use(c);
      }
    }
    assertThatThrownBy(() -> OrderJudge.inUse(Locks.all(), seen))
        .hasMessageContaining("[lock classes that nobody acquired]")
        .hasMessageContaining("[\"igmp_mtx\"]");
    use(Locks.IGMP);
    assertThat(OrderJudge.inUse(Locks.all(), seen))
        .isEqualTo(Locks.all().size() - OrderJudge.UNWATCHED.size());
  }

  /** A row that enforces nothing, as with a name in the static list that no lock has. */
  @Test
  void row_that_no_code_instantiates_is_named() {
    List<LockClass> table = new ArrayList<>();
    table.add(Locks.UDP);
    table.add(LockClass.mtx("unp_global").after(Locks.UDP).build());
    use(Locks.UDP);
    assertThatThrownBy(() -> OrderJudge.inUse(table, seen)).hasMessageContaining("\"unp_global\"");
  }
}
