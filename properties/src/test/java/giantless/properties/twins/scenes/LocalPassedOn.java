package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/** A socket passes from one buffer to the next while the collector looks. */
public final class LocalPassedOn extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int[] a = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    int[] x = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    s.write(x[0], new byte[3]);
    KThread sender = spawn("sender", () -> sendUnlessClosed(s, a[0], x[1]));
    KThread closer = spawn("closer", () -> s.close(x[1]));
    KThread collector =
        spawnProcess(
            "collector",
            t -> {
              for (int i = 0; i < 3; i++) {
                t.close(t.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0));
              }
            });
    closer.join();
    sender.join();
    s.shutdown(a[0], SocketConst.SHUT_WR);
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.controllen = 100;
    if (s.recvmsg(a[1], m, 0) == 1) {
      int n = s.recv(Sockopt.getInt(m.control, CMsg.HDR), new byte[5], 0);
      if (n != 3) {
        throw new AssertionError("the data were taken by the collector: " + n);
      }
    }
    collector.join();
  }

  private static void sendUnlessClosed(Syscalls s, int to, int fd) {
    byte[] b = new byte[4];
    Sockopt.putInt(b, 0, fd);
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.control = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, b));
    try {
      s.sendmsg(to, m, 0);
    } catch (SysException closedBefore) {
      return;
    }
  }
}
