package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.net.SockAddr;
import giantless.stack.socket.SocketConst;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections made: segments and times. */
class TcpHandshakeTest {
  private final TcpBench t = new TcpBench();

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  @Test
  void active_open_with_all_options() throws Exception {
    int fd = t.connectedWithOptions();
    assertThat(t.state(fd)).isEqualTo(TcpState.ESTABLISHED);
    assertThat(t.s.getsockoptInt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF))
        .isEqualTo(65700);
    assertThat(t.s.getsockoptInt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF))
        .isEqualTo(33580);
  }

  @Test
  void active_open_without_options_of_the_peer() throws Exception {
    int fd = t.connected();
    assertThat(t.state(fd)).isEqualTo(TcpState.ESTABLISHED);
  }

  @Test
  void syn_is_sent_again_after_a_second_and_then_with_slop() throws Exception {
    t.connecting();
    String syn = " win 65535 <mss 1460,nop,wscale 6,sackOK,TS val ";
    t.out("S 0:0(0)" + syn + "100 ecr 0>");
    t.sleep(999);
    t.none();
    t.sleep(1);
    t.out("S 0:0(0)" + syn + "1100 ecr 0>");
    t.sleep(2199);
    t.none();
    t.sleep(1);
    t.out("S 0:0(0)" + syn + "3300 ecr 0>");
    t.sleep(4200);
    t.out("S 0:0(0)" + syn + "7500 ecr 0>");
  }

  @Test
  void passive_open_echoes_only_what_was_offered() throws Exception {
    int fd = t.listening();
    t.in("S 0:0(0) win 32767 <mss 1460,sackOK,eol,eol>");
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,eol,eol>");
    assertThat(t.inState(TcpState.SYN_RECEIVED)).isEqualTo(1);
    assertThat(TcpBench.errno(() -> t.s.accept(fd, null))).isEqualTo(Errno.EAGAIN);
    t.in(". 1:1(0) ack 1 win 32767");
    t.none();
    SockAddr[] peer = new SockAddr[1];
    int c = t.s.accept(fd, peer);
    assertThat(peer[0]).isEqualTo(TcpBench.remote());
    assertThat(t.state(c)).isEqualTo(TcpState.ESTABLISHED);
    assertThat(t.inState(TcpState.SYN_RECEIVED)).isZero();
    t.in("F. 1:1(0) ack 1 win 32767");
    t.out(". 1:1(0) ack 2 win 65535");
    t.s.close(c);
    t.out("F. 1:1(0) ack 2 win 65535");
    t.in(". 2:2(0) ack 2 win 32767");
    assertThat(t.inState(TcpState.LAST_ACK)).isZero();
  }

  @Test
  void syn_ack_is_sent_again_three_times() throws Exception {
    t.listening();
    t.in("S 0:0(0) win 32767 <mss 1000>");
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1000>");
    for (int wait : new int[] {1000, 2200, 4200}) {
      t.sleep(wait - 1);
      t.none();
      t.sleep(1);
      t.out("S. 0:0(0) ack 1 win 65535 <mss 1000>");
    }
    t.sleep(8199);
    assertThat(t.tcp.syncache().count()).isEqualTo(1);
    t.sleep(1);
    assertThat(t.tcp.syncache().count()).isZero();
    t.none();
  }

  @Test
  void closed_port_answers_with_rst() throws Exception {
    t.in("S 17:17(0) win 1000");
    t.out("R. 0:0(0) ack 18 win 0");
    t.in("F 0:3(3) win 1000");
    t.out("R. 0:0(0) ack 4 win 0");
    t.in(". 17:20(3) ack 34 win 1000");
    assertThat(t.sent()).startsWith("R 34:34(0) win 0");
    t.in("R 17:17(0) win 1000");
    t.none();
  }

  @Test
  void refused_connection() throws Exception {
    int fd = t.connecting();
    t.sent();
    t.in("R. 0:0(0) ack 1 win 0");
    assertThat(t.soError(fd)).isEqualTo(Errno.ECONNREFUSED);
    t.s.close(fd);
  }

  @Test
  void simultaneous_open() throws Exception {
    int fd = t.connecting();
    t.sent();
    t.in("S 0:0(0) win 32767 <mss 1460,sackOK,eol,eol>");
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,eol,eol>");
    assertThat(t.state(fd)).isEqualTo(TcpState.SYN_RECEIVED);
    t.in(". 1:1(0) ack 1 win 32767");
    assertThat(t.state(fd)).isEqualTo(TcpState.ESTABLISHED);
    t.none();
    t.s.write(fd, t.bytes(10));
    t.out("P. 1:11(10) ack 1 win 65535");
  }

  /** RFC 9293 section 3.10.7.3: a RST that acknowledges nothing is dropped, whatever it offers. */
  @Test
  void rst_without_ack_leaves_the_options_alone() throws Exception {
    int fd = t.connecting();
    t.sent();
    t.in("SR 0:0(0) win 0 <mss 100>");
    t.none();
    t.in("S. 0:0(0) ack 1 win 32767 <mss 1460,nop,wscale 7>");
    t.out(". 1:1(0) ack 1 win 1027");
    assertThat(t.state(fd)).isEqualTo(TcpState.ESTABLISHED);
    t.in(". 1:1(0) ack 1 win 2");
    t.s.write(fd, t.bytes(256));
    t.out("P. 1:257(256) ack 1 win 1027");
  }

  /**
   * RFC 7323 section 2.2: of what is no SYN the window is scaled, before the handshake ends too.
   */
  @Test
  void challenge_in_syn_received_has_a_scaled_window() throws Exception {
    t.connecting();
    t.sent();
    t.in("S 0:0(0) win 32767 <mss 1460,nop,wscale 7>");
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1460,nop,wscale 6>");
    t.in("R 2:2(0) win 0");
    t.out(". 1:1(0) ack 1 win 1026");
  }

  /** RFC 7323 section 3.2: where time stamps are agreed on, a RST has one too. */
  @Test
  void rst_of_a_handshake_has_a_time_stamp() throws Exception {
    t.connecting();
    t.sent();
    t.in("S 0:0(0) win 32767 <mss 1460,nop,nop,TS val 7 ecr 0>");
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1460,nop,nop,TS val 100 ecr 7>");
    t.in(". 1:1(0) ack 9 win 32767 <nop,nop,TS val 8 ecr 100>");
    t.out("R 9:9(0) win 0 <nop,nop,TS val 100 ecr 7>");
  }

  /** RFC 7323 section 3.2: where none are agreed on, they are ignored, old ones too. */
  @Test
  void time_stamps_that_were_not_agreed_on_are_ignored() throws Exception {
    int fd = t.connected();
    t.in("P. 1:11(10) ack 1 win 32767 <nop,nop,TS val 200 ecr 0>");
    t.in("P. 11:21(10) ack 1 win 32767 <nop,nop,TS val 100 ecr 0>");
    t.out(". 1:1(0) ack 21 win 65535");
    assertThat(t.s.read(fd, new byte[30])).isEqualTo(20);
    assertThat(t.tcp.stat().tcpsPawsdrop.get()).isZero();
  }

  /** RFC 9293 section 3.10.7.4, first: the last number of the window is the last acceptable one. */
  @Test
  void third_segment_must_begin_within_the_window() throws Exception {
    t.sysctl("net.inet.tcp.recvspace", 5840);
    int fd = t.listening();
    t.in("S 0:0(0) win 65535 <mss 1460>");
    t.out("S. 0:0(0) ack 1 win 5840 <mss 1460>");
    t.in(". 5841:5842(1) ack 1 win 65535");
    t.out("R 1:1(0) win 0");
    assertThat(t.tcp.syncache().count()).isEqualTo(1);
    t.in(". 5840:5841(1) ack 1 win 65535");
    t.out(". 1:1(0) ack 1 win 5840");
    assertThat(t.state(t.s.accept(fd, null))).isEqualTo(TcpState.ESTABLISHED);
  }

  /**
   * A timeout before the handshake was complete turns out to have been spurious: there was no
   * window then that could come back, and the first one is that of RFC 6928.
   */
  @Test
  void spurious_timeout_in_a_handshake_leaves_the_first_window() throws Exception {
    t.sleep(1); // A stamp of 0 would say nothing.
    int fd = t.connecting();
    t.sent();
    String stamp = "<nop,nop,TS val ";
    t.in("S 0:0(0) win 65535 <mss 1460,nop,nop,TS val 7 ecr 0>");
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1460,nop,nop,TS val 100 ecr 7>");
    t.sleep(1000);
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1460,nop,nop,TS val 1100 ecr 7>");
    t.in(". 1:1(0) ack 1 win 65535 " + stamp + "8 ecr 100>");
    assertThat(t.tcp.stat().tcpsSndrexmitbad.get()).isEqualTo(1);
    t.s.write(fd, t.bytes(20 * 1448));
    for (int i = 0; i < 10; i++) {
      int seq = 1 + 1448 * i;
      t.out(". " + seq + ":" + (seq + 1448) + "(1448) ack 1 win 65535 " + stamp + "1100 ecr 8>");
    }
    t.none();
  }
}
