package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.stack.net.EtherIf;
import giantless.stack.net.Ifnet;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/**
 * if_index and the word that says that an interface is leaving are read without the lock of the
 * interface list. Who sees the index finds the interface by it until it is leaving, and who saw it
 * leaving finds it no more. The wrong twins are {@code File_FoundBeforeItIsSetUp} and {@code
 * SoState_TwoSteps}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Ifnet_03_FoundIsAttached}
 */
@JCStressTest
@Outcome(
    id = {"false, false, false, false", "false, false, false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "not attached yet")
@Outcome(
    id = {"false, true, true, false", "false, true, true, true"},
    expect = Expect.ACCEPTABLE,
    desc = "attached, and found")
@Outcome(
    id = {"false, true, false, true", "true, true, false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "it has left, and is seen to leave")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "attached and not found, or left and found")
@State
public class Ifnet_03_FoundIsAttached {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final Ifnet ifp = TestHost.ether(EtherIf.localAddress(1));

  @Actor
  public void driver() {
    Machine.meet(came);
    TestHost.attach(ifp);
    TestHost.HOST.net().detach(ifp);
  }

  @Actor
  public void looker(ZZZZ_Result r) {
    Machine.meet(came);
    r.r1 = ifp.isDying();
    int index = ifp.index();
    r.r2 = index != 0;
    Ifnet found = r.r2 ? TestHost.HOST.net().ifnets.byIndexRef(index) : null;
    r.r3 = found == ifp;
    r.r4 = ifp.isDying();
    if (found != null) {
      TestHost.HOST.net().ifnets.rele(found);
    }
  }
}
