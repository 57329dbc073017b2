package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.Syscalls;

/**
 * System calls of scripts, by name. Descriptors have the script's numbers here, and the kernel's
 * below.
 */
final class Calls {
  private final Syscalls sys;
  private final Descriptors fds = new Descriptors();
  private final SocketCalls sockets;
  private final OptionCalls options;
  private final DescriptorCalls descriptors;
  private final DataCalls data;

  Calls(Testbed bed, Config config) {
    this.sys = bed.sys;
    this.sockets = new SocketCalls(sys, config, bed.flows, fds);
    this.options = new OptionCalls(sys);
    this.descriptors = new DescriptorCalls(sys, fds);
    this.data = new DataCalls(sys, config, fds);
  }

  /** What the script knows of its descriptors. */
  Descriptors descriptors() {
    return fds;
  }

  /**
   * Gets a call ready.
   *
   * @throws ScriptException the call, or an argument, is not supported
   */
  Ready prepare(int line, Action.Call call) throws ScriptException {
    CallArgs a = new CallArgs(line, call, fds);
    switch (call.name()) {
      case "socket":
        return sockets.socket(a.count(3, 3));
      case "bind":
        return sockets.bind(a.count(3, 3));
      case "listen":
        return sockets.listen(a.count(2, 2));
      case "connect":
        return sockets.connect(a.count(3, 3));
      case "accept":
      case "accept4":
        return sockets.accept(a.count(3, 4));
      case "getsockname":
      case "getpeername":
        return sockets.name(a.count(3, 3));
      case "close":
        return descriptors.close(a.count(1, 1));
      case "shutdown":
        int how = a.count(2, 2).num(1);
        int fd = a.fd(0);
        return Ready.nothing(() -> sys.shutdown(fd, how));
      case "fcntl":
        return descriptors.fcntl(a.count(2, 3));
      case "ioctl":
        return descriptors.ioctl(a.count(2, 3));
      case "getsockopt":
        return options.getsockopt(a.count(5, 5));
      case "setsockopt":
        return options.setsockopt(a.count(5, 5));
      case "poll":
        return descriptors.poll(a.count(3, 3));
      case "dup":
        int old = a.count(1, 1).fd(0);
        return new Ready(() -> sys.dup(old), r -> {}, true);
      case "open":
        a.count(2, 3);
        return new Ready(data::file, r -> {}, true);
      case "sendfile":
        return data.sendfile(a.count(7, 7));
      default:
        return data.transfer(a, call.name());
    }
  }
}
