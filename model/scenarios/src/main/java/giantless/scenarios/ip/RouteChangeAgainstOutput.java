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

/** The gateway of a route is changed while a packet goes by it: by the old one or the new one. */
@Scenario("A packet goes to the old gateway or to the new one while the route is changed")
final class RouteChangeAgainstOutput {
  private static final int OTHER = Frames.PEER + 1;

  private final Machine machine;
  private final Card card;
  private Errno changed;
  private Errno answer;

  RouteChangeAgainstOutput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    machine.neighbour(OTHER);
    Machine.must(route(RtCmd.ADD, Frames.PEER));
    card.forget();
  }

  private Errno route(RtCmd cmd, int gateway) {
    return machine
        .host
        .net()
        .routes
        .rtrequest(
            cmd,
            new RtInfo(
                SockAddrIn.of(Frames.FAR & ~0xff),
                SockAddrIn.of(gateway),
                SockAddrIn.mask(24),
                RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC));
  }

  @Actor
  void change() {
    changed = route(RtCmd.CHANGE, OTHER);
  }

  @Actor(cpu = 1)
  void output() {
    answer = machine.send(Frames.FAR);
  }

  @Invariant
  boolean route_was_changed() {
    return changed == Errno.OK;
  }

  @Invariant
  boolean packet_went_by_one_of_them() {
    return answer == Errno.OK
        && card.sent(Frames.IP) == 1
        && Frames.isTo(card.sent().get(0), Frames.PEER, OTHER);
  }
}
