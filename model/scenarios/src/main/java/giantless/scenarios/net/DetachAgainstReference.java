package giantless.scenarios.net;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Machine;
import giantless.stack.net.IfNetList;
import giantless.stack.net.Ifnet;

/**
 * Who has looked an interface up by name holds a reference, and detach waits for it to be given
 * back. Were the last reference given back without a wakeup, detach would sleep for ever.
 */
@Scenario("Detach returns when no reference is held, and does return")
final class DetachAgainstReference {
  private final Machine machine;
  private final Card card;
  private final AtomicInt held;

  DetachAgainstReference(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    held = machine.rt.atomicInt(0);
  }

  @Actor
  void detach() {
    machine.host.net().detach(card);
    if (held.get() != 0) {
      throw new AssertionError("detached while a reference is held");
    }
  }

  @Actor(cpu = 1)
  void use() {
    IfNetList ifnets = machine.host.net().ifnets;
    Ifnet ifp = ifnets.ifunitRef("em0");
    if (ifp != null) {
      held.fetchAdd(1);
      held.fetchAdd(-1);
      ifnets.rele(ifp);
    }
  }

  @Actor(cpu = 1)
  void use_too() {
    use();
  }
}
