package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/** A TCP connection: what a client sends is echoed, and both ends close. */
public final class Connection extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int listener = s.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    s.bind(listener, new SockAddrIn(0, PORT));
    s.listen(listener, 1);
    KThread server =
        spawn(
            "server",
            () -> {
              int fd = s.accept(listener, new SockAddr[1]);
              byte[] b = new byte[10];
              int n = s.recv(fd, b, 0);
              s.send(fd, java.util.Arrays.copyOf(b, n), 0);
              s.recv(fd, b, 0);
              s.close(fd);
            });
    int client = s.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    s.connect(client, SERVER);
    s.send(client, new byte[5], 0);
    s.recv(client, new byte[10], 0);
    s.close(client);
    server.join();
  }
}
