package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.socket.SocketConst;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Socket buffers that grow by themselves, at the edges of what FreeBSD's tcp_autorcvbuf() and
 * tcp_sndbuf_autoscale() demand. A receive buffer of 20000 bytes over a round trip of 100 ms: more
 * than 3/8 of it, 7500 bytes, must have come when more than 50 ms are over. A send buffer of 5840
 * bytes: 7/8 of it are 5110, and 5/4 of a peer's window of 4672 bytes are all of it.
 */
class TcpAutobufTest {
  private static final int RCVBUF = 20_000;
  private static final int SNDBUF = 5840;
  private static final int HALF_ROUND_TRIP = 50;
  private static final int THRESHOLD = 7500;
  private static final int SEGMENT = 1460;

  private final TcpBench t = new TcpBench();

  /** The next number of the peer, and what it acknowledges. */
  private int next = 1;

  private int ack = 1;

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private int size(int fd, int option) throws SysException {
    return t.s.getsockoptInt(fd, SocketConst.SOL_SOCKET, option);
  }

  private int rcvbuf(int fd) throws SysException {
    return size(fd, SocketConst.SO_RCVBUF);
  }

  private int sndbuf(int fd) throws SysException {
    return size(fd, SocketConst.SO_SNDBUF);
  }

  private void ignoreWhatWasSent() {
    while (!t.sent().equals("nothing")) {
      // Not looked at here.
    }
  }

  // ---- Receiving ----

  /** A connection whose SYN was acknowledged after 100 ms. */
  private int receiving() throws SysException {
    t.sysctl("net.inet.tcp.recvspace", RCVBUF);
    t.sleep(1000); // A time of 0 is none.
    int fd = t.connecting();
    ignoreWhatWasSent();
    t.sleep(2 * HALF_ROUND_TRIP);
    t.in("S. 0:0(0) ack 1 win 65535 <mss 1000>");
    t.out(". 1:1(0) ack 1 win 20000");
    return fd;
  }

  private void data(int n) {
    t.in(". " + next + ":" + (next + n) + "(" + n + ") ack " + ack + " win 65535");
    next += n;
    ignoreWhatWasSent();
  }

  /** A measurement ends, another begins, and within it so many bytes come. */
  private void burst(int bytes) {
    t.sleep(HALF_ROUND_TRIP + 1);
    data(1000);
    data(1); // The second segment is acknowledged at once: the measurement begins.
    data(bytes - 1);
  }

  /** One byte more; the buffer is read empty. */
  private void later(int fd, int millis) throws SysException {
    t.sleep(millis);
    data(1);
    assertThat(t.s.read(fd, new byte[100_000])).isPositive();
    ignoreWhatWasSent();
  }

  @Test
  void receive_buffer_grows_by_half_if_more_than_three_eighths_came() throws Exception {
    int fd = receiving();
    burst(THRESHOLD + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
  }

  @Test
  void receive_buffer_stays_if_three_eighths_came() throws Exception {
    int fd = receiving();
    burst(THRESHOLD);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  @Test
  void receive_buffer_stays_until_more_than_half_a_round_trip_is_over() throws Exception {
    int fd = receiving();
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
    later(fd, 1);
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
  }

  /** A clock of 32 bits of milliseconds is half around then. */
  @Test
  void receive_buffer_grows_after_a_silence_of_25_days() throws Exception {
    int fd = receiving();
    t.sysctl("net.inet.tcp.always_keepalive", 0);
    burst(THRESHOLD + 1);
    for (int days = 0; days < 25; days++) {
      t.sleep(24 * 3_600_000);
    }
    later(fd, 1);
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
  }

  /** 3/8 of 30000 are 11250. */
  @Test
  void receive_buffer_grows_again_by_what_it_is_then() throws Exception {
    int fd = receiving();
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    burst(11_250);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
    burst(11_251);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(45_000);
  }

  @Test
  void window_that_is_told_follows_the_receive_buffer() throws Exception {
    int fd = receiving();
    burst(THRESHOLD + 1);
    t.sleep(HALF_ROUND_TRIP + 1);
    t.in(". 8502:8503(1) ack 1 win 65535");
    t.sleep(40);
    t.out(". 1:1(0) ack 8503 win 21498"); // 30000 less the 8502 that nobody has read.
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
  }

  /** The same for one with SO_RCVBUF: of 20000. */
  @Test
  void receive_buffer_that_the_user_has_set_stays() throws Exception {
    int fd = receiving();
    t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF, RCVBUF);
    burst(THRESHOLD + 1);
    t.sleep(HALF_ROUND_TRIP + 1);
    t.in(". 8502:8503(1) ack 1 win 65535");
    t.sleep(40);
    t.out(". 1:1(0) ack 8503 win 11498");
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  /** SO_SNDBUF is of the other buffer, and a size that is refused is none. */
  @Test
  void receive_buffer_grows_if_the_user_has_set_something_else() throws Exception {
    int fd = receiving();
    t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF, SNDBUF);
    t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVLOWAT, 2);
    assertThat(
            TcpBench.errno(
                () ->
                    t.s.setsockopt(
                        fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF, Integer.MAX_VALUE)))
        .isEqualTo(Errno.ENOBUFS);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
  }

