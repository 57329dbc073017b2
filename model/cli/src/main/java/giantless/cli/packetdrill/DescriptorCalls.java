package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Expr;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.FileCalls;
import giantless.stack.Syscalls;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.socket.SocketConst;
import java.util.ArrayList;
import java.util.List;

/** Calls on descriptors of any kind: their flags, whether they are ready, their end. */
final class DescriptorCalls {
  private final Syscalls sys;
  private final Descriptors fds;

  DescriptorCalls(Syscalls sys, Descriptors fds) {
    this.sys = sys;
    this.fds = fds;
  }

  Ready close(CallArgs a) throws ScriptException {
    int script = a.num(0);
    int fd = a.fd(0);
    return Ready.nothing(
        () -> {
          fds.closed(script, fd);
          sys.close(fd);
        });
  }

  Ready fcntl(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    int cmd = a.num(1);
    int arg = a.num(2, 0);
    return new Ready(() -> sys.fcntl(fd, cmd, arg), r -> {}, cmd == FileCalls.F_DUPFD);
  }

  Ready ioctl(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    int cmd = a.num(1);
    boolean sets = cmd == SocketConst.FIONBIO || cmd == SocketConst.FIOASYNC;
    int[] data = {sets ? (int) Values.inBrackets(a.line, a.at(2)) : 0};
    return new Ready(
        () -> {
          sys.ioctl(fd, cmd, data);
          return 0;
        },
        r -> {
          if (!sets && a.count() > 2 && !(a.at(2) instanceof Expr.Ellipsis)) {
            long expected = Values.inBrackets(a.line, a.at(2));
            if (expected != data[0]) {
              throw new ScriptFailure(
                  a.line, "ioctl " + a.at(1) + ": value expected " + expected + ", was " + data[0]);
            }
          }
        },
        false);
  }

  Ready poll(CallArgs a) throws ScriptException {
    if (!(a.at(0) instanceof Expr.Items items)) {
      throw new ScriptException(a.line, "an array expected, not " + a.at(0));
    }
    List<PollFd> polled = new ArrayList<>();
    List<Expr> revents = new ArrayList<>();
    for (Expr e : items.items()) {
      if (!(e instanceof Expr.Struct s)
          || !s.fields().containsKey("fd")
          || !s.fields().containsKey("events")) {
        throw new ScriptException(a.line, "{fd, events, revents} expected, not " + e);
      }
      int script = (int) Values.number(a.line, s.fields().get("fd"));
      int live = fds.live(script);
      polled.add(new PollFd(live, (int) Values.number(a.line, s.fields().get("events"))));
      revents.add(s.fields().get("revents"));
    }
    PollFd[] array = polled.toArray(new PollFd[0]);
    int millis = a.num(2);
    return new Ready(
        () -> sys.poll(array, millis),
        r -> {
          for (int i = 0; i < array.length; i++) {
            if (revents.get(i) != null && !(revents.get(i) instanceof Expr.Ellipsis)) {
              long expected = Values.number(a.line, revents.get(i));
              if (expected != array[i].revents) {
                throw new ScriptFailure(
                    a.line, "poll: revents expected " + expected + ", were " + array[i].revents);
              }
            }
          }
        },
        false);
  }
}
