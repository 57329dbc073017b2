package giantless.cli.tap.tcp;

import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/**
 * A connected stream socket of a process: calls that block, whole writes, no SIGPIPE. Used by one
 * thread; holds nothing beyond the descriptor.
 */
public final class Connection {
  private final Syscalls sys;
  private final int s;

  Connection(Syscalls sys, int s) {
    this.sys = sys;
    this.s = s;
  }

  /**
   * Connects.
   *
   * @param stallMillis after so long without progress a call fails with EWOULDBLOCK
   * @throws SysException what socket(2), setsockopt(2) and connect(2) say
   */
  public static Connection to(Syscalls sys, SockAddrIn peer, int stallMillis) throws SysException {
    int s = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    Connection c = new Connection(sys, s);
    try {
      byte[] timeout = Sockopt.ofTimeval(stallMillis / 1000, stallMillis % 1000 * 1000L);
      sys.setsockopt(s, SocketConst.SOL_SOCKET, SocketConst.SO_RCVTIMEO, timeout);
      sys.setsockopt(s, SocketConst.SOL_SOCKET, SocketConst.SO_SNDTIMEO, timeout);
      sys.connect(s, peer);
      return c;
    } catch (SysException e) {
      c.close();
      throw e;
    }
  }

  /**
   * recv(2).
   *
   * @return how many bytes came; 0 at the end
   */
  public int read(byte[] buf, int off, int len) throws SysException {
    return sys.recv(s, buf, off, len, 0);
  }

  /** send(2) until all bytes are with the socket. */
  public void write(byte[] buf, int off, int len) throws SysException {
    int done = 0;
    while (done < len) {
      done += sys.send(s, buf, off + done, len - done, SocketConst.MSG_NOSIGNAL);
    }
  }

  /** Ends our direction. */
  public void shutdownWrite() throws SysException {
    sys.shutdown(s, SocketConst.SHUT_WR);
  }

  /** close(2); an error that was pending is of no interest any more. */
  public void close() {
    try {
      sys.close(s);
    } catch (SysException e) {
      // The descriptor is gone in any case.
    }
  }
}
