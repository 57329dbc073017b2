package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Segments that say they come from where no segment comes from: from a group, from all, from the
 * very socket that they are for. An answer would go to many hosts, or round in a circle (RFC 1122
 * section 4.2.3.10).
 */
class TcpStrangeSenderTest {
  private final TcpBench t = new TcpBench();

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private void in(String source, int sport, String line) {
    byte[] p = t.segment(line);
    byte[] segment = Pkt.slice(p, 20, p.length);
    Pkt.put16(segment, 0, sport);
    Pkt.put16(segment, 16, 0);
    byte[] pseudo =
        Pkt.cat(
            Pkt.ip4(source),
            Pkt.ip4(TcpBench.LOCAL),
            Pkt.bytes(0, 6, segment.length >> 8, segment.length),
            segment);
    Pkt.put16(segment, 16, Pkt.sum(pseudo, 0, pseudo.length));
    t.arrive(Pkt.of(source, TcpBench.LOCAL, segment).proto(6).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"224.0.0.5", "255.255.255.255"})
  void segments_from_many_are_not_answered(String source) throws Exception {
    in(source, 4321, "S 0:0(0) win 1000");
    in(source, 4321, ". 1:1(0) ack 7 win 1000");
    t.none();
    t.listening();
    in(source, 4321, "S 0:0(0) win 1000");
    in(source, 4321, ". 1:1(0) ack 7 win 1000");
    t.none();
    assertThat(t.tcp.syncache().count()).isZero();
    in("10.0.0.7", 4321, "S 0:0(0) win 1000");
    assertThat(t.tcp.syncache().count()).isEqualTo(1);
  }

  @Test
  void syn_from_the_listener_itself_is_dropped() throws Exception {
    t.listening();
    in(TcpBench.LOCAL, TcpBench.LPORT, "S 0:0(0) win 1000");
    assertThat(t.tcp.syncache().count()).isZero();
    in(TcpBench.LOCAL, TcpBench.LPORT + 1, "S 0:0(0) win 1000");
    assertThat(t.tcp.syncache().count()).isEqualTo(1);
  }
}
