package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.SocketConst;

/**
 * The descriptor of a listener is closed as a thread accepts: the call holds the file, so the
 * listener is closed after it, or the call finds no such descriptor.
 */
final class LocalCloseAgainstAccept {
  private LocalCloseAgainstAccept() {}

  abstract static class Race {

    private final Machine machine;
    private final Syscalls sys;
    private final KSocket client;
    private final int fd;
    private Errno answer;
    private int child = -1;

    Race(Setup setup, UnpLocking.Kind kind) {
      machine = Unix.machine(setup, kind);
      sys = machine.syscalls(machine.proc("p"));
      try {
        fd = sys.socket(SocketConst.AF_LOCAL, Unix.STREAM, 0);
        sys.bind(fd, new SockAddrUn("/s"));
        sys.listen(fd, 1);
      } catch (SysException e) {
        throw new AssertionError(e);
      }
      client = KSocket.local(machine, Unix.STREAM);
      Machine.must(client.connect("/s"));
    }

    @Actor
    void accept() {
      answer = Machine.errno(() -> child = sys.accept(fd, null));
    }

    @Actor(cpu = 1)
    void close() throws SysException {
      sys.close(fd);
    }

    @Invariant
    boolean accepted_or_aborted() {
      boolean there = answer == Errno.OK;
      return (there || answer == Errno.EBADF)
          && there == child >= 0
          && client.isConnected() == there
          && client.so.takeError() == (there ? Errno.OK : Errno.ECONNABORTED);
    }
  }

  @Scenario(
      "Who accepts as the listener is closed has the connection, or the client is told, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "Who accepts as the listener is closed has the connection, or the client is told, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
