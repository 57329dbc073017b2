package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Expr;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.FileCalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAddr;
import giantless.stack.netinet.Ip;
import giantless.stack.netinet.IpCtloutput;
import giantless.stack.netinet.TcpCtloutput;
import giantless.stack.socket.SocketConst;
import java.util.HashMap;
import java.util.Map;

/** Constants of scripts, with FreeBSD's numbers, and what arguments come to. */
final class Values {
  /** SOCK_NONBLOCK of socket(2) and accept4(2). */
  static final int SOCK_NONBLOCK = 0x20000000;

  static final int SOCK_CLOEXEC = 0x10000000;

  private static final Map<String, Integer> NAMES = new HashMap<>();

  static {
    put("AF_UNSPEC", SocketConst.AF_UNSPEC, "AF_LOCAL", SocketConst.AF_LOCAL);
    put("AF_UNIX", SocketConst.AF_LOCAL, "AF_INET", SocketConst.AF_INET);
    put("PF_INET", SocketConst.AF_INET);
    put("SOCK_STREAM", SocketConst.SOCK_STREAM, "SOCK_DGRAM", SocketConst.SOCK_DGRAM);
    put("SOCK_RAW", SocketConst.SOCK_RAW, "SOCK_SEQPACKET", SocketConst.SOCK_SEQPACKET);
    put("SOCK_NONBLOCK", SOCK_NONBLOCK, "SOCK_CLOEXEC", SOCK_CLOEXEC);
    put("IPPROTO_IP", 0, "IPPROTO_ICMP", Ip.IPPROTO_ICMP, "IPPROTO_RAW", Ip.IPPROTO_RAW);
    put("IPPROTO_TCP", Ip.IPPROTO_TCP, "IPPROTO_UDP", Ip.IPPROTO_UDP);
    put("IPPROTO_SCTP", 132, "SOMAXCONN", SocketConst.SOMAXCONN);
    put("SOL_SOCKET", SocketConst.SOL_SOCKET, "SOL_TCP", Ip.IPPROTO_TCP, "SOL_IP", 0);
    put("SO_DEBUG", SocketConst.SO_DEBUG, "SO_ACCEPTCONN", SocketConst.SO_ACCEPTCONN);
    put("SO_REUSEADDR", SocketConst.SO_REUSEADDR, "SO_KEEPALIVE", SocketConst.SO_KEEPALIVE);
    put("SO_DONTROUTE", SocketConst.SO_DONTROUTE, "SO_BROADCAST", SocketConst.SO_BROADCAST);
    put("SO_LINGER", SocketConst.SO_LINGER, "SO_OOBINLINE", SocketConst.SO_OOBINLINE);
    put("SO_REUSEPORT", SocketConst.SO_REUSEPORT, "SO_TIMESTAMP", SocketConst.SO_TIMESTAMP);
    put("SO_NOSIGPIPE", SocketConst.SO_NOSIGPIPE, "SO_SNDBUF", SocketConst.SO_SNDBUF);
    put("SO_RCVBUF", SocketConst.SO_RCVBUF, "SO_SNDLOWAT", SocketConst.SO_SNDLOWAT);
    put("SO_RCVLOWAT", SocketConst.SO_RCVLOWAT, "SO_SNDTIMEO", SocketConst.SO_SNDTIMEO);
    put("SO_RCVTIMEO", SocketConst.SO_RCVTIMEO, "SO_ERROR", SocketConst.SO_ERROR);
    put("SO_TYPE", SocketConst.SO_TYPE, "SO_PROTOCOL", SocketConst.SO_PROTOCOL);
    put("SO_DOMAIN", SocketConst.SO_DOMAIN, "SO_LISTENQLEN", SocketConst.SO_LISTENQLEN);
    put("SO_LISTENQLIMIT", SocketConst.SO_LISTENQLIMIT);
    put("SO_LISTENINCQLEN", SocketConst.SO_LISTENINCQLEN);
    put("SO_USELOOPBACK", SocketConst.SO_USELOOPBACK, "SO_SETFIB", SocketConst.SO_SETFIB);
    put("SO_BINTIME", SocketConst.SO_BINTIME, "SO_USER_COOKIE", SocketConst.SO_USER_COOKIE);
    put("SO_NO_OFFLOAD", SocketConst.SO_NO_OFFLOAD, "SO_NO_DDP", SocketConst.SO_NO_DDP);
    put("SO_REUSEPORT_LB", SocketConst.SO_REUSEPORT_LB, "SO_RERROR", SocketConst.SO_RERROR);
    put("SO_TS_CLOCK", SocketConst.SO_TS_CLOCK);
    put("SO_MAX_PACING_RATE", SocketConst.SO_MAX_PACING_RATE);
    put("TCP_FUNCTION_BLK", SockOpts.TCP_FUNCTION_BLK);
    put("TCP_NODELAY", TcpCtloutput.TCP_NODELAY, "TCP_MAXSEG", TcpCtloutput.TCP_MAXSEG);
    put("TCP_NOPUSH", TcpCtloutput.TCP_NOPUSH, "TCP_NOOPT", TcpCtloutput.TCP_NOOPT);
    put("TCP_INFO", TcpCtloutput.TCP_INFO, "TCP_CONGESTION", TcpCtloutput.TCP_CONGESTION);
    put("TCP_KEEPINIT", TcpCtloutput.TCP_KEEPINIT, "TCP_KEEPIDLE", TcpCtloutput.TCP_KEEPIDLE);
    put("TCP_KEEPINTVL", TcpCtloutput.TCP_KEEPINTVL, "TCP_KEEPCNT", TcpCtloutput.TCP_KEEPCNT);
    put("IP_TOS", IpCtloutput.IP_TOS, "IP_TTL", IpCtloutput.IP_TTL);
    put("IP_DONTFRAG", IpCtloutput.IP_DONTFRAG, "IP_PORTRANGE", IpCtloutput.IP_PORTRANGE);
    put("IP_RECVDSTADDR", IpCtloutput.IP_RECVDSTADDR, "IP_RECVTTL", IpCtloutput.IP_RECVTTL);
    put("MSG_OOB", SocketConst.MSG_OOB, "MSG_PEEK", SocketConst.MSG_PEEK);
    put("MSG_DONTROUTE", SocketConst.MSG_DONTROUTE, "MSG_EOR", SocketConst.MSG_EOR);
    put("MSG_TRUNC", SocketConst.MSG_TRUNC, "MSG_CTRUNC", SocketConst.MSG_CTRUNC);
    put("MSG_WAITALL", SocketConst.MSG_WAITALL, "MSG_DONTWAIT", SocketConst.MSG_DONTWAIT);
    put("MSG_EOF", SocketConst.MSG_EOF, "MSG_NBIO", SocketConst.MSG_NBIO);
    put("MSG_NOSIGNAL", SocketConst.MSG_NOSIGNAL);
    put("SHUT_RD", SocketConst.SHUT_RD, "SHUT_WR", SocketConst.SHUT_WR);
    put("SHUT_RDWR", SocketConst.SHUT_RDWR);
    put("F_DUPFD", FileCalls.F_DUPFD, "F_GETFD", FileCalls.F_GETFD);
    put("F_SETFD", FileCalls.F_SETFD, "F_GETFL", FileCalls.F_GETFL);
    put("F_SETFL", FileCalls.F_SETFL, "F_GETOWN", FileCalls.F_GETOWN);
    put("F_SETOWN", FileCalls.F_SETOWN, "FD_CLOEXEC", 1);
    put("O_RDONLY", 0, "O_WRONLY", 1, "O_RDWR", 2, "O_NONBLOCK", FileCalls.O_NONBLOCK);
    put("O_ASYNC", FileCalls.O_ASYNC);
    put("POLLIN", Poll.POLLIN, "POLLPRI", Poll.POLLPRI, "POLLOUT", Poll.POLLOUT);
    put("POLLERR", Poll.POLLERR, "POLLHUP", Poll.POLLHUP, "POLLNVAL", Poll.POLLNVAL);
    put("POLLRDNORM", Poll.POLLRDNORM, "POLLWRNORM", Poll.POLLWRNORM);
    put("POLLRDBAND", Poll.POLLRDBAND, "POLLWRBAND", Poll.POLLWRBAND);
    put("FIONREAD", SocketConst.FIONREAD, "SIOCINQ", SocketConst.FIONREAD);
    put("FIONWRITE", SocketConst.FIONWRITE, "SIOCOUTQ", SocketConst.FIONWRITE);
    put("FIONSPACE", SocketConst.FIONSPACE, "FIONBIO", SocketConst.FIONBIO);
    put("FIOASYNC", SocketConst.FIOASYNC, "SIOCATMARK", SocketConst.SIOCATMARK);
    put("INADDR_ANY", InAddr.INADDR_ANY, "INADDR_LOOPBACK", InAddr.INADDR_LOOPBACK);
    put("INADDR_BROADCAST", InAddr.INADDR_BROADCAST);
    put("EWOULDBLOCK", Errno.EWOULDBLOCK.code());
    for (Errno e : Errno.values()) {
      put(e.name(), e.code());
    }
  }

