package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.FileCalls;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/** Calls that make sockets, name them and connect them; the wire learns of their ports. */
final class SocketCalls {
  private final Syscalls sys;
  private final Config config;
  private final Flows flows;
  private final Descriptors fds;

  SocketCalls(Syscalls sys, Config config, Flows flows, Descriptors fds) {
    this.sys = sys;
    this.config = config;
    this.flows = flows;
    this.fds = fds;
  }

  Ready socket(CallArgs a) throws ScriptException {
    int domain = a.num(0, SocketConst.AF_INET);
    int type = a.num(1) & ~(Values.SOCK_NONBLOCK | Values.SOCK_CLOEXEC);
    boolean nonblock = (a.num(1) & Values.SOCK_NONBLOCK) != 0;
    int proto = a.num(2, 0);
    return new Ready(
        () -> {
          int fd = sys.socket(domain, type, proto);
          fds.isStream(fd, type == SocketConst.SOCK_STREAM);
          if (nonblock) {
            sys.fcntl(fd, FileCalls.F_SETFL, FileCalls.O_NONBLOCK);
          }
          return fd;
        },
        r -> {},
        true);
  }

  private int portOf(int fd) throws SysException {
    return ((SockAddrIn) sys.getsockname(fd)).port();
  }

  Ready bind(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr addr = a.addr(1, config.local());
    return Ready.nothing(
        () -> {
          sys.bind(fd, addr);
          flows.bound(fds.isStream(fd), portOf(fd));
        });
  }

  Ready listen(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    int backlog = a.num(1);
    return Ready.nothing(
        () -> {
          sys.listen(fd, backlog);
          flows.listening(portOf(fd));
        });
  }

  Ready connect(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr addr = a.addr(1, config.remote());
    return Ready.nothing(
        () -> {
          if (fds.isStream(fd)) {
            fds.connected(fd);
          }
          sys.connect(fd, addr);
          if (!fds.isStream(fd) && addr instanceof SockAddrIn sin) {
            flows.connected(portOf(fd), sin.port());
          }
        });
  }

  Ready accept(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr[] peer = new SockAddr[1];
    boolean nonblock = a.count() == 4 && (a.num(3) & Values.SOCK_NONBLOCK) != 0;
    return new Ready(
        () -> {
          int live = sys.accept(fd, peer);
          fds.isStream(live, true);
          if (nonblock) {
            sys.fcntl(live, FileCalls.F_SETFL, FileCalls.O_NONBLOCK);
          }
          fds.connected(live);
          return live;
        },
        r -> a.sameAddress(1, peer[0]),
        true);
  }

  Ready name(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr[] out = new SockAddr[1];
    boolean peer = a.name.equals("getpeername");
    return new Ready(
        () -> {
          out[0] = peer ? sys.getpeername(fd) : sys.getsockname(fd);
          return 0;
        },
        r -> a.sameAddress(1, out[0]),
        false);
  }
}
