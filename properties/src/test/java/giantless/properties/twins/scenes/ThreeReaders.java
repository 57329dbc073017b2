package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;

/** Three threads read from one socket, for each of which a datagram is there. */
public final class ThreeReaders extends OneHost {
  private static final int READERS = 3;

  @Override
  void play(Syscalls s) throws SysException {
    int server = server(s);
    int client = udp(s);
    for (int i = 0; i < READERS; i++) {
      s.sendto(client, new byte[5], 0, SERVER);
    }
    KThread[] readers = new KThread[READERS];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = spawn("reader" + i, () -> s.recv(server, new byte[10], 0));
    }
    for (KThread r : readers) {
      r.join();
    }
  }
}
