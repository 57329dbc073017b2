package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.TcpPeek;
import giantless.stack.netinet.TcpStat;
import giantless.stack.netinet.TcpState;
import giantless.stack.socket.SocketConst;
import java.util.Random;

/**
 * One connection over a {@link BadWire}: both ends send their streams, read by chance, and close.
 * After every event what must always hold of a connection is looked at.
 */
final class Transfer {
  private static final int ADDR_A = 0x0a000001;
  private static final int ADDR_B = 0x0a000002;
  private static final int PORT_A = 5000;
  private static final int PORT_B = 80;

  /** A connection that has not ended by then has stalled: 2 hours, in nanoseconds. */
  private static final int MOST_IDLE = 200;

  private static final long LATEST = 7_200_000_000_000L;

  /** The room that options take of a segment. */
  private static final int OPTIONS = 40;

  private final BadWire w;
  private final Random random;
  private final Peer a;
  private final Peer b;

  /** One end and what it has done. */
  private static final class Peer {
    final BadWire.End end;
    final int laddr;
    final int lport;
    final int faddr;
    final int fport;
    final int size;
    final int salt;
    int fd = -1;
    int sent;
    int received;
    boolean eof;
    boolean shut;
    boolean began;
    int rcvAdv;
    boolean knowsRcvAdv;
    final TcpPeek.Numbers n = new TcpPeek.Numbers();

    Peer(BadWire.End end, int laddr, int lport, int faddr, int fport, int size, int salt) {
      this.end = end;
      this.laddr = laddr;
      this.lport = lport;
      this.faddr = faddr;
      this.fport = fport;
      this.size = size;
      this.salt = salt;
    }

    byte at(int i) {
      return (byte) (i * 13 + (i >>> 8) * 7 + salt);
    }

    String told() {
      return "sent " + sent + " of " + size + ", received " + received + (eof ? " to the end" : "");
    }

    int state() {
      return TcpPeek.state(end.h.tcp(), laddr, lport, faddr, fport, n);
    }
  }

  Transfer(BadWire w, int sizeA, int sizeB, long seed) {
    this.w = w;
    this.random = new Random(seed);
    this.a = new Peer(w.a, ADDR_A, PORT_A, ADDR_B, PORT_B, sizeA, 1);
    this.b = new Peer(w.b, ADDR_B, PORT_B, ADDR_A, PORT_A, sizeB, 2);
  }

  private static int socket(Syscalls s) throws SysException {
    int fd = s.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
    return fd;
  }

  private interface Call {
    int run() throws SysException;
  }

  /** What a call gave, -1 if it would block. */
  private static int call(Call c) throws SysException {
    try {
      return c.run();
    } catch (SysException e) {
      if (e.errno() == Errno.EWOULDBLOCK || e.errno() == Errno.EINPROGRESS) {
        return -1;
      }
      throw e;
    }
  }

  /** The whole life of the connection. */
  void run() throws SysException {
    int listener = socket(b.end.s);
    b.end.s.bind(listener, new SockAddrIn(0, PORT_B));
    b.end.s.listen(listener, 5);
    a.fd = socket(a.end.s);
    a.end.s.bind(a.fd, new SockAddrIn(0, PORT_A));
    call(
        () -> {
          a.end.s.connect(a.fd, new SockAddrIn(ADDR_B, PORT_B));
          return 0;
        });
    int idle = 0;
    while (!(done(a) && done(b) && w.idle())) {
      if (b.fd < 0 && !b.eof) {
        b.fd = call(() -> b.end.s.accept(listener, new SockAddr[1]));
      }
      act(a, b);
      act(b, a);
      always(a);
      always(b);
      if (!(done(a) && done(b) && w.idle())) {
        // A process that did not feel like it this time may still act when all else is done.
        idle = w.next() ? 0 : idle + 1;
        assertThat(idle).as("turns in which nothing happens; %s", told()).isLessThan(MOST_IDLE);
      }
      assertThat(w.clock.nanos()).as("stalled in %s", states()).isLessThan(LATEST);
    }
    b.end.s.close(listener);
    sums(a, b);
    sums(b, a);
    finish(a);
    finish(b);
  }

  private String told() {
    return states() + ", " + a.told() + ", " + b.told();
  }

  private String states() {
    return TcpState.name(a.state()) + " and " + TcpState.name(b.state());
  }

