package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action;
import giantless.cli.packetdrill.lang.Expr;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.FileCalls;
import giantless.stack.Syscalls;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.TcpCtloutput;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * System calls of scripts: their arguments as the kernel wants them, and what is to be looked at
 * when they have returned. Descriptors have the script's numbers here, and the kernel's below.
 */
final class Calls {
  private static final int MAX_BYTES = 64 << 20;

  /** Bytes of a file that a script opens. */
  private static final int FILE_SIZE = 1 << 20;

  /** The call itself, in the thread that makes it. */
  interface Body {
    long run() throws SysException;
  }

  /** What it has left behind it, once it has returned without an error. */
  interface After {
    void check(long result) throws ScriptFailure, ScriptException;
  }

  /**
   * A call that is ready.
   *
   * @param opens whether it returns a descriptor
   */
  record Ready(Body body, After after, boolean opens) {}

  private final Testbed bed;
  private final Syscalls sys;
  private final Config config;
  private final Map<Integer, Integer> fds = new HashMap<>();
  private final Map<Integer, Boolean> streams = new HashMap<>();
  private int connection = -1;

  Calls(Testbed bed, Config config) {
    this.bed = bed;
    this.sys = bed.sys;
    this.config = config;
  }

  /** The kernel's descriptor of the connection that was made last; -1 if there is none. */
  int connection() {
    return connection;
  }

  /** A call that succeeded has returned a descriptor, for which the script has another number. */
  void opened(int script, int live) {
    fds.put(script, live);
  }

  /** One call while its arguments are read. */
  private final class Args {
    private final int line;
    private final String name;
    private final List<Expr> list;

    private Args(int line, Action.Call call) {
      this.line = line;
      this.name = call.name();
      this.list = call.args();
    }

    private Args count(int least, int most) throws ScriptException {
      if (list.size() < least || list.size() > most) {
        throw new ScriptException(line, name + " has a wrong number of arguments: " + list.size());
      }
      return this;
    }

    private Expr at(int i) {
      return list.get(i);
    }

    private int num(int i) throws ScriptException {
      return (int) Values.number(line, at(i));
    }

    /** A number, or what is meant by {@code ...}. */
    private int num(int i, int otherwise) throws ScriptException {
      return i >= list.size() || at(i) instanceof Expr.Ellipsis ? otherwise : num(i);
    }

    /** The kernel's descriptor; one that is not open stays so. */
    private int fd(int i) throws ScriptException {
      int script = num(i);
      return fds.getOrDefault(script, script < 0 ? script : script + 10_000);
    }

    private int size(int i) throws ScriptException {
      int n = num(i);
      if (n < 0 || n > MAX_BYTES) {
        throw new ScriptException(line, name + " of " + n + " bytes is not supported");
      }
      return n;
    }

    /** An address; {@code ...} is the one given. */
    private SockAddr addr(int i, SockAddrIn otherwise) throws ScriptException {
      if (at(i) instanceof Expr.Ellipsis) {
        return otherwise;
      }
      if (at(i) instanceof Expr.Name n && n.name().equals("NULL")) {
        return null;
      }
      if (at(i) instanceof Expr.Struct s) {
        return Values.sockaddr(line, s, otherwise);
      }
      throw new ScriptException(line, "an address expected, not " + at(i));
    }

    /** The lengths of the pieces of {@code [{..., n}, {..., n}]}. */
    private byte[][] iov(Expr e) throws ScriptException {
      List<byte[]> pieces = new ArrayList<>();
      if (!(e instanceof Expr.Items items)) {
        throw new ScriptException(line, "an array expected, not " + e);
      }
      for (Expr piece : items.items()) {
        Expr length = null;
        if (piece instanceof Expr.Tuple t && t.items().size() == 2) {
          length = t.items().get(1);
        } else if (piece instanceof Expr.Struct s) {
          length = s.fields().get("iov_len");
        }
        if (length == null) {
          throw new ScriptException(line, "a piece expected, not " + piece);
        }
        long n = Values.number(line, length);
        if (n < 0 || n > MAX_BYTES) {
          throw new ScriptException(line, name + " of " + n + " bytes is not supported");
        }
        pieces.add(data((int) n));
      }
      return pieces.toArray(new byte[0][]);
    }
  }

