package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Expr;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.Syscalls;
import giantless.stack.netinet.TcpCtloutput;
import giantless.stack.socket.SocketConst;

/** Calls that ask for options of sockets, and set them. */
final class OptionCalls {
  private final Syscalls sys;

  OptionCalls(Syscalls sys) {
    this.sys = sys;
  }

  Ready getsockopt(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    int level = a.num(1);
    int name = a.num(2);
    if (name == SockOpts.TCP_FUNCTION_BLK && level == TcpCtloutput.IPPROTO_TCP) {
      return stack(a, fd);
    }
    SockOpts.Form form = SockOpts.form(level, name);
    int size = SockOpts.size(a.line, form, a.at(4));
    byte[][] val = new byte[1][];
    return new Ready(
        () -> {
          val[0] = sys.getsockopt(fd, level, name, form.size);
          return 0;
        },
        r -> {
          String difference =
              size != form.size
                  ? "length expected " + size + ", was " + form.size
                  : SockOpts.difference(a.line, form, a.at(3), val[0]);
          if (difference != null) {
            throw new ScriptFailure(a.line, "getsockopt " + a.at(2) + ": " + difference);
          }
        },
        false);
  }

  Ready setsockopt(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    int level = a.num(1);
    int name = a.num(2);
    if (name == SockOpts.TCP_FUNCTION_BLK && level == TcpCtloutput.IPPROTO_TCP) {
      return stack(a, fd);
    }
    int length = a.at(4) instanceof Expr.Ellipsis ? -1 : (int) Values.inBrackets(a.line, a.at(4));
    byte[] val = SockOpts.encode(a.line, SockOpts.form(level, name), a.at(3), length);
    return Ready.nothing(() -> sys.setsockopt(fd, level, name, val));
  }

  /** Which TCP stack a socket has: the only one. */
  private Ready stack(CallArgs a, int fd) throws ScriptException {
    if (!SockOpts.isOnlyStack(a.line, a.at(3))) {
      throw new ScriptException(a.line, "there is no other TCP stack: " + a.at(3));
    }
    return Ready.nothing(() -> sys.getsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_TYPE, 4));
  }
}
