package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;

/** A thread waits for each of the datagrams that another sends. */
public final class Datagrams extends OneHost {
  private static final int COUNT = 6;

  @Override
  void play(Syscalls s) throws SysException {
    int server = server(s);
    KThread reader =
        spawn(
            "reader",
            () -> {
              for (int i = 0; i < COUNT; i++) {
                s.recv(server, new byte[10], 0);
              }
            });
    int client = udp(s);
    s.connect(client, SERVER);
    for (int i = 0; i < COUNT; i++) {
      s.send(client, new byte[5], 0);
    }
    reader.join();
  }
}
