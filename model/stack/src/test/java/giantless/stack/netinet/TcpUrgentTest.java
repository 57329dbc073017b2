package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.socket.SocketConst;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Urgent data: what the pointer counts from (RFC 9293 sections 3.1 and 3.8.5, RFC 6093). */
class TcpUrgentTest {
  private final TcpBench t = new TcpBench();

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private int urgentByte(int fd) throws Exception {
    byte[] b = new byte[2];
    assertThat(t.s.recv(fd, b, SocketConst.MSG_OOB)).isEqualTo(1);
    return b[0];
  }

  private Errno noUrgentByte(int fd) {
    return TcpBench.errno(() -> t.s.recv(fd, new byte[2], SocketConst.MSG_OOB));
  }

  private boolean atMark(int fd) throws Exception {
    int[] at = new int[1];
    t.s.ioctl(fd, SocketConst.SIOCATMARK, at);
    return at[0] != 0;
  }

  /** The window closes over what was sent: the next segment has no data, and a later number. */
  @Test
  void pointer_sent_counts_from_the_number_of_its_segment() throws Exception {
    int fd = t.connected();
    t.in("P. 1:2(1) ack 1 win 32767");
    t.in("P. 2:3(1) ack 1 win 0");
    t.sent();
    t.s.send(fd, t.bytes(18), SocketConst.MSG_OOB);
    t.out(".U 1:2(1) ack 3 win 65535 urg 18");
    t.sleep(1200);
    t.out(".U 2:2(0) ack 3 win 65535 urg 17");
  }

  @Test
  void pointer_of_a_syn_counts_the_syn() throws Exception {
    int fd = t.connecting();
    t.sent();
    t.in("S.U 0:3(3) ack 1 win 32767 urg 2 <mss 1460>");
    assertThat(atMark(fd)).isTrue();
    assertThat(urgentByte(fd)).isEqualTo(TcpBench.byteAt(0));
    t.sent();
  }

  /** The pointer of an old segment, beyond the last but not beyond what was read. */
  @Test
  void mark_that_was_read_past_is_none() throws Exception {
    int fd = t.connected();
    t.in("P.U 1:6(5) ack 1 win 1000 urg 2");
    assertThat(urgentByte(fd)).isEqualTo(TcpBench.byteAt(2));
    byte[] b = new byte[10];
    assertThat(t.s.read(fd, b)).isEqualTo(1);
    assertThat(atMark(fd)).isTrue();
    assertThat(t.s.read(fd, b)).isEqualTo(3);
    t.in("P.U 1:2(1) ack 1 win 1000 urg 5");
    assertThat(noUrgentByte(fd)).isEqualTo(Errno.EINVAL);
    assertThat(atMark(fd)).isFalse();
    t.in("P. 6:8(2) ack 1 win 1000");
    assertThat(t.s.read(fd, b)).isEqualTo(2);
    t.sleep(100);
    t.sent();
  }
}
