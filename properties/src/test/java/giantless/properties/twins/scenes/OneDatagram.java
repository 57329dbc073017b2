package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;

/**
 * A thread waits for the one datagram that another sends: a wakeup that is lost is not made good by
 * the next one's.
 */
public final class OneDatagram extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int server = server(s);
    KThread reader = spawn("reader", () -> s.recv(server, new byte[10], 0));
    int client = udp(s);
    s.connect(client, SERVER);
    s.send(client, new byte[5], 0);
    reader.join();
  }
}
