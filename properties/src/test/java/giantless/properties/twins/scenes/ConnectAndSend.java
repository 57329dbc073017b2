package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;

/** One thread connects a socket while another sends from it. */
public final class ConnectAndSend extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    server(s);
    int fd = udp(s);
    KThread sender =
        spawn(
            "sender",
            () -> {
              try {
                s.sendto(fd, new byte[5], 0, SERVER);
              } catch (SysException e) {
                if (e.errno() != Errno.EISCONN) {
                  throw e;
                }
              }
            });
    s.connect(fd, SERVER);
    sender.join();
  }
}