  private Values() {}

  private static void put(Object... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      NAMES.put((String) pairs[i], (Integer) pairs[i + 1]);
    }
  }

  /**
   * The number that an argument is.
   *
   * @throws ScriptException it is none, or has a name that is not known
   */
  static long number(int line, Expr e) throws ScriptException {
    if (e instanceof Expr.Num n) {
      return n.value();
    }
    if (e instanceof Expr.Name n) {
      Integer v = NAMES.get(n.name());
      if (v == null) {
        throw new ScriptException(line, n.name() + " is not supported");
      }
      return v;
    }
    if (e instanceof Expr.Binary b) {
      return binary(line, b);
    }
    if (e instanceof Expr.Call c && c.args().size() == 1) {
      Expr arg = c.args().get(0);
      if (c.name().equals("htons") || c.name().equals("htonl")) {
        return number(line, arg); // Addresses hold ports and hosts as numbers here.
      }
      if (c.name().equals("inet_addr") && arg instanceof Expr.Str s) {
        return address(line, s.value());
      }
    }
    throw new ScriptException(line, "not a number: " + e);
  }

  private static long binary(int line, Expr.Binary b) throws ScriptException {
    long left = number(line, b.left());
    long right = number(line, b.right());
    switch (b.op()) {
      case '|':
        return left | right;
      case '&':
        return left & right;
      case '+':
        return left + right;
      case '-':
        return left - right;
      default:
        return left * right;
    }
  }

  static int address(int line, String dotted) throws ScriptException {
    try {
      return InAddr.aton(dotted);
    } catch (IllegalArgumentException e) {
      throw new ScriptException(line, "not an IPv4 address: " + dotted);
    }
  }

  /**
   * A {@code struct sockaddr_in}; what is left out is 0, and {@code ...} is what {@code open} has.
   */
  static SockAddrIn sockaddr(int line, Expr.Struct s, SockAddrIn open) throws ScriptException {
    Expr family = family(s);
    if (number(line, family) != SocketConst.AF_INET) {
      throw new ScriptException(line, "addresses of family " + family + " are not supported");
    }
    return new SockAddrIn(
        (int) field(line, s, "sin_addr", open.addr()),
        (int) field(line, s, "sin_port", open.port()));
  }

  private static Expr family(Expr.Struct s) {
    Expr family = s.fields().get("sa_family");
    family = family == null ? s.fields().get("sin_family") : family;
    return family == null ? new Expr.Num(SocketConst.AF_INET) : family;
  }

  /** The number that a field is; 0 if it is left out, {@code open} if it is {@code ...}. */
  private static long field(int line, Expr.Struct s, String name, long open)
      throws ScriptException {
    Expr e = s.fields().get(name);
    return e == null ? 0 : e instanceof Expr.Ellipsis ? open : number(line, e);
  }

  /** The error with this name, EWOULDBLOCK as EAGAIN. */
  static Errno errno(int line, String name) throws ScriptException {
    try {
      return name.equals("EWOULDBLOCK") ? Errno.EAGAIN : Errno.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new ScriptException(line, "the error " + name + " is not known");
    }
  }

  /** The number in {@code [n]}, or n itself. */
  static long inBrackets(int line, Expr e) throws ScriptException {
    return e instanceof Expr.Items i && i.items().size() == 1
        ? number(line, i.items().get(0))
        : number(line, e);
  }
}
