package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/** A socket that is only in flight is received, with what lies in its buffer. */
public final class LocalInFlight extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int[] a = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    int[] x = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    s.write(x[0], new byte[3]);
    send(s, a[0], x[1]);
    s.close(x[1]);
    s.close(s.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0));
    KThread pause = spawn("pause", () -> s.poll(new giantless.stack.kern.Poll.PollFd[0], 1000));
    pause.join();
    int n = s.recv(receive(s, a[1]), new byte[5], 0);
    if (n != 3) {
      throw new AssertionError("the data were taken by the collector: " + n);
    }
  }

  private static void send(Syscalls s, int to, int fd) throws SysException {
    byte[] b = new byte[4];
    Sockopt.putInt(b, 0, fd);
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.control = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, b));
    s.sendmsg(to, m, 0);
  }

  private static int receive(Syscalls s, int from) throws SysException {
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.controllen = 100;
    if (s.recvmsg(from, m, 0) != 1 || m.control == null) {
      throw new AssertionError("the message was taken by the collector");
    }
    return Sockopt.getInt(m.control, CMsg.HDR);
  }
}