  @Test
  void receive_buffer_stays_with_recvbuf_auto_0() throws Exception {
    int fd = receiving();
    t.sysctl("net.inet.tcp.recvbuf_auto", 0);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  @Test
  void receive_buffer_grows_to_recvbuf_max_and_no_further() throws Exception {
    int fd = receiving();
    t.sysctl("net.inet.tcp.recvbuf_max", RCVBUF + 1);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF + 1);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF + 1);
  }

  @Test
  void receive_buffer_that_is_larger_than_recvbuf_max_does_not_shrink() throws Exception {
    int fd = receiving();
    t.sysctl("net.inet.tcp.recvbuf_max", RCVBUF - 1);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  /** 30000 bytes want 33750 with the overhead of clusters, 256 for each 2048. */
  @Test
  void receive_buffer_that_maxsockbuf_forbids_stays_for_good() throws Exception {
    int fd = receiving();
    t.sysctl("kern.ipc.maxsockbuf", 33_749);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    t.sysctl("kern.ipc.maxsockbuf", 33_750);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  @Test
  void receive_buffer_that_maxsockbuf_allows_grows() throws Exception {
    int fd = receiving();
    t.sysctl("kern.ipc.maxsockbuf", 33_750);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
  }

  /** Data behind a hole do not go by header prediction, nor do those that fill it. */
  @Test
  void data_out_of_order_do_not_count() throws Exception {
    int fd = receiving();
    burst(1000);
    next += 10;
    data(THRESHOLD);
    next -= THRESHOLD + 10;
    data(10);
    next += THRESHOLD;
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  @Test
  void receive_buffer_that_is_shut_does_not_grow() throws Exception {
    int fd = receiving();
    burst(THRESHOLD + 1);
    t.s.shutdown(fd, SocketConst.SHUT_RD);
    t.sleep(HALF_ROUND_TRIP + 1);
    data(1);
    assertThat(rcvbuf(fd)).isZero();
  }

  /** A connection from a listener, of which nothing that was sent has been timed. */
  private int accepted(int listener) throws SysException {
    t.in("S 0:0(0) win 65535 <mss 1000>");
    t.out("S. 0:0(0) ack 1 win 20000 <mss 1000>");
    t.sleep(2 * HALF_ROUND_TRIP);
    t.in(". 1:1(0) ack 1 win 65535");
    return t.s.accept(listener, null);
  }

  /** A byte is sent, and acknowledged after 100 ms. */
  private void roundTrip(int fd) throws SysException {
    t.s.write(fd, t.bytes(1));
    t.out("P. 1:2(1) ack 1 win 20000");
    t.sleep(2 * HALF_ROUND_TRIP);
    ack = 2;
    t.in(". 1:1(0) ack 2 win 65535");
  }

  @Test
  void receive_buffer_stays_while_the_round_trip_is_unknown() throws Exception {
    t.sysctl("net.inet.tcp.recvspace", RCVBUF);
    int fd = accepted(t.listening());
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  @Test
  void receive_buffer_of_an_accepted_socket_grows_once_the_round_trip_is_known() throws Exception {
    t.sysctl("net.inet.tcp.recvspace", RCVBUF);
    int fd = accepted(t.listening());
    roundTrip(fd);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(30_000);
  }

  @Test
  void accepted_socket_has_from_its_listener_that_the_user_has_set_the_size() throws Exception {
    int listener = t.listening();
    t.s.setsockopt(listener, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF, RCVBUF);
    int fd = accepted(listener);
    roundTrip(fd);
    burst(THRESHOLD + 1);
    later(fd, HALF_ROUND_TRIP + 1);
    assertThat(rcvbuf(fd)).isEqualTo(RCVBUF);
  }

  // ---- Sending ----

  private int sending(int peerWindow) throws SysException {
    t.sysctl("net.inet.tcp.sendspace", SNDBUF);
    int fd = t.connecting();
    ignoreWhatWasSent();
    t.in("S. 0:0(0) ack 1 win " + peerWindow + " <mss 1460>");
    ignoreWhatWasSent();
    return fd;
  }

  @Test
  void send_buffer_that_is_filled_to_seven_eighths_grows_by_sendbuf_inc() throws Exception {
    int fd = sending(65_535);
    t.s.write(fd, t.bytes(5109));
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
    t.s.write(fd, t.bytes(1));
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF + 8192);
  }

  @Test
  void send_buffer_grows_by_another_sendbuf_inc() throws Exception {
    int fd = sending(65_535);
    t.sysctl("net.inet.tcp.sendbuf_inc", 100);
    t.s.write(fd, t.bytes(5110));
    assertThat(sndbuf(fd)).isEqualTo(5940);
    t.s.write(fd, t.bytes(84)); // 7/8 of 5940 are 5194.
    assertThat(sndbuf(fd)).isEqualTo(6040);
  }

  @Test
  void send_buffer_stays_if_the_window_of_the_peer_is_smaller() throws Exception {
    int fd = sending(4671);
    assertThat(t.s.write(fd, t.bytes(SNDBUF))).isEqualTo(SNDBUF);
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
  }

  @Test
  void send_buffer_grows_if_it_fits_into_five_quarters_of_the_window() throws Exception {
    int fd = sending(4672);
    assertThat(t.s.write(fd, t.bytes(SNDBUF))).isEqualTo(SNDBUF);
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF + 8192);
  }

  /** At the last look, when 1460 of the 5840 bytes are gone, 4380 want a window of 2920. */
  @Test
  void send_buffer_stays_if_the_congestion_window_has_no_room_for_the_rest() throws Exception {
    t.sysctl("net.inet.tcp.initcwnd_segments", 2);
    int fd = sending(65_535);
    assertThat(t.s.write(fd, t.bytes(SNDBUF))).isEqualTo(SNDBUF);
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
  }

  /** When 1460 are gone, 4380 fit into a window of 4380. */
  @Test
  void send_buffer_grows_if_the_congestion_window_has_room_for_the_rest() throws Exception {
    t.sysctl("net.inet.tcp.initcwnd_segments", 3);
    int fd = sending(65_535);
    assertThat(t.s.write(fd, t.bytes(SNDBUF))).isEqualTo(SNDBUF);
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF + 8192);
  }

  @Test
  void send_buffer_that_the_user_has_set_stays() throws Exception {
    int fd = sending(65_535);
    t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF, SNDBUF);
    assertThat(t.s.write(fd, t.bytes(10_000))).isEqualTo(SNDBUF);
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
  }

  @Test
  void send_buffer_stays_with_sendbuf_auto_0() throws Exception {
    int fd = sending(65_535);
    t.sysctl("net.inet.tcp.sendbuf_auto", 0);
    assertThat(t.s.write(fd, t.bytes(10_000))).isEqualTo(SNDBUF);
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
  }

  @Test
  void send_buffer_grows_to_sendbuf_max_and_no_further() throws Exception {
    int fd = sending(65_535);
    t.sysctl("net.inet.tcp.sendbuf_max", 9000);
    assertThat(t.s.write(fd, t.bytes(20_000))).isEqualTo(9000);
    assertThat(sndbuf(fd)).isEqualTo(9000);
  }

  /** FreeBSD: the least of both, whatever the size was; what is in it has room. */
  @Test
  void send_buffer_that_is_larger_than_sendbuf_max_is_cut_to_it() throws Exception {
    int fd = sending(65_535);
    t.sysctl("net.inet.tcp.sendbuf_max", 5500);
    t.s.write(fd, t.bytes(5109));
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
    t.s.write(fd, t.bytes(1));
    assertThat(sndbuf(fd)).isEqualTo(5500);
  }

  @Test
  void send_buffer_that_maxsockbuf_forbids_stays_for_good() throws Exception {
    int fd = sending(65_535);
    t.sysctl("kern.ipc.maxsockbuf", 15_785); // 14032 bytes want 15786.
    assertThat(t.s.write(fd, t.bytes(SNDBUF))).isEqualTo(SNDBUF);
    t.sysctl("kern.ipc.maxsockbuf", 1_000_000);
    t.in(". 1:1(0) ack 5841 win 65535");
    assertThat(t.s.write(fd, t.bytes(10_000))).isEqualTo(SNDBUF);
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
  }

  /** 5110 less the 2048 of SO_SNDLOWAT are 3062. */
  @Test
  void send_buffer_is_full_so_many_bytes_earlier_with_sendbuf_auto_lowat() throws Exception {
    int fd = sending(65_535);
    t.sysctl("net.inet.tcp.sendbuf_auto_lowat", 1);
    t.s.write(fd, t.bytes(3061));
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
    t.s.write(fd, t.bytes(1));
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF + 8192);
  }

  /** 7/8 of the buffer are 5110: with as much wanted free there is nothing to be filled. */
  @Test
  void send_buffer_of_which_more_is_wanted_free_than_is_filled_stays() throws Exception {
    int fd = sending(65_535);
    t.sysctl("net.inet.tcp.sendbuf_auto_lowat", 1);
    t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_SNDLOWAT, 5111);
    t.in("P. 1:101(100) ack 1 win 65535");
    t.in("P. 101:201(100) ack 1 win 65535");
    ignoreWhatWasSent();
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
    t.s.write(fd, t.bytes(1));
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
    t.s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_SNDLOWAT, 5109);
    t.s.write(fd, t.bytes(1));
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF + 8192);
  }

  /** No data come behind a FIN, for which there would have to be room. */
  @Test
  void send_buffer_stays_once_the_fin_was_sent() throws Exception {
    int fd = sending(65_535);
    t.sysctl("net.inet.tcp.sendbuf_auto", 0);
    t.s.write(fd, t.bytes(SNDBUF));
    t.s.shutdown(fd, SocketConst.SHUT_WR);
    ignoreWhatWasSent();
    t.sysctl("net.inet.tcp.sendbuf_auto", 1);
    t.in("P. 1:101(100) ack 1 win 65535");
    t.in("P. 101:201(100) ack 1 win 65535");
    t.out("F. 5841:5841(0) ack 201 win 65500"); // As each segment in FIN_WAIT_1.
    assertThat(sndbuf(fd)).isEqualTo(SNDBUF);
  }

  /** What it is for: a buffer of four segments does not hold back a window of ten. */
  @Test
  void stream_fills_the_congestion_window() throws Exception {
    int fd = sending(65_535);
    assertThat(t.s.write(fd, t.bytes(20 * SEGMENT))).isGreaterThan(10 * SEGMENT);
    int segments = 0;
    while (t.sent().contains("(1460)")) {
      segments++;
    }
    assertThat(segments).isEqualTo(10);
  }
}
