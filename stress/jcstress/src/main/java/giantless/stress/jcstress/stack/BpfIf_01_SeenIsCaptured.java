package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.BpfD;
import giantless.stack.net.BpfFilter;
import giantless.stack.net.EtherIf;
import giantless.stack.net.Ifnet;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * The number of captures on an interface is read without its lock, to spare the packets of others
 * the tap. Who sees it above 0 shows the capture each packet from then on. The wrong twin is {@code
 * Announced_BeforeItIsThere}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=BpfIf_01_SeenIsCaptured}
 */
@JCStressTest
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "not seen, and nothing shown")
@Outcome(id = "true, 2", expect = Expect.ACCEPTABLE, desc = "seen, and both packets captured")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "seen, and a packet was not captured")
@State
public class BpfIf_01_SeenIsCaptured {
  private static final int BUFFER = 64;
  private static final int LOOKS = 1000;

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final Ifnet ifp = TestHost.attached(EtherIf.localAddress(1));
  private final Mbuf m = TestHost.HOST.mbufs().gethdr(How.WAITOK, Mbuf.MT_DATA);
  private BpfD capture;

  @Actor
  public void capturer() {
    Machine.meet(came);
    capture = TestHost.HOST.net().bpf.open(ifp.name(), BUFFER, BpfFilter.ALL);
  }

  @Actor
  public void driver(ZI_Result r) {
    Machine.meet(came);
    for (int i = 0; i < LOOKS && !r.r1; i++) {
      r.r1 = ifp.bpf().peersPresent();
    }
    if (r.r1) {
      ifp.bpf().mtap(m);
      ifp.bpf().mtap(m);
    }
  }

  @Arbiter
  public void close(ZI_Result r) {
    r.r2 = (int) capture.received();
    capture.close();
    TestHost.HOST.mbufs().freem(m);
    TestHost.HOST.net().detach(ifp);
  }
}
