package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.stack.kern.Errno;
import giantless.stack.net.EtherIf;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Ifnet;
import giantless.stack.net.Route;
import giantless.stack.net.RouteTable;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddrIn;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A sender looks without a lock whether its cached route is up, and takes interface and MTU from a
 * route that it has not locked. A change puts a new entry in the old one's place: who sees the old
 * one down finds the new one, never none, and never with the interface that it had before its link
 * layer was asked. The wrong twins are {@code SoState_TwoSteps} and {@code
 * File_FoundBeforeItIsSetUp}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Rtentry_01_DownShowsItsSuccessor}
 */
@JCStressTest
@Outcome(id = "false, false, true", expect = Expect.ACCEPTABLE, desc = "up, and used")
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "up, and down when asked for")
@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "down, and the new one found")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "down and no new one, or one that is not whole")
@State
public class Rtentry_01_DownShowsItsSuccessor {
  private static final int OLD_MTU = 600;

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private static final AtomicInt NEXT = Machine.RT.atomicInt(SockAddrIn.parse("11.0.0.1").addr());
  private static final RouteTable ROUTES = TestHost.HOST.net().routes;
  private static final EtherIf ETHER = TestHost.ether(EtherIf.localAddress(1));
  private static final EtherIf LOOPBACK = TestHost.ether(EtherIf.localAddress(2));
  private static final IfAddr IFA =
      new IfAddr(ETHER, SockAddrIn.parse("10.0.0.1"), null, SockAddrIn.mask(8));

  /** As ARP has it for the host's own address: sent by the loopback. */
  private static final IfAddr OWN =
      new IfAddr(ETHER, SockAddrIn.parse("10.0.0.2"), null, SockAddrIn.mask(8));

  static {
    OWN.setRtrequest(
        (cmd, rt) -> {
          if (cmd == RtCmd.ADD) {
            rt.setIfp(LOOPBACK);
          }
        });
  }

  private final SockAddrIn dst = SockAddrIn.of(NEXT.fetchAdd(1));
  private final Route ro = new Route(dst);
  private final Rtentry old;

  public Rtentry_01_DownShowsItsSuccessor() {
    request(RtCmd.ADD, IFA, OLD_MTU);
    ROUTES.rtalloc(ro);
    old = ro.rt;
  }

  private void request(RtCmd cmd, IfAddr ifa, int mtu) {
    RtInfo info = new RtInfo(dst, ifa.addr(), null, RtFlags.RTF_HOST);
    info.ifa = ifa;
    info.mtu = mtu;
    Errno error = ROUTES.rtrequest(cmd, info);
    if (error != Errno.OK) {
      throw new AssertionError(cmd + ": " + error);
    }
  }

  @Actor
  public void route() {
    Machine.meet(came);
    request(RtCmd.CHANGE, OWN, 0);
  }

  @Actor
  public void sender(ZZZ_Result r) {
    Machine.meet(came);
    r.r1 = !old.has(RtFlags.RTF_UP);
    ROUTES.rtalloc(ro);
    Rtentry rt = ro.rt;
    r.r2 = rt != old;
    if (rt != null) {
      Ifnet ifp = rt.ifp();
      r.r3 =
          rt == old
              ? ifp == ETHER && rt.mtu() == OLD_MTU
              : ifp == LOOPBACK && rt.mtu() == LOOPBACK.mtu();
    }
  }

  @Arbiter
  public void delete(ZZZ_Result r) {
    if (ro.rt != null) {
      ROUTES.rtFree(ro.rt);
    }
    request(RtCmd.DELETE, OWN, 0);
  }
}
