package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Text and FIN that come before they can be taken (RFC 9293 section 3.10.7.3 and 3.10.7.4). */
class TcpKeptTextTest {
  private final TcpBench t = new TcpBench();

  /** Both open at once, and the peer's SYN brings data and a FIN: kept until the handshake ends. */
  @Test
  void data_and_fin_of_a_syn_are_taken_when_the_handshake_is_complete() throws Exception {
    int fd = t.connecting();
    t.sent();
    t.in("FS 0:10(10) win 65535 <mss 1460>");
    assertThat(t.sent()).startsWith("S. 0:0(0) ack 1 win 65535");
    t.in(". 1:1(0) ack 1 win 65535");
    t.out(". 1:1(0) ack 12 win 65535");
    assertThat(t.state(fd)).isEqualTo(TcpState.CLOSE_WAIT);
    assertThat(t.s.read(fd, new byte[100])).isEqualTo(10);
    assertThat(t.s.read(fd, new byte[100])).isZero();
    t.end();
  }

  /** The twin: without a FIN the peer may still send. */
  @Test
  void data_of_a_syn_are_acknowledged_when_the_handshake_is_complete() throws Exception {
    int fd = t.connecting();
    t.sent();
    t.in("S 0:10(10) win 65535 <mss 1460>");
    assertThat(t.sent()).startsWith("S. 0:0(0) ack 1 win 65535");
    t.in(". 1:1(0) ack 1 win 65535");
    t.out(". 1:1(0) ack 11 win 65535");
    assertThat(t.state(fd)).isEqualTo(TcpState.ESTABLISHED);
    t.end();
  }

  /** A FIN in the middle of data that wait would stand for ever at the head of the queue. */
  @Test
  void fin_within_data_that_wait_does_not_stop_the_stream() throws Exception {
    int fd = t.connected();
    t.in("P. 11:21(10) ack 1 win 32767");
    t.out(". 1:1(0) ack 1 win 65535");
    t.in("F. 15:15(0) ack 1 win 32767");
    t.out(". 1:1(0) ack 1 win 65535");
    t.in("P. 1:11(10) ack 1 win 32767");
    t.out(". 1:1(0) ack 21 win 65535");
    t.in("P. 21:31(10) ack 1 win 32767");
    t.sleep(100);
    t.out(". 1:1(0) ack 31 win 65535");
    assertThat(t.s.read(fd, new byte[100])).isEqualTo(30);
    t.end();
  }

  /** The twin: a FIN at the end of data that wait ends the stream there. */
  @Test
  void fin_behind_data_that_wait_ends_the_stream() throws Exception {
    int fd = t.connected();
    t.in("P. 11:21(10) ack 1 win 32767");
    t.out(". 1:1(0) ack 1 win 65535");
    t.in("F. 21:21(0) ack 1 win 32767");
    t.out(". 1:1(0) ack 1 win 65535");
    t.in("P. 1:11(10) ack 1 win 32767");
    t.out(". 1:1(0) ack 22 win 65535");
    assertThat(t.state(fd)).isEqualTo(TcpState.CLOSE_WAIT);
    t.end();
  }
}
