package giantless.scenarios.local;

import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SocketConst;

/** A machine whose UNIX domain has the locking that a scenario names, without a network. */
final class Unix {
  static final int STREAM = SocketConst.SOCK_STREAM;
  static final int DGRAM = SocketConst.SOCK_DGRAM;

  private Unix() {}

  static Machine machine(Setup setup, UnpLocking.Kind kind) {
    return Machine.of(setup, Host.builder().mbufsMayFail(false).unixLocking(kind));
  }

  /** A socket that listens at this name, and does not block. */
  static KSocket listener(Machine m, String path) {
    KSocket s = KSocket.local(m, STREAM);
    Machine.must(s.bind(path));
    Machine.must(s.listen(1));
    s.blocking(false);
    return s;
  }

  /** A datagram socket with this name. */
  static KSocket dgram(Machine m, String path) {
    KSocket s = KSocket.local(m, DGRAM);
    Machine.must(s.bind(path));
    return s;
  }

  static Errno unlink(Machine m, String path) {
    m.host.vfs().enter();
    Errno error = m.host.vfs().unlink(path, Ucred.root());
    m.host.vfs().leave();
    return error;
  }
}
