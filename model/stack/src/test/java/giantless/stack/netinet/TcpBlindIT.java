package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.socket.SocketConst;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Segments of somebody who guesses (RFC 5961), in every state: counted, answered as the RFC says or
 * not at all, and the connection stays where it is. Then the RST that is no guess ends it with the
 * errno of its state, and nothing is left.
 *
 * <p>An answer is {@code ack} (what is sent next, and what is expected next), {@code again} (the
 * same, but a SYN or FIN that was not acknowledged goes with it), {@code rst} with the number that
 * was acknowledged, {@code rst+ack} with the number that came, or nothing.
 */
class TcpBlindIT {
  /** Where a connection is; what it expects, and what it sends next. */
  private enum At {
    LISTEN(TcpState.LISTEN, 1, 1, Errno.OK),
    SYN_CACHED(TcpState.SYN_RECEIVED, 1, 1, Errno.OK),
    SYN_SENT(TcpState.SYN_SENT, 1, 1, Errno.OK),
    SYN_RECEIVED(TcpState.SYN_RECEIVED, 1, 1, Errno.ECONNREFUSED),
    ESTABLISHED(TcpState.ESTABLISHED, 1, 1, Errno.ECONNRESET),
    CLOSE_WAIT(TcpState.CLOSE_WAIT, 2, 1, Errno.ECONNRESET),
    FIN_WAIT_1(TcpState.FIN_WAIT_1, 1, 2, Errno.ECONNRESET),
    CLOSING(TcpState.CLOSING, 2, 2, Errno.ECONNRESET),
    LAST_ACK(TcpState.LAST_ACK, 2, 2, Errno.ECONNRESET),
    FIN_WAIT_2(TcpState.FIN_WAIT_2, 1, 2, Errno.ECONNRESET),
    TIME_WAIT(TcpState.TIME_WAIT, 2, 2, Errno.OK);

    private final int state;
    private final int rcv;
    private final int snd;

    /** What the RST of the next number leaves for the user; OK where it ends nothing of his. */
    private final Errno reset;

    At(int state, int rcv, int snd, Errno reset) {
      this.state = state;
      this.rcv = rcv;
      this.snd = snd;
      this.reset = reset;
    }

    private boolean finUnacknowledged() {
      return this == FIN_WAIT_1 || this == CLOSING || this == LAST_ACK;
    }
  }

  /**
   * One segment, r and s stand for what is expected and sent next; and for each kind of state which
   * counters it changes, then {@code >} and the answer. A {@code *} behind it: it is no guess there
   * but begins or ends something, and what comes next finds a new connection.
   */
  private record Row(
      String what,
      String line,
      String listen,
      String cached,
      String synSent,
      String synReceived,
      String synchronised,
      String timeWait) {
    private String cell(At at) {
      switch (at) {
        case LISTEN:
          return listen;
        case SYN_CACHED:
          return cached;
        case SYN_SENT:
          return synSent;
        case SYN_RECEIVED:
          return synReceived;
        case TIME_WAIT:
          return timeWait;
        default:
          return synchronised;
      }
    }
  }