  /** Both directions have been read to the end, and the connection is over but for stragglers. */
  private static boolean done(Peer p) {
    int state = p.state();
    return p.eof && p.fd < 0 && (state == TcpState.CLOSED || state == TcpState.TIME_WAIT);
  }

  /** What the process at an end does: now and then, and some of what it could. */
  private void act(Peer p, Peer other) throws SysException {
    // With nothing on the way a process that waits would let time run to the next keepalive.
    boolean must = w.idle();
    if (p.fd < 0 || !must && random.nextInt(3) == 0) {
      return;
    }
    Syscalls s = p.end.s;
    // Once it was there the process goes on, whatever became of the connection.
    p.began |= p.state() >= TcpState.ESTABLISHED;
    if (!p.began) {
      return;
    }
    if (p.sent < p.size) {
      byte[] data = new byte[Math.min(1 + random.nextInt(5000), p.size - p.sent)];
      for (int i = 0; i < data.length; i++) {
        data[i] = p.at(p.sent + i);
      }
      p.sent += Math.max(call(() -> s.send(p.fd, data, SocketConst.MSG_NOSIGNAL)), 0);
    } else if (!p.shut) {
      s.shutdown(p.fd, SocketConst.SHUT_WR);
      p.shut = true;
    }
    // A reader who is slow lets the window close.
    if (!p.eof && (must || random.nextInt(8) != 0)) {
      byte[] buf = new byte[1 + random.nextInt(8000)];
      int n = call(() -> s.recv(p.fd, buf, 0));
      for (int i = 0; i < n; i++) {
        assertThat(buf[i])
            .as("byte %d of the stream", p.received + i)
            .isEqualTo(other.at(p.received + i));
      }
      p.received += Math.max(n, 0);
      p.eof = n == 0;
      if (p.eof) {
        assertThat(p.received).as("bytes up to the end of the stream").isEqualTo(other.size);
      }
    }
    if (p.eof && p.shut) {
      s.close(p.fd);
      p.fd = -1;
    }
  }

  /** What holds of a connection at any time. */
  private static void always(Peer p) {
    int state = p.state();
    if (state < TcpState.ESTABLISHED || state == TcpState.TIME_WAIT) {
      p.knowsRcvAdv = false;
      return;
    }
    TcpPeek.Numbers n = p.n;
    int flight = n.sndMax - n.sndUna;
    assertThat(n.sndNxt - n.sndUna).as("SND.NXT above SND.UNA").isBetween(0, flight);
    assertThat(flight).as("in flight, of the buffer and SYN or FIN").isBetween(0, n.sndCc + 1);
    assertThat(n.sndWnd).as("SND.WND").isNotNegative();
    assertThat(n.cwnd).as("congestion window").isGreaterThanOrEqualTo(n.maxseg - OPTIONS);
    assertThat(n.ssthresh).as("slow start threshold").isGreaterThanOrEqualTo(n.maxseg);
    assertThat(n.rcvCc).as("bytes in the buffer").isBetween(0, n.rcvHiwat);
    if (flight > 0) {
      assertThat(n.rexmt || n.persist).as("a timer watches what is in flight").isTrue();
    }
    if (p.knowsRcvAdv) {
      assertThat(n.rcvAdv - p.rcvAdv).as("right edge of the window moves").isNotNegative();
    }
    p.rcvAdv = n.rcvAdv;
    p.knowsRcvAdv = true;
  }

  /** What netstat(1) shows adds up. */
  private static void sums(Peer p, Peer other) {
    TcpStat s = p.end.h.tcp().stat();
    long bad = s.tcpsRcvbadsum.get() + s.tcpsRcvbadoff.get() + s.tcpsRcvshort.get();
    assertThat(s.tcpsRcvtotal.get() - bad)
        .as("good segments are those that the wire left alone")
        .isEqualTo(p.end.delivered - p.end.corrupt);
    assertThat(s.tcpsRcvbyte.get()).as("bytes received in order").isEqualTo(other.size);
    assertThat(s.tcpsSndbyte.get()).as("bytes sent the first time").isLessThanOrEqualTo(p.size);
    assertThat(s.tcpsConnects.get()).as("connections established").isEqualTo(1);
  }

  /** Nothing is left: no block but TIME_WAIT, and at the end of the machine no mbuf and no lock. */
  private static void finish(Peer p) {
    p.end.proc.exit(0);
    p.end.h.tcp().info().check();
    p.end.h.shutdownClean();
  }
}
