package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.SocketConst;

/** A datagram to a name, while the socket of that name is closed. */
public final class LocalSendAndClose extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int a = s.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0);
    s.bind(a, new SockAddrUn("/a"));
    int b = s.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0);
    KThread closer = spawn("closer", () -> s.close(a));
    try {
      s.sendto(b, new byte[1], 0, new SockAddrUn("/a"));
    } catch (SysException refused) {
      s.close(b);
    }
    closer.join();
  }
}
