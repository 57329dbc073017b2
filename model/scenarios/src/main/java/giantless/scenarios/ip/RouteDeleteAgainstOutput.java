package giantless.scenarios.ip;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.SockAddrIn;

/** A route by a gateway is deleted, and the gateway's own entry, while a packet goes by both. */
@Scenario("A packet goes out or has no route while the route and its gateway's entry are deleted")
final class RouteDeleteAgainstOutput {
  private final Machine machine;
  private final Card card;
  private final RtInfo far;
  private Errno answer;

  RouteDeleteAgainstOutput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    far =
        new RtInfo(
            SockAddrIn.of(Frames.FAR & ~0xff),
            SockAddrIn.of(Frames.PEER),
            SockAddrIn.mask(24),
            RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC);
    Machine.must(machine.host.net().routes.rtrequest(RtCmd.ADD, far));
    card.forget();
  }

  @Actor
  void delete() {
    Machine.must(machine.host.net().routes.rtrequest(RtCmd.DELETE, far));
  }

  @Actor(cpu = 1)
  void flush() {
    machine.host.inet().arp.delete(Frames.PEER);
  }

  @Actor(cpu = 1)
  void output() {
    answer = machine.send(Frames.FAR);
  }

  @Invariant
  boolean packet_went_out_or_waits_or_was_refused() {
    return answer == Errno.OK
        ? card.sent(Frames.IP) + card.sent(Frames.ARP) == 1
        : answer == Errno.EHOSTUNREACH && card.sent().isEmpty();
  }
}
