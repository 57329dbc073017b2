package giantless.stack.netinet;

import org.junit.jupiter.api.Test;

/**
 * What the peer sends a second time because our acknowledgement was lost is acknowledged at once
 * (RFC 9293 section 3.10.7.4), whatever we have in flight: it is no duplicate acknowledgement (RFC
 * 5681 section 2: no data, no FIN).
 */
class TcpDuplicateTest {
  private final TcpBench t = new TcpBench();

  @Test
  void old_data_are_acknowledged_while_own_data_are_in_flight() throws Exception {
    int fd = t.connected();
    t.s.write(fd, t.bytes(100));
    t.out("P. 1:101(100) ack 1 win 65535");
    t.in("P. 1:11(10) ack 1 win 32767");
    t.sleep(100);
    t.out(". 101:101(0) ack 11 win 65535");
    for (int i = 0; i < 4; i++) {
      t.in("P. 1:11(10) ack 1 win 32767");
      t.out(". 101:101(0) ack 11 win 65535");
    }
    t.none();
    t.end();
  }

  @Test
  void old_fin_is_acknowledged_while_own_data_are_in_flight() throws Exception {
    int fd = t.connected();
    t.s.write(fd, t.bytes(100));
    t.out("P. 1:101(100) ack 1 win 65535");
    t.in("F. 1:1(0) ack 1 win 32767");
    t.out(". 101:101(0) ack 2 win 65535");
    for (int i = 0; i < 4; i++) {
      t.in("F. 1:1(0) ack 1 win 32767");
      t.out(". 101:101(0) ack 2 win 65535");
    }
    t.none();
    t.end();
  }

  /** The twin: without data and FIN the third of them is a sign of a loss. */
  @Test
  void duplicate_acknowledgements_bring_the_segment_again() throws Exception {
    int fd = t.connected();
    t.s.write(fd, t.bytes(100));
    t.out("P. 1:101(100) ack 1 win 65535");
    t.in(". 1:1(0) ack 1 win 32767");
    t.in(". 1:1(0) ack 1 win 32767");
    t.none();
    t.in(". 1:1(0) ack 1 win 32767");
    t.out("P. 1:101(100) ack 1 win 65535");
    t.end();
  }
}
