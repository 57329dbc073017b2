package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/** Calls on UNIX domain sockets that are refused. */
public final class LocalErrors extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int[] a = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
    byte[] control =
        CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, new byte[4]));
    Sockopt.putInt(control, CMsg.HDR, 99);
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.control = control;
    refused(() -> s.sendmsg(a[0], m, 0));
    KThread reader = spawn("reader", () -> s.shutdown(a[1], SocketConst.SHUT_RD));
    reader.join();
    s.bind(a[0], new SockAddrUn("/a"));
    refused(() -> s.bind(a[0], new SockAddrUn("/b")));
    refused(() -> s.send(a[0], new byte[1], SocketConst.MSG_NOSIGNAL));
  }

  private static void refused(Program call) {
    try {
      call.run();
    } catch (SysException e) {
      return;
    }
    throw new AssertionError("not refused");
  }
}
