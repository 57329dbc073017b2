package giantless.properties.tcp;

import giantless.lock.LockWatch;
import giantless.properties.tcp.model.Choices;
import giantless.properties.tcp.model.Err;
import giantless.properties.tcp.model.Rules;
import giantless.properties.tcp.model.Seg;
import giantless.properties.tcp.model.State;
import giantless.properties.tcp.model.TcpModel;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.TcpPeek;
import giantless.stack.socket.SocketConst;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One host and the model of RFC 9293 side by side: each step is done to both, and then they must
 * agree on what was sent, on what the call said, on the bytes that were read, on the state, and on
 * SND.UNA, SND.NXT, RCV.NXT and SND.WND.
 */
final class Comparison {
  static final int LPORT = 8080;
  private static final int ACTIVE_PORT = 9000;
  private static final int FIRST_RPORT = 2000;
  private static final int RARE_MILLIS = 100_000;

  /** So many segments out of order fit into the smallest buffer's share of storage. */
  private static final int MOST_AHEAD = 18;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;

  /** They differ. */
  static final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Difference(String what) {
      super(what);
    }
  }

  private final Rules rules;
  private final BiFunction<Choices, Long, TcpModel> maker;
  private final TcpMachine t;
  private final TcpPeek.Numbers numbers = new TcpPeek.Numbers();
  private final int[] stackVariables = new int[4];
  private TcpModel model;
  private int lport;
  private int rport = FIRST_RPORT;
  private int listener = -1;
  private int fd = -1;
  private final Meaning meaning = new Meaning();
  private int ahead;

  /** The peer has sent a FIN in this handshake. */
  private boolean finBefore;

  /** Steps that have been compared. */
  long steps;

  /** What was sent and said, for the telling of a failure; null if nobody wants it. */
  List<String> story;

  Comparison(Rules rules, BiFunction<Choices, Long, TcpModel> maker, LockWatch watch) {
    this.rules = rules;
    this.maker = maker;
    this.t = new TcpMachine(rules, watch);
    begin(0);
  }

  private void begin(int kind) {
    model = maker.apply(t, t.nowMillis());
    finBefore = false;
    rport = rport == 60_000 ? FIRST_RPORT : rport + 1;
    try {
      if (kind % 2 == 0) {
        lport = LPORT;
        listener = socket();
        t.s.bind(listener, new SockAddrIn(0, LPORT));
        t.s.listen(listener, 8);
        model.listen();
      } else {
        lport = ACTIVE_PORT;
        fd = socket();
        t.s.bind(fd, new SockAddrIn(0, ACTIVE_PORT));
        Err e = call(() -> t.s.connect(fd, TcpMachine.remote(rport)));
        agree("connect", model.connect(), e);
      }
    } catch (SysException e) {
      throw new Difference("begin: " + e);
    }
    compare();
  }

  private int socket() throws SysException {
    int s = t.s.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    t.s.fcntl(s, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
    t.s.setsockopt(s, SocketConst.SOL_SOCKET, SocketConst.SO_REUSEADDR, 1);
    return s;
  }

  private interface Call {
    void run() throws SysException;
  }

  private static Err call(Call c) {
    try {
      c.run();
      return Err.OK;
    } catch (SysException e) {
      // One number, two names.
      return e.errno() == Errno.EWOULDBLOCK ? Err.EWOULDBLOCK : Err.valueOf(e.errno().toString());
    }
  }

  private static void agree(String what, Object model, Object stack) {
    if (!model.equals(stack)) {
      throw new Difference(what + ": the RFC says " + model + ", the stack " + stack);
    }
  }

  /** After a step: what was sent, and where the connection is. */
  private void compare() {
    int start = model.streamStart();
    int i = 0;
    while (true) {
      Seg real = t.take(start);
      Seg want = i < model.out.size() ? model.out.get(i) : null;
      i++;
      if (story != null && real != null) {
        story.add("    stack sends " + real);
      }
      if (want == null && real == null) {
        break;
      }
      if (want == null || !want.equals(real)) {
        throw new Difference(
            "segment "
                + i
                + " of the answer: the RFC says "
                + (want == null ? "nothing" : want)
                + ", the stack "
                + (real == null ? "nothing" : real));
      }
    }
    model.out.clear();
    State state = model.state();
    int real = TcpPeek.state(t.h.tcp(), TcpMachine.LOCAL, lport, TcpMachine.REMOTE, rport, numbers);
    if (real != state.ordinal()) {
      throw new Difference("state: the RFC says " + state + ", the stack " + State.values()[real]);
    }
    int[] v = model.variables();
    if (v != null) {
      stackVariables[0] = numbers.sndUna;
      stackVariables[1] = numbers.sndMax;
      stackVariables[2] = numbers.rcvNxt;
      stackVariables[3] = numbers.sndWnd;
      if (!Arrays.equals(v, stackVariables)) {
        throw new Difference(
            "SND.UNA, SND.NXT, RCV.NXT, SND.WND: the RFC says "
                + Arrays.toString(v)
                + ", the stack "
                + Arrays.toString(stackVariables));
      }
      int[] recovery = {numbers.sacked, numbers.sentAgain, numbers.room};
      if (!Arrays.equals(model.recovery(), recovery)) {
        throw new Difference(
            "bytes the peer has, bytes sent again, room: the RFC says "
                + Arrays.toString(model.recovery())
                + ", the stack "
                + Arrays.toString(recovery));
      }
    }
    steps++;
    if (story != null) {
      story.add("    " + state);
    }
  }

  // ---- Steps ----

  void step(Step step) {
    try {
      perform(step);
    } catch (SysException e) {
      throw new Difference(step + ": " + e);
    }
  }

  private void perform(Step p) throws SysException {
    if (story != null) {
      story.add(p.toString());
    }
    switch (p.kind()) {
      case SEGMENT:
        arrive(meaning.segment(p, model));
        break;
      case POLITE:
        arrive(meaning.polite(p, model));
        break;
      case BULK:
        arrive(meaning.bulk(p, model));
        break;
      case SACK:
        arrive(meaning.sack(p, model));
        break;
      case HANDSHAKE:
        arrive(meaning.handshake(p, model, listener >= 0));
        break;
      case TIME:
        pass(Meaning.millis(p));
        break;
      case TIMER:
        long wait = model.untilNext();
        // The timers of hours have their turn, but seldom: much else happens in an hour.
        if (wait >= 0 && (wait < RARE_MILLIS || p.b() % 64 == 0)) {
          pass(Math.max(wait + (p.a() % 4 == 3 ? -1 : 0), 0));
        }
        break;
      case ACCEPT:
        accept();
        break;
      case CLOSE_LISTENER:
        closeListener();
        break;
      case NEXT:
        end();
        begin(p.a());
        break;
      default:
        if (fd >= 0) {
          userCall(p);
        }
    }
  }

  private void userCall(Step p) throws SysException {
    switch (p.kind()) {
      case SEND:
        send(p);
        break;
      case RECEIVE:
        if (p.c() % 6 == 0) {
          receiveUrgent(p.d() % 3 == 0);
        } else {
          receive(1 + Math.floorMod(p.a(), p.b() % 3 == 0 ? 30 : 4000));
        }
        int[] at = new int[1];
        t.s.ioctl(fd, SocketConst.SIOCATMARK, at);
        agree("SIOCATMARK", model.atMark(), at[0] != 0);
        int size = t.s.getsockoptInt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF);
        agree("SO_RCVBUF", model.receiveBuffer(), size);
        break;
      case SHUTDOWN:
        if (p.a() % 8 == 0) {
          Err e = call(() -> t.s.shutdown(fd, SocketConst.SHUT_RD));
          agree("shutdown", model.shutdownReceive(), e);
        } else {
          Err e = call(() -> t.s.shutdown(fd, SocketConst.SHUT_WR));
          agree("shutdown", model.shutdownSend(), e);
        }
        break;
      case CLOSE:
        close(false);
        break;
      case ABORT:
        close(true);
        break;
      case CONNECT:
        Err e = call(() -> t.s.connect(fd, TcpMachine.remote(rport)));
        agree("connect", model.connectAgain(), e);
        break;
      case SO_ERROR:
        int n = t.s.getsockoptInt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_ERROR);
        agree("SO_ERROR", model.takeError(), n == 0 ? Err.OK : Err.valueOf(Errno.of(n).toString()));
        break;
      default:
        option(p.a() % 2, p.b() % 3 == 0);
    }
    compare();
  }

  private void option(int on, boolean inline) throws SysException {
    if (inline) {
      t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_OOBINLINE, on);
      model.inline(on != 0);
    } else if (call(() -> t.s.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, on)) == Err.OK) {
      model.noDelay(on != 0);
    }
  }

  private void send(Step p) {
    int room = model.room();
    if (room == 0) {
      return;
    }
    int n = 1 + Math.floorMod(p.a(), p.b() % 2 == 0 ? room : Math.min(room, 20));
    byte[] data = new byte[n];
    int from = model.written();
    for (int i = 0; i < n; i++) {
      data[i] = TcpMachine.streamByte(from + i);
    }
    int[] taken = new int[1];
    boolean urgent = p.d() % 8 == 0;
    int flags = SocketConst.MSG_NOSIGNAL | (urgent ? SocketConst.MSG_OOB : 0);
    Err e = call(() -> taken[0] = t.s.send(fd, data, flags));
    agree("send", model.send(n, urgent), e);
    if (e == Err.OK) {
      agree("bytes taken by send", n, taken[0]);
    }
  }

  private void receive(int n) {
    byte[][] want = new byte[1][];
    byte[] b = new byte[n];
    int[] taken = new int[1];
    Err e = call(() -> taken[0] = t.s.recv(fd, b, 0));
    agree("receive", model.receive(n, want), e);
    sameBytes(want[0], b, taken[0]);
  }

  private void receiveUrgent(boolean peek) {
    byte[][] want = new byte[1][];
    byte[] b = new byte[2];
    int[] taken = new int[1];
    int flags = SocketConst.MSG_OOB | (peek ? SocketConst.MSG_PEEK : 0);
    Err e = call(() -> taken[0] = t.s.recv(fd, b, flags));
    agree("receive with MSG_OOB", model.receiveUrgent(peek, want), e);
    sameBytes(want[0], b, taken[0]);
  }

  private static void sameBytes(byte[] want, byte[] b, int taken) {
    agree("bytes received", want.length, taken);
    int bad = Arrays.mismatch(want, Arrays.copyOf(b, taken));
    if (bad >= 0) {
      throw new Difference(
          "byte " + bad + " of " + taken + " received is not the one that came first");
    }
  }

  private void close(boolean abort) throws SysException {
    if (abort) {
      t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_LINGER, linger());
    }
    int old = fd;
    fd = -1;
    agree("close", model.close(abort), call(() -> t.s.close(old)));
  }

  private static byte[] linger() {
    byte[] b = new byte[8];
    giantless.stack.socket.Sockopt.putInt(b, 0, 1);
    return b;
  }

  private void accept() throws SysException {
    if (listener < 0) {
      return;
    }
    if (fd >= 0) {
      close(false);
      compare();
    }
    int[] got = {-1};
    Err e = call(() -> got[0] = t.s.accept(listener, new SockAddr[1]));
    agree("accept", model.accept(), e);
    fd = got[0];
    compare();
  }

  private void closeListener() {
    if (listener < 0) {
      return;
    }
    int old = listener;
    listener = -1;
    model.closeListener();
    agree("close", Err.OK, call(() -> t.s.close(old)));
    compare();
  }

  private void pass(long millis) {
    t.advance(millis);
    model.advance(millis);
    compare();
  }

  private void arrive(Seg s) {
    if (s == null || s.len() > 0 && ahead > MOST_AHEAD) {
      return;
    }
    State state = model.state();
    if (state == State.SYN_SENT || state == State.SYN_RCVD) {
      // Before the handshake is complete a peer ends its stream at one place: no RFC says what
      // data behind a FIN mean.
      if (finBefore && (s.len() > 0 || s.has(Seg.FIN))) {
        return;
      }
      finBefore |= s.has(Seg.FIN);
    }
    if (story != null) {
      story.add("    segment " + s);
    }
    t.arrive(s, rport, lport, rules.mss());
    model.arrives(s);
    ahead = model.inOrder() ? 0 : ahead + 1;
    compare();
  }

  /** Whatever is left of these ends is ended, with calls and a RST. */
  private void end() throws SysException {
    if (fd >= 0) {
      close(true);
      compare();
    }
    TcpModel.View v = model.view();
    if (v != null && model.state() != State.TIME_WAIT) {
      arrive(new Seg(Seg.RST, v.lastAck(), 0, 0, 0, 0));
    }
    closeListener();
    while (model.halfOpen()) {
      pass(model.untilNext());
    }
  }

  /** The machine ends; nothing may be left. */
  void finish() throws SysException {
    end();
    t.proc.exit(0);
    t.h.tcp().info().check();
    t.h.shutdownClean();
  }
}
