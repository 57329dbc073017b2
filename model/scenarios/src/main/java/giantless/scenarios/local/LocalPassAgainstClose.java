package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.Errno;
import giantless.stack.local.UnpLocking;

/**
 * A descriptor passes as it is closed: sendmsg(2) has taken a reference to the file before, or
 * finds no such descriptor.
 */
final class LocalPassAgainstClose {
  private LocalPassAgainstClose() {}

  abstract static class Race {

    private final Passing p;
    private Errno sent;

    Race(Setup setup, UnpLocking.Kind kind) {
      p = new Passing(setup, kind);
    }

    @Actor
    void send() {
      sent = p.send(p.passed);
    }

    @Actor(cpu = 1)
    void close() {
      p.close(p.passed);
    }

    @Invariant
    boolean arrived_alive_or_was_not_sent() {
      int fd = p.receive();
      return sent == Errno.OK ? p.isAlive(fd) : sent == Errno.EBADF && fd < 0;
    }

    @Invariant
    boolean nothing_is_in_flight() {
      return p.machine.host.unix().inflight() == 0;
    }
  }

  @Scenario(
      "A descriptor that passes as it is closed arrives alive, or does not pass, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "A descriptor that passes as it is closed arrives alive, or does not pass, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