  private static final String NONE = ">";
  private static final String RST = ">rst";
  private static final String BADRST = "badrst>ack";
  private static final String TOO_MUCH = "rcvacktoomuch sndacks>again";
  private static final String TOO_OLD = "rcvacktooold sndacks>again";
  private static final String BEYOND = "rcvpackafterwin sndacks>again";
  private static final String DATA_BEYOND = "rcvbyteafterwin=10 rcvpackafterwin sndacks>again";
  private static final String WAITS = "sndacks twresets>ack";
  private static final String CACHED = "scadded sndacks>*";
  private static final String DUPSYN = "scdupsyn sndacks>again";
  private static final String CACHED_BADRST = "badrst sndacks>ack";
  private static final String BADSYN = "badsyn>ack";

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "RST in the window",
              "R r+1000:r+1000(0) win 0",
              NONE,
              CACHED_BADRST,
              NONE,
              BADRST,
              BADRST,
              NONE),
          new Row(
              "RST beyond it", "R r+90000:r+90000(0) win 0", NONE, NONE, NONE, NONE, NONE, NONE),
          new Row("RST before it", "R r-1000:r-1000(0) win 0", NONE, NONE, NONE, NONE, NONE, NONE),
          new Row(
              "RST that acknowledges too much",
              "R. r+1000:r+1000(0) ack s+5000 win 0",
              NONE,
              CACHED_BADRST,
              NONE,
              BADRST,
              BADRST,
              NONE),
          new Row(
              "SYN in the window",
              "S r+1000:r+1000(0) win 65535",
              CACHED,
              DUPSYN,
              "sndacks>*",
              NONE,
              BADSYN,
              ">rst+ack*"),
          new Row(
              "SYN beyond it",
              "S r+90000:r+90000(0) win 65535",
              CACHED,
              DUPSYN,
              "sndacks>*",
              BEYOND,
              BADSYN,
              ">rst+ack*"),
          new Row(
              "SYN before it",
              "S r-1000:r-1000(0) win 65535",
              CACHED,
              DUPSYN,
              "sndacks>*",
              ">rst+ack",
              BADSYN,
              NONE),
          new Row(
              "SYN and ACK",
              "S. r+1000:r+1000(0) ack s+5000 win 65535",
              "badsyn>rst",
              "badsyn scbadack>rst*",
              RST,
              RST,
              BADSYN,
              WAITS),
          new Row(
              "ACK of too much",
              ". r:r(0) ack s+5000 win 32767",
              RST,
              RST,
              RST,
              RST,
              TOO_MUCH,
              WAITS),
          new Row(
              "ACK of too little",
              ". r:r(0) ack s-90000 win 32767",
              RST,
              RST,
              RST,
              RST,
              TOO_OLD,
              WAITS),
          new Row(
              "data that acknowledge too much",
              "P. r:r+10(10) ack s+5000 win 32767",
              RST,
              RST,
              RST,
              RST,
              TOO_MUCH,
              WAITS),
          new Row(
              "data that acknowledge too little",
              "P. r:r+10(10) ack s-90000 win 32767",
              RST,
              RST,
              RST,
              RST,
              TOO_OLD,
              WAITS),
          new Row(
              "data beyond the window",
              "P. r+90000:r+90010(10) ack s win 32767",
              RST,
              RST,
              NONE,
              DATA_BEYOND,
              DATA_BEYOND,
              WAITS),
          new Row(
              "FIN beyond the window",
              "F. r+90000:r+90000(0) ack s win 32767",
              RST,
              RST,
              NONE,
              BEYOND,
              BEYOND,
              WAITS),
          new Row("no flag", "- r:r(0) win 32767", "badsyn>", "badsyn>", NONE, NONE, NONE, NONE),
          new Row(
              "all flags",
              "FSRP.U r+1000:r+1000(0) ack s+5000 win 32767 urg 1",
              NONE,
              CACHED_BADRST,
              NONE,
              BADRST,
              BADRST,
              NONE),
          new Row(
              "data without ACK",
              "P r:r+10(10) win 32767",
              "badsyn>",
              "badsyn>",
              NONE,
              "sndacks>again*",
              NONE,
              NONE),
          new Row(
              "FIN without ACK",
              "F r:r(0) win 32767",
              "badsyn>",
              "badsyn>",
              NONE,
              "sndacks>again*",
              NONE,
              NONE));

  private static final Pattern NUMBER = Pattern.compile("(?<![a-z])([rs])([+-]\\d+)?(?![a-z])");

  /** A host with a connection, or what shall become one, in a state. */
  private static final class Target {
    private final At at;
    private final TcpBench t = new TcpBench();
    private final int fd;

    private Target(At at) throws Exception {
      this.at = at;
      // How often is another test's.
      t.tcp.sysctl.ackWarCnt.set(0);
      switch (at) {
        case LISTEN:
        case SYN_CACHED:
          fd = t.listening();
          break;
        case SYN_SENT:
        case SYN_RECEIVED:
          fd = t.connecting();
          t.out("S 0:0(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 100 ecr 0>");
          break;
        default:
          fd = t.connected();
          break;
      }
      if (at == At.SYN_CACHED || at == At.SYN_RECEIVED) {
        t.in("S 0:0(0) win 32767 <mss 1460>");
        t.out("S. 0:0(0) ack 1 win 65535 <mss 1460>");
      }
      if (at == At.CLOSE_WAIT || at == At.LAST_ACK) {
        t.in("F. 1:1(0) ack 1 win 32767");
        t.out(". 1:1(0) ack 2 win 65535");
      }
      if (at.snd == 2) {
        t.s.shutdown(fd, SocketConst.SHUT_WR);
        t.out("F. 1:1(0) ack " + (at == At.LAST_ACK ? 2 : 1) + " win 65535");
      }
      if (at == At.CLOSING) {
        t.in("F. 1:1(0) ack 1 win 32767");
        t.out("F. 1:1(0) ack 2 win 65535");
      }
      if (at == At.FIN_WAIT_2 || at == At.TIME_WAIT) {
        t.in(". 1:1(0) ack 2 win 32767");
      }
      if (at == At.TIME_WAIT) {
        t.in("F. 1:1(0) ack 2 win 32767");
        t.out(". 2:2(0) ack 2 win 65535");
      }
      stays("before");
    }

    private void stays(String what) {
      assertThat(t.inState(at.state)).as(what).isEqualTo(1);
      assertThat(t.tcp.syncache().count()).as(what).isEqualTo(at == At.SYN_CACHED ? 1 : 0);
    }

    private String line(String line) {
      StringBuilder b = new StringBuilder();
      Matcher m = NUMBER.matcher(line);
      while (m.find()) {
        long n = m.group(1).equals("r") ? at.rcv : at.snd;
        n += m.group(2) == null ? 0 : Long.parseLong(m.group(2));
        m.appendReplacement(b, Long.toString(n & 0xffffffffL));
      }
      return m.appendTail(b).toString();
    }

    private String answer(String kind, String line) {
      switch (kind) {
        case "ack":
          return line(". s:s(0) ack r win 65535");
        case "again":
          if (at.finUnacknowledged()) {
            return line("F. 1:1(0) ack r win 65535");
          }
          return at.state == TcpState.SYN_RECEIVED
              ? "S. 0:0(0) ack 1 win 65535 <mss 1460>"
              : line(". s:s(0) ack r win 65535");
        case "rst":
          String number = line.replaceAll(".* ack (\\d+) .*", "$1");
          return "R " + number + ":" + number + "(0) win 0";
        default:
          return "nothing";
      }
    }

    /** Whether the connection is still good for what comes next. */
    private boolean hit(Row row) {
      String line = line(row.line());
      String cell = row.cell(at);
      boolean moves = cell.endsWith("*");
      String kind = cell.substring(cell.indexOf('>') + 1).replace("*", "");
      TcpCounters before = new TcpCounters(t);
      t.in(line);
      assertThat(before.since()).as(row.what()).isEqualTo(cell.substring(0, cell.indexOf('>')));
      String sent = t.sent();
      if (kind.equals("rst+ack")) {
        String next = line.replaceAll(".* (\\d+):.*", "$1");
        assertThat(sent)
            .as(row.what())
            .startsWith("R. ")
            .endsWith(" ack " + (Long.parseLong(next) + 1 & 0xffffffffL) + " win 0");
      } else if (!moves || !kind.isEmpty()) {
        assertThat(sent).as(row.what()).isEqualTo(answer(kind, line));
      }
      t.none();
      if (!moves) {
        stays(row.what());
      }
      return !moves;
    }

    private void end() throws Exception {
      t.s.close(fd);
      while (t.b.if0.take() != null) {
        // What the close says is not looked at here.
      }
      t.end();
    }
  }

  private static void all(At at) throws Exception {
    Target target = new Target(at);
    for (Row row : ROWS) {
      if (!target.hit(row)) {
        target.end();
        target = new Target(at);
      }
    }
    target.t.in(target.line("R r:r(0) win 0"));
    target.t.none();
    assertThat(target.t.soError(target.fd)).isEqualTo(at.reset);
    assertThat(target.t.inState(at.state) == 0)
        .isEqualTo(at.reset != Errno.OK || at == At.SYN_CACHED);
    target.end();
  }

  @TestFactory
  Stream<DynamicTest> blind_segments_do_not_move_a_connection() {
    return Stream.of(At.values()).map(at -> DynamicTest.dynamicTest(at.name(), () -> all(at)));
  }
}
