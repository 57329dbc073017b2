package giantless.stack.netinet;

import static giantless.stack.socket.SocketConst.MSG_NOSIGNAL;
import static giantless.stack.socket.SocketConst.MSG_OOB;
import static giantless.stack.socket.SocketConst.SHUT_RD;
import static giantless.stack.socket.SocketConst.SHUT_WR;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every call on a TCP socket in every state that a socket can be in: the errno of the manual pages
 * and of FreeBSD's tcp_usrreq.c where the call does not belong there. A call that is refused leaves
 * the socket as it was for the next one; at the end nothing is left of them all.
 */
class TcpCallOrderIT {
  private static final int NO_FD = -1;

  /** Errnos of what does not belong there, which leave a socket as it was. */
  private static final Set<String> REFUSED =
      Set.of("EINVAL", "EOPNOTSUPP", "EALREADY", "EISCONN", "ENOTCONN", "EPIPE", "EBADF");

  private static final String ACK_OF_FIN = ". 2:2(0) ack 2 win 32767";

  /** What may be called; a number of bytes, or 1. */
  private interface Call {
    int on(TcpBench t, int fd) throws SysException;
  }

  private interface Done {
    void on(TcpBench t, int fd) throws SysException;
  }

  /** A call; {@code moves} if the socket is another one after it. */
  private record Named(String name, boolean moves, Call call) {}

  private static Named call(String name, Done done) {
    return new Named(
        name,
        true,
        (t, fd) -> {
          done.on(t, fd);
          return 1;
        });
  }

  /** As {@link #call}, of what changes no state. */
  private static Named asked(String name, Done done) {
    return new Named(name, false, call(name, done).call());
  }

