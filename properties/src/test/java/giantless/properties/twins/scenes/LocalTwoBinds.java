package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.SocketConst;

/** Two threads bind one UNIX domain socket. */
public final class LocalTwoBinds extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int fd = s.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0);
    KThread other = spawn("other", () -> bind(s, fd, "/b"));
    bind(s, fd, "/a");
    other.join();
  }

  private static void bind(Syscalls s, int fd, String path) {
    try {
      s.bind(fd, new SockAddrUn(path));
    } catch (SysException second) {
      return;
    }
  }
}
