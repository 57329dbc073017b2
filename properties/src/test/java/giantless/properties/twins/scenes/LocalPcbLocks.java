package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.SocketConst;

/** With a lock in each control block: a bind that is refused, and two ends that are closed. */
public final class LocalPcbLocks extends OneHost {
  @Override
  UnpLocking.Kind unixLocking() {
    return UnpLocking.Kind.PER_PCB;
  }

  @Override
  void play(Syscalls s) throws SysException {
    int[] a = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    s.bind(a[0], new SockAddrUn("/a"));
    try {
      s.bind(a[0], new SockAddrUn("/b"));
      throw new AssertionError("not refused");
    } catch (SysException second) {
      KThread closer = spawn("closer", () -> s.close(a[1]));
      s.close(a[0]);
      closer.join();
    }
  }
}
