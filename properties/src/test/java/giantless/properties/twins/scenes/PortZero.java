package giantless.properties.twins.scenes;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;

/** A call that fails deep in the protocol: a datagram for port 0. */
public final class PortZero extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int fd = server(s);
    try {
      s.sendto(fd, new byte[5], 0, new SockAddrIn(SERVER.addr(), 0));
    } catch (SysException e) {
      if (e.errno() == Errno.EADDRNOTAVAIL) {
        return;
      }
      throw e;
    }
    throw new AssertionError("sent to port 0");
  }
}