  private static final List<Named> CALLS =
      List.of(
          call("bind", (t, fd) -> t.s.bind(fd, new SockAddrIn(0, 9999))),
          call("listen", (t, fd) -> t.s.listen(fd, 5)),
          call("connect", (t, fd) -> t.s.connect(fd, TcpBench.remote())),
          call("accept", (t, fd) -> t.s.accept(fd, null)),
          new Named("send", true, (t, fd) -> t.s.send(fd, t.bytes(1), MSG_NOSIGNAL)),
          new Named(
              "sendto",
              true,
              (t, fd) -> t.s.sendto(fd, t.bytes(1), MSG_NOSIGNAL, TcpBench.remote())),
          new Named("send-oob", true, (t, fd) -> t.s.send(fd, t.bytes(1), MSG_NOSIGNAL | MSG_OOB)),
          new Named("recv", true, (t, fd) -> t.s.recv(fd, new byte[1], 0)),
          new Named("recv-oob", true, (t, fd) -> t.s.recv(fd, new byte[1], MSG_OOB)),
          call("shut-rd", (t, fd) -> t.s.shutdown(fd, SHUT_RD)),
          call("shut-wr", (t, fd) -> t.s.shutdown(fd, SHUT_WR)),
          asked("getpeername", (t, fd) -> t.s.getpeername(fd)),
          asked("getsockname", (t, fd) -> t.s.getsockname(fd)),
          asked(
              "so_rcvbuf",
              (t, fd) -> t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF, 9999)),
          asked(
              "tcp_nodelay",
              (t, fd) ->
                  t.s.setsockopt(fd, TcpCtloutput.IPPROTO_TCP, TcpCtloutput.TCP_NODELAY, 1)));

  /** The states, with what each call says there: in the order of CALLS; ok, 0 for the end. */
  private static final String[] STATES = {
    "fresh       ok     ok     EINPROGRESS  EINVAL ENOTCONN ok         ENOTCONN ENOTCONN EINVAL"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ok",
    "bound       EINVAL ok     EINPROGRESS  EINVAL ENOTCONN ok         ENOTCONN ENOTCONN EINVAL"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ok",
    "listening   EINVAL ok     EOPNOTSUPP   EAGAIN ENOTCONN EOPNOTSUPP ENOTCONN ENOTCONN EINVAL"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ok",
    "connecting  EINVAL EINVAL EALREADY     EINVAL ENOTCONN ok         ENOTCONN EAGAIN   EINVAL"
        + " ok       ok       ENOTCONN ok ok ok",
    "refused     EINVAL EINVAL ECONNREFUSED EINVAL EPIPE EPIPE EPIPE ECONNREFUSED ECONNRESET"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ECONNRESET",
    "connected   EINVAL EINVAL EISCONN      EINVAL ok    ok    ok    EAGAIN       EINVAL"
        + " ok       ok       ok       ok ok ok",
    "FIN_WAIT_2  EINVAL EINVAL EISCONN      EINVAL EPIPE EPIPE EPIPE EAGAIN       EINVAL"
        + " ok       ok       ok       ok ok ok",
    "CLOSE_WAIT  EINVAL EINVAL EISCONN      EINVAL ok    ok    ok    0            EINVAL"
        + " ok       ok       ok       ok ok ok",
    "LAST_ACK    EINVAL EINVAL EISCONN      EINVAL EPIPE EPIPE EPIPE 0            EINVAL"
        + " ok       ok       ok       ok ok ok",
    "TIME_WAIT   EINVAL EINVAL EADDRINUSE   EINVAL EPIPE EPIPE EPIPE 0            ECONNRESET"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ECONNRESET",
    "ended       EINVAL EINVAL ECONNREFUSED EINVAL EPIPE EPIPE EPIPE 0            ECONNRESET"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ECONNRESET",
    "reset       EINVAL EINVAL ECONNREFUSED EINVAL EPIPE EPIPE EPIPE ECONNRESET   ECONNRESET"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ECONNRESET",
    "told        EINVAL EINVAL ECONNREFUSED EINVAL EPIPE EPIPE EPIPE 0            ECONNRESET"
        + " ENOTCONN ENOTCONN ENOTCONN ok ok ECONNRESET",
    "closed      EBADF  EBADF  EBADF        EBADF  EBADF EBADF EBADF EBADF        EBADF"
        + " EBADF    EBADF    EBADF    EBADF EBADF EBADF"
  };

  private static int in(TcpBench t, String state) throws SysException {
    int fd;
    switch (state) {
      case "fresh":
        return t.socket();
      case "bound":
        fd = t.socket();
        t.s.bind(fd, new SockAddrIn(0, 7777));
        return fd;
      case "listening":
        return t.listening();
      case "connecting":
      case "refused":
        fd = t.connecting();
        t.out("S 0:0(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 100 ecr 0>");
        if (state.equals("refused")) {
          t.in("R. 0:0(0) ack 1 win 0");
        }
        return fd;
      default:
        fd = t.connected();
        beyond(t, state, fd);
        return fd;
    }
  }

  private static void beyond(TcpBench t, String state, int fd) throws SysException {
    switch (state) {
      case "CLOSE_WAIT":
        ends(t);
        break;
      case "FIN_WAIT_2":
      case "TIME_WAIT":
        t.s.shutdown(fd, SHUT_WR);
        t.in((state.equals("TIME_WAIT") ? "F" : "") + ". 1:1(0) ack 2 win 32767");
        break;
      case "LAST_ACK":
      case "ended":
        ends(t);
        t.s.shutdown(fd, SHUT_WR);
        if (state.equals("ended")) {
          t.in(ACK_OF_FIN);
        }
        break;
      case "reset":
      case "told":
        t.in("R 1:1(0) win 0");
        if (state.equals("told")) {
          t.soError(fd);
        }
        break;
      case "closed":
        t.s.close(fd);
        break;
      default:
        break;
    }
  }

  private static void ends(TcpBench t) {
    t.in("F. 1:1(0) ack 1 win 32767");
  }

  private static String result(TcpBench t, int fd, Call call) {
    try {
      return call.on(t, fd) == 0 ? "0" : "ok";
    } catch (SysException e) {
      return e.errno().name();
    }
  }

  private static int gone(TcpBench t, String state, int fd) throws SysException {
    if (!state.equals("closed")) {
      t.s.close(fd);
    }
    drain(t);
    return NO_FD;
  }

  private static void drain(TcpBench t) {
    while (t.b.if0.take() != null) {
      // What is sent is not looked at here.
    }
  }

  @Test
  void call_in_a_state_where_it_does_not_belong_has_the_errno_of_bsd() throws SysException {
    TcpBench t = new TcpBench();
    List<String> expected = new ArrayList<>();
    List<String> got = new ArrayList<>();
    for (String row : STATES) {
      String[] cells = row.split("\\s+");
      assertThat(cells).hasSize(1 + CALLS.size());
      int fd = NO_FD;
      for (int i = 0; i < CALLS.size(); i++) {
        Named c = CALLS.get(i);
        if (fd == NO_FD) {
          fd = in(t, cells[0]);
        }
        String result = result(t, fd, c.call());
        expected.add(cells[0] + ": " + c.name() + " " + cells[1 + i]);
        got.add(cells[0] + ": " + c.name() + " " + result);
        if (c.moves() && !REFUSED.contains(result)) {
          fd = gone(t, cells[0], fd);
        }
        drain(t);
      }
      if (fd != NO_FD) {
        gone(t, cells[0], fd);
      }
    }
    assertThat(got).isEqualTo(expected);
    t.end();
  }
}
