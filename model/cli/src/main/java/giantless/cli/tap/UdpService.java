package giantless.cli.tap;

import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/**
 * A small UDP server: a process of the host with one thread that receives, and answers where the
 * service has an answer. It ends with its process.
 */
final class UdpService {
  /** What a service answers. */
  @FunctionalInterface
  interface Answer {
    /**
     * @param request the received bytes; may be reused as the reply
     * @param length how many of them there are
     * @return the length of the reply, which stands in {@code request}; -1 for none
     */
    int to(byte[] request, int length);
  }

  private static final int LONGEST = 65_507;

  private UdpService() {}

  /**
   * Starts the service.
   *
   * @return its process
   * @throws SysException the port cannot be had
   */
  static Proc start(Host host, String name, int port, Answer answer) throws SysException {
    Proc proc = host.newProc(name);
    Syscalls sys = host.syscalls(proc);
    int s = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
    sys.setsockopt(s, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF, 1 << 17);
    sys.setsockopt(s, SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF, 1 << 16);
    sys.bind(s, new SockAddrIn(0, port));
    proc.spawn(name, () -> serve(sys, s, answer));
    return proc;
  }

  private static void serve(Syscalls sys, int s, Answer answer) {
    byte[] buf = new byte[LONGEST];
    SockAddr[] from = new SockAddr[1];
    while (true) {
      try {
        int n = sys.recvfrom(s, buf, 0, buf.length, 0, from);
        int reply = answer.to(buf, n);
        if (reply >= 0) {
          sys.sendto(s, buf, 0, reply, 0, from[0]);
        }
      } catch (SysException e) {
        // A peer that is not there, or a full queue, costs this datagram only.
        if (e.errno() == Errno.EBADF || e.errno() == Errno.ENOTSOCK) {
          return;
        }
      }
    }
  }
}
