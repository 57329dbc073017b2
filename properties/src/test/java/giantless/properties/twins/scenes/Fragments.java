package giantless.properties.twins.scenes;

import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.socket.SocketConst;

/** A datagram larger than the interface takes: its fragments share clusters. */
public final class Fragments extends OneHost {
  private static final int SIZE = 20_000;

  @Override
  void play(Syscalls s) throws SysException {
    int server = server(s);
    int client = udp(s);
    s.setsockopt(client, SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF, 2 * SIZE);
    s.sendto(client, new byte[SIZE], 0, SERVER);
    int n = s.recv(server, new byte[2 * SIZE], 0);
    if (n != SIZE) {
      throw new AssertionError("received " + n);
    }
  }
}
