package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SocketConst;

/** A UNIX domain stream with a buffer that is full again and again; per-pcb locking. */
public final class LocalTransfer extends OneHost {
  @Override
  UnpLocking.Kind unixLocking() {
    return UnpLocking.Kind.PER_PCB;
  }

  private static final int SPACE = 100;
  private static final int COUNT = 6;

  @Override
  void play(Syscalls s) throws SysException {
    int[] a = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    s.setsockopt(a[0], SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF, SPACE);
    KThread writer = spawn("writer", () -> s.write(a[0], new byte[SPACE * COUNT]));
    int n = 0;
    while (n < SPACE * COUNT) {
      n += s.recv(a[1], new byte[SPACE], 0);
    }
    writer.join();
  }
}
