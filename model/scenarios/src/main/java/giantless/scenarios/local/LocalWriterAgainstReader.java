package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SocketConst;

/**
 * A writer waits for room as the reader makes it. Appending and stopping the writer are one hold of
 * the reader's control block, so the reader lets the writer go after it was stopped, not before.
 */
final class LocalWriterAgainstReader {
  private LocalWriterAgainstReader() {}

  abstract static class Race {

    private static final byte[] FULL = new byte[2048];
    private final KSocket[] pair;
    private Errno sent;
    private int received;

    Race(Setup setup, UnpLocking.Kind kind) {
      pair = KSocket.pair(Unix.machine(setup, kind), Unix.STREAM);
      pair[0].option(SocketConst.SO_SNDBUF, FULL.length);
      Machine.must(pair[0].send(0, FULL));
    }

    @Actor
    void write() {
      sent = pair[0].send(0, (byte) 'x');
    }

    @Actor(cpu = 1)
    void read() {
      received = pair[1].receive(new byte[FULL.length], 0);
    }

    @Invariant
    boolean all_was_sent() {
      return sent == Errno.OK
              && received + pair[1].receive(new byte[8], SocketConst.MSG_DONTWAIT)
                  == FULL.length + 1
          || received == FULL.length + 1;
    }
  }

  @Scenario("A writer that waits for room goes on when there is some, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario("A writer that waits for room goes on when there is some, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
