package giantless.stack.netinet;

import giantless.stack.kern.Errno;
import giantless.stack.net.Iff;
import giantless.stack.socket.SocketConst;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A segment that the interface refuses, by ENOBUFS when its output queue is full or by EMSGSIZE
 * when its MTU has shrunk: it was not sent, so the next one begins with the same number. A FIN has
 * a number as well (RFC 9293 section 3.4); where that is forgotten, the next segment leaves out a
 * byte, and the peer has a gap until the retransmission timer fires. What is told once was not
 * told.
 */
class TcpSendRefusedTest {
  private final TcpBench t = new TcpBench();

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private void queueIsFull(boolean full) {
    t.b.if0.answer = full ? Errno.ENOBUFS : Errno.OK;
  }

  /** A connection with bytes 1 to 100 in flight. */
  private int sending() throws Exception {
    int fd = t.connected();
    t.s.write(fd, t.bytes(100));
    t.out("P. 1:101(100) ack 1 win 65535");
    return fd;
  }

  @Test
  void data_are_sent_whole_at_the_next_occasion() throws Exception {
    int fd = t.connected();
    queueIsFull(true);
    t.s.write(fd, t.bytes(100));
    t.none();
    queueIsFull(false);
    t.in(". 1:1(0) ack 1 win 32767");
    t.out("P. 1:101(100) ack 1 win 65535");
  }

  /** The data wait for an acknowledgement (Nagle) until the FIN takes them along. */
  @Test
  void data_with_a_fin_are_sent_whole_at_the_next_occasion() throws Exception {
    int fd = sending();
    t.s.write(fd, t.bytes(50));
    t.none();
    queueIsFull(true);
    t.s.shutdown(fd, SocketConst.SHUT_WR);
    t.none();
    queueIsFull(false);
    t.in(". 1:1(0) ack 101 win 32767");
    t.out("FP. 101:151(50) ack 1 win 65535");
    t.in(". 1:1(0) ack 152 win 32767");
    t.none();
  }

  /** An echo server that answers and closes while others fill the queue; then the peer asks. */
  @Test
  void data_refused_twice_are_sent_whole_when_the_peer_repeats_its_fin() throws Exception {
    int fd = t.connected();
    t.in("FP. 1:101(100) ack 1 win 32767");
    t.out(". 1:1(0) ack 102 win 65535");
    queueIsFull(true);
    t.s.write(fd, t.bytes(100));
    t.s.shutdown(fd, SocketConst.SHUT_WR);
    t.none();
    queueIsFull(false);
    t.in("FP. 1:101(100) ack 1 win 32767");
    t.out("FP. 1:101(100) ack 102 win 65535");
    t.in(". 102:102(0) ack 102 win 32767");
    t.none();
  }

  /** Nothing went out, so it is the timer that sends it, under its own number. */
  @Test
  void fin_alone_keeps_its_number() throws Exception {
    int fd = t.connected();
    queueIsFull(true);
    t.s.shutdown(fd, SocketConst.SHUT_WR);
    t.none();
    queueIsFull(false);
    t.sleep(400);
    t.out("F. 1:1(0) ack 1 win 65535");
    t.in(". 1:1(0) ack 2 win 32767");
    t.none();
  }

  @Test
  void data_with_a_fin_too_long_for_a_new_mtu_are_sent_in_two_without_a_gap() throws Exception {
    int fd = sending();
    t.s.write(fd, t.bytes(1000));
    t.none();
    t.b.if0.ioctl(Iff.SIOCSIFMTU, 640);
    t.s.shutdown(fd, SocketConst.SHUT_WR);
    t.out(". 101:701(600) ack 1 win 65535");
    t.out("FP. 701:1101(400) ack 1 win 65535");
    t.in(". 1:1(0) ack 1102 win 32767");
    t.none();
  }

  /** It is no data that could be lost: no timer runs, and the peer asks again. */
  @Test
  void acknowledgement_alone_waits_for_the_next_occasion() throws Exception {
    t.connected();
    queueIsFull(true);
    t.in("P. 101:201(100) ack 1 win 32767");
    t.none();
    queueIsFull(false);
    t.sleep(60_000);
    t.none();
    t.in("P. 1:101(100) ack 1 win 32767");
    t.out(". 1:1(0) ack 201 win 65500");
    t.none();
  }

  /** RFC 2883 section 4: a duplicate is told once, and it was not yet. */
  @Test
  void duplicate_is_told_by_the_next_segment() throws Exception {
    t.connectedWithOptions();
    t.in("P. 1:101(100) ack 1 win 512 <nop,nop,TS val 701 ecr 100>");
    t.sleep(100);
    t.out(". 1:1(0) ack 101 win 1026 <nop,nop,TS val 140 ecr 701>");
    queueIsFull(true);
    t.in("P. 1:101(100) ack 1 win 512 <nop,nop,TS val 702 ecr 140>");
    t.none();
    queueIsFull(false);
    t.in("P. 301:401(100) ack 1 win 512 <nop,nop,TS val 703 ecr 140>");
    t.out(". 1:1(0) ack 101 win 1026 <nop,nop,TS val 200 ecr 702,nop,nop,sack 1:101 301:401>");
    t.in("P. 501:601(100) ack 1 win 512 <nop,nop,TS val 704 ecr 140>");
    t.out(". 1:1(0) ack 101 win 1026 <nop,nop,TS val 200 ecr 702,nop,nop,sack 501:601 301:401>");
  }

  /** RFC 3168 section 6.1.2: with the first new data that are sent after the reduction. */
  @Test
  void reduced_window_is_told_with_the_next_new_data() throws Exception {
    t.sysctl("net.inet.tcp.ecn.enable", 1);
    int fd = t.connecting();
    t.out("SEW 0:0(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 100 ecr 0>");
    t.in("SE. 0:0(0) ack 1 win 32767 <mss 1460>");
    t.out(". 1:1(0) ack 1 win 65535");
    t.s.write(fd, t.bytes(100));
    t.out("[ect0] P. 1:101(100) ack 1 win 65535");
    t.in("E. 1:1(0) ack 101 win 32767");
    queueIsFull(true);
    t.s.write(fd, t.bytes(100));
    t.none();
    queueIsFull(false);
    t.in(". 1:1(0) ack 101 win 32768");
    t.out("P. 101:201(100) ack 1 win 65535"); // As if it were sent again, without a mark.
    t.in(". 1:1(0) ack 201 win 32767");
    t.s.write(fd, t.bytes(100));
    t.out("[ect0] P.W 201:301(100) ack 1 win 65535");
  }
}
