package giantless.scenarios.udp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;

/** The test whether a port is free and the insertion into the hash are one hold of INFO. */
@Scenario("Of two sockets that bind to one port one gets it")
final class BindAgainstBind {
  private static final int PORT = 53;

  private final KSocket a;
  private final KSocket b;
  private Errno first;
  private Errno second;

  BindAgainstBind(Setup setup) {
    Machine m = Machine.of(setup);
    m.loopback();
    a = KSocket.udp(m);
    b = KSocket.udp(m);
  }

  @Actor
  void one() {
    first = a.bind(PORT);
  }

  @Actor(cpu = 1)
  void two() {
    second = b.bind(PORT);
  }

  @Invariant
  boolean one_has_it_and_the_other_is_told() {
    return first == Errno.OK && second == Errno.EADDRINUSE
        || second == Errno.OK && first == Errno.EADDRINUSE;
  }
}
