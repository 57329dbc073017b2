package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SocketConst;

/** Both ends of a UNIX domain stream write and read at once; per-pcb locking. */
public final class LocalBothWrite extends OneHost {
  @Override
  UnpLocking.Kind unixLocking() {
    return UnpLocking.Kind.PER_PCB;
  }

  @Override
  void play(Syscalls s) throws SysException {
    int[] a = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    KThread other = spawn("other", () -> talk(s, a[1]));
    talk(s, a[0]);
    other.join();
  }

  private static void talk(Syscalls s, int fd) throws SysException {
    for (int i = 0; i < 3; i++) {
      s.write(fd, new byte[5]);
    }
    int n = 0;
    while (n < 15) {
      n += s.recv(fd, new byte[5], 0);
    }
  }
}
