package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Expr;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddr;
import giantless.stack.socket.MsgHdr;

/** Calls that move data, and the file that some of it comes from. */
final class DataCalls {
  /** Bytes of a file that a script opens. */
  private static final int FILE_SIZE = 1 << 20;

  private final Syscalls sys;
  private final Config config;
  private final Descriptors fds;

  DataCalls(Syscalls sys, Config config, Descriptors fds) {
    this.sys = sys;
    this.config = config;
    this.fds = fds;
  }

  /** Whatever file is opened, it is one of memory. */
  long file() throws SysException {
    int fd = sys.shmOpen();
    sys.write(fd, CallArgs.bytes(FILE_SIZE));
    sys.lseek(fd, 0);
    return fd;
  }

  Ready transfer(CallArgs a, String name) throws ScriptException {
    switch (name) {
      case "read":
        a.count(3, 3);
        return receive(a, 0);
      case "recv":
        a.count(4, 4);
        return receive(a, a.num(3));
      case "recvfrom":
        a.count(6, 6);
        return receive(a, a.num(3));
      case "write":
        a.count(3, 3);
        return send(a, 0, null);
      case "send":
        a.count(4, 4);
        return send(a, a.num(3), null);
      case "sendto":
        a.count(6, 6);
        return send(a, a.num(3), a.addr(4, config.remote()));
      case "readv":
      case "writev":
        a.count(3, 3);
        int fd = a.fd(0);
        byte[][] iov = a.iov(a.at(1));
        return Ready.plain(() -> name.equals("readv") ? sys.readv(fd, iov) : sys.writev(fd, iov));
      case "recvmsg":
      case "sendmsg":
        return message(a.count(3, 3), name.equals("sendmsg"));
      default:
        throw new ScriptException(a.line, "the call " + name + " is not supported");
    }
  }

  private Ready receive(CallArgs a, int flags) throws ScriptException {
    int fd = a.fd(0);
    int n = a.size(2);
    byte[] buf = new byte[n];
    SockAddr[] from = new SockAddr[1];
    boolean read = a.name.equals("read");
    return new Ready(
        () -> read ? sys.read(fd, buf) : sys.recvfrom(fd, buf, 0, n, flags, from),
        r -> {
          if (a.name.equals("recvfrom")) {
            a.sameAddress(4, from[0]);
          }
        },
        false);
  }

  private Ready send(CallArgs a, int flags, SockAddr to) throws ScriptException {
    int fd = a.fd(0);
    byte[] buf = CallArgs.bytes(a.size(2));
    return Ready.plain(
        () -> a.name.equals("write") ? sys.write(fd, buf) : sys.sendto(fd, buf, flags, to));
  }

  private Ready message(CallArgs a, boolean send) throws ScriptException {
    int fd = a.fd(0);
    if (!(a.at(1) instanceof Expr.Struct s) || !s.fields().containsKey("msg_iov")) {
      throw new ScriptException(a.line, "{msg_name, msg_iov, msg_flags} expected, not " + a.at(1));
    }
    if (s.fields().containsKey("msg_control")) {
      throw new ScriptException(a.line, "control messages are not supported");
    }
    Expr name = s.fields().get("msg_name");
    SockAddr to =
        name instanceof Expr.Struct n ? Values.sockaddr(a.line, n, config.remote()) : null;
    boolean stream = fds.isStream(fd);
    if (name instanceof Expr.Ellipsis && send && !stream) {
      to = config.remote();
    }
    MsgHdr msg = new MsgHdr(send ? to : null, a.iov(s.fields().get("msg_iov")));
    int flags = a.num(2, 0);
    Expr expected = s.fields().get("msg_flags");
    return new Ready(
        () -> send ? sys.sendmsg(fd, msg, flags) : sys.recvmsg(fd, msg, flags),
        r -> {
          if (!send && expected != null && !(expected instanceof Expr.Ellipsis)) {
            long e = Values.number(a.line, expected);
            if (e != msg.flags) {
              throw new ScriptFailure(
                  a.line, "recvmsg: msg_flags expected " + e + ", were " + msg.flags);
            }
          }
        },
        false);
  }

  /** FreeBSD's: {@code sendfile(fd, s, offset, nbytes, hdtr, [sbytes], flags)}. */
  Ready sendfile(CallArgs a) throws ScriptException {
    int fd = a.fd(0);
    int s = a.fd(1);
    int offset = a.num(2);
    int nbytes = a.num(3);
    int flags = a.num(6, 0);
    if (!(a.at(4) instanceof Expr.Ellipsis) && !a.at(4).toString().equals("NULL")) {
      throw new ScriptException(a.line, "headers of sendfile are not supported");
    }
    long[] sent = new long[1];
    return new Ready(
        () -> {
          sys.sendfile(fd, s, offset, nbytes, null, null, sent, flags);
          return 0;
        },
        r -> {
          if (a.at(5) instanceof Expr.Items) {
            long expected = Values.inBrackets(a.line, a.at(5));
            if (expected != sent[0]) {
              throw new ScriptFailure(
                  a.line, "sendfile: bytes expected " + expected + ", were " + sent[0]);
            }
          }
        },
        false);
  }
}
