package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddrIn;

/** For {@link giantless.scenarios.check.ReferenceLeak}. */
@Scenario(
    value = "A route is looked up, and not given back if it is in use",
    fails = FailureKind.LEAK)
final class LosesARoute {
  private final Machine machine;

  LosesARoute(Setup setup) {
    machine = Machine.of(setup);
    machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
  }

  private Rtentry look() {
    return machine.host.net().routes.rtalloc1(SockAddrIn.of(Frames.PEER), false, 0);
  }

  @Actor
  void careful() {
    machine.host.net().routes.rtfree(look());
    machine.host.net().routes.rtfree(look());
  }

  @Actor(cpu = 1)
  void careless() {
    Rtentry rt = look();
    if (rt.refcnt() > 2) {
      rt.lock.unlock();
      return;
    }
    machine.host.net().routes.rtfree(rt);
  }

  @Actor(cpu = 1)
  void holder() {
    Rtentry rt = look();
    rt.lock.unlock();
    machine.host.net().routes.rtFree(rt);
  }
}