  private static byte[] data(int n) {
    byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = (byte) ('A' + i % 26);
    }
    return b;
  }

  private SockAddrIn local() {
    return new SockAddrIn(config.localIp, config.bindPort);
  }

  private SockAddrIn remote() {
    return new SockAddrIn(config.remoteIp, config.connectPort);
  }

  private static Ready plain(Body body) {
    return new Ready(body, r -> {}, false);
  }

  /** As {@link #plain}, of a call that returns nothing but success. */
  private static Ready nothing(Quiet body) {
    return plain(
        () -> {
          body.run();
          return 0;
        });
  }

  private interface Quiet {
    void run() throws SysException;
  }

  /**
   * Gets a call ready.
   *
   * @throws ScriptException the call, or an argument, is not supported
   */
  Ready prepare(int line, Action.Call call) throws ScriptException {
    Args a = new Args(line, call);
    switch (call.name()) {
      case "socket":
        return socket(a.count(3, 3));
      case "bind":
        return bind(a.count(3, 3));
      case "listen":
        return listen(a.count(2, 2));
      case "connect":
        return connect(a.count(3, 3));
      case "accept":
      case "accept4":
        return accept(a.count(3, 4));
      case "getsockname":
      case "getpeername":
        return name(a.count(3, 3));
      case "close":
        return close(a.count(1, 1));
      case "shutdown":
        int how = a.count(2, 2).num(1);
        int fd = a.fd(0);
        return nothing(() -> sys.shutdown(fd, how));
      case "fcntl":
        return fcntl(a.count(2, 3));
      case "ioctl":
        return ioctl(a.count(2, 3));
      case "getsockopt":
        return getsockopt(a.count(5, 5));
      case "setsockopt":
        return setsockopt(a.count(5, 5));
      case "poll":
        return poll(a.count(3, 3));
      case "dup":
        int old = a.count(1, 1).fd(0);
        return new Ready(() -> sys.dup(old), r -> {}, true);
      case "open":
        a.count(2, 3);
        return new Ready(this::file, r -> {}, true);
      case "sendfile":
        return sendfile(a.count(7, 7));
      default:
        return transfer(a, call.name());
    }
  }

  // ---- Sockets ----

  private Ready socket(Args a) throws ScriptException {
    int domain = a.num(0, SocketConst.AF_INET);
    int type = a.num(1) & ~(Values.SOCK_NONBLOCK | Values.SOCK_CLOEXEC);
    boolean nonblock = (a.num(1) & Values.SOCK_NONBLOCK) != 0;
    int proto = a.num(2, 0);
    return new Ready(
        () -> {
          int fd = sys.socket(domain, type, proto);
          streams.put(fd, type == SocketConst.SOCK_STREAM);
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

  private Ready bind(Args a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr addr = a.addr(1, local());
    return nothing(
        () -> {
          sys.bind(fd, addr);
          bed.flows.bound(streams.getOrDefault(fd, true), portOf(fd));
        });
  }

  private Ready listen(Args a) throws ScriptException {
    int fd = a.fd(0);
    int backlog = a.num(1);
    return nothing(
        () -> {
          sys.listen(fd, backlog);
          bed.flows.listening(portOf(fd));
        });
  }

  private Ready connect(Args a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr addr = a.addr(1, remote());
    return nothing(
        () -> {
          if (streams.getOrDefault(fd, true)) {
            connection = fd;
          }
          sys.connect(fd, addr);
          if (!streams.getOrDefault(fd, true) && addr instanceof SockAddrIn sin) {
            bed.flows.connected(portOf(fd), sin.port());
          }
        });
  }

  private Ready accept(Args a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr[] peer = new SockAddr[1];
    boolean nonblock = a.list.size() == 4 && (a.num(3) & Values.SOCK_NONBLOCK) != 0;
    return new Ready(
        () -> {
          int live = sys.accept(fd, peer);
          streams.put(live, true);
          if (nonblock) {
            sys.fcntl(live, FileCalls.F_SETFL, FileCalls.O_NONBLOCK);
          }
          connection = live;
          return live;
        },
        r -> sameAddress(a, 1, peer[0]),
        true);
  }

  private Ready name(Args a) throws ScriptException {
    int fd = a.fd(0);
    SockAddr[] out = new SockAddr[1];
    boolean peer = a.name.equals("getpeername");
    return new Ready(
        () -> {
          out[0] = peer ? sys.getpeername(fd) : sys.getsockname(fd);
          return 0;
        },
        r -> sameAddress(a, 1, out[0]),
        false);
  }

  private static void sameAddress(Args a, int i, SockAddr actual)
      throws ScriptFailure, ScriptException {
    if (a.at(i) instanceof Expr.Struct s) {
      SockAddrIn open = actual instanceof SockAddrIn in ? in : new SockAddrIn(0, 0);
      SockAddr expected = Values.sockaddr(a.line, s, open);
      if (!expected.equals(actual)) {
        throw new ScriptFailure(
            a.line, a.name + ": address expected " + expected + ", was " + actual);
      }
    }
  }

  private Ready close(Args a) throws ScriptException {
    int script = a.num(0);
    int fd = a.fd(0);
    return nothing(
        () -> {
          fds.remove(script);
          if (connection == fd) {
            connection = -1;
          }
          sys.close(fd);
        });
  }

  // ---- Options ----

  private Ready getsockopt(Args a) throws ScriptException {
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

  private Ready setsockopt(Args a) throws ScriptException {
    int fd = a.fd(0);
    int level = a.num(1);
    int name = a.num(2);
    if (name == SockOpts.TCP_FUNCTION_BLK && level == TcpCtloutput.IPPROTO_TCP) {
      return stack(a, fd);
    }
    int length = a.at(4) instanceof Expr.Ellipsis ? -1 : (int) Values.inBrackets(a.line, a.at(4));
    byte[] val = SockOpts.encode(a.line, SockOpts.form(level, name), a.at(3), length);
    return nothing(() -> sys.setsockopt(fd, level, name, val));
  }

  /** Which TCP stack a socket has: the only one. */
  private Ready stack(Args a, int fd) throws ScriptException {
    if (!SockOpts.isOnlyStack(a.line, a.at(3))) {
      throw new ScriptException(a.line, "there is no other TCP stack: " + a.at(3));
    }
    return nothing(() -> sys.getsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_TYPE, 4));
  }

  private Ready fcntl(Args a) throws ScriptException {
    int fd = a.fd(0);
    int cmd = a.num(1);
    int arg = a.num(2, 0);
    return new Ready(() -> sys.fcntl(fd, cmd, arg), r -> {}, cmd == FileCalls.F_DUPFD);
  }

  private Ready ioctl(Args a) throws ScriptException {
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
          if (!sets && a.list.size() > 2 && !(a.at(2) instanceof Expr.Ellipsis)) {
            long expected = Values.inBrackets(a.line, a.at(2));
            if (expected != data[0]) {
              throw new ScriptFailure(
                  a.line, "ioctl " + a.at(1) + ": value expected " + expected + ", was " + data[0]);
            }
          }
        },
        false);
  }

  private Ready poll(Args a) throws ScriptException {
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
      int live = fds.getOrDefault(script, script < 0 ? script : script + 10_000);
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

  // ---- Data ----

  private Ready transfer(Args a, String name) throws ScriptException {
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
        return send(a, a.num(3), a.addr(4, remote()));
      case "readv":
      case "writev":
        a.count(3, 3);
        int fd = a.fd(0);
        byte[][] iov = a.iov(a.at(1));
        return plain(() -> name.equals("readv") ? sys.readv(fd, iov) : sys.writev(fd, iov));
      case "recvmsg":
      case "sendmsg":
        return message(a.count(3, 3), name.equals("sendmsg"));
      default:
        throw new ScriptException(a.line, "the call " + name + " is not supported");
    }
  }

  private Ready receive(Args a, int flags) throws ScriptException {
    int fd = a.fd(0);
    int n = a.size(2);
    byte[] buf = new byte[n];
    SockAddr[] from = new SockAddr[1];
    boolean read = a.name.equals("read");
    return new Ready(
        () -> read ? sys.read(fd, buf) : sys.recvfrom(fd, buf, 0, n, flags, from),
        r -> {
          if (a.name.equals("recvfrom")) {
            sameAddress(a, 4, from[0]);
          }
        },
        false);
  }

  private Ready send(Args a, int flags, SockAddr to) throws ScriptException {
    int fd = a.fd(0);
    byte[] buf = data(a.size(2));
    return plain(
        () -> a.name.equals("write") ? sys.write(fd, buf) : sys.sendto(fd, buf, flags, to));
  }

  private Ready message(Args a, boolean send) throws ScriptException {
    int fd = a.fd(0);
    if (!(a.at(1) instanceof Expr.Struct s) || !s.fields().containsKey("msg_iov")) {
      throw new ScriptException(a.line, "{msg_name, msg_iov, msg_flags} expected, not " + a.at(1));
    }
    if (s.fields().containsKey("msg_control")) {
      throw new ScriptException(a.line, "control messages are not supported");
    }
    Expr name = s.fields().get("msg_name");
    SockAddr to = name instanceof Expr.Struct n ? Values.sockaddr(a.line, n, remote()) : null;
    boolean stream = streams.getOrDefault(fd, true);
    if (name instanceof Expr.Ellipsis && send && !stream) {
      to = remote();
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

  // ---- Files ----

  /** Whatever file is opened, it is one of memory. */
  private long file() throws SysException {
    int fd = sys.shmOpen();
    sys.write(fd, data(FILE_SIZE));
    sys.lseek(fd, 0);
    return fd;
  }

  /** FreeBSD's: {@code sendfile(fd, s, offset, nbytes, hdtr, [sbytes], flags)}. */
  private Ready sendfile(Args a) throws ScriptException {
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
