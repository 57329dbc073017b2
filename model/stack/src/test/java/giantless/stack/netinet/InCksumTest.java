package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The checksum on known packets; chains and odd cuts are in the properties. */
class InCksumTest {
  private final Bench t = new Bench();

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  @Test
  void example_of_rfc_1071() {
    byte[] b = Pkt.bytes(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    assertThat(InCksum.cksum(b, 0, 8)).isEqualTo(0xffff & ~0xddf2);
  }

  @Test
  void pseudo_header_counts() {
    // A UDP datagram from 10.0.0.1 to 10.0.0.2: ports 1 and 2, length 9, one byte.
    byte[] udp = Pkt.bytes(0, 1, 0, 2, 0, 9, 0, 0, 0x41);
    giantless.stack.mbuf.Mbuf m =
        t.h.mbufs().devget(udp, 0, 9, null, giantless.stack.mbuf.How.WAITOK);
    int sum = InCksum.cksumPseudo(null, m, 9, 0, 0x0a000001, 0x0a000002, 17);
    byte[] pseudo = Pkt.cat(Pkt.ip4("10.0.0.1"), Pkt.ip4("10.0.0.2"), Pkt.bytes(0, 17, 0, 9), udp);
    assertThat(sum).isEqualTo(Pkt.sum(pseudo, 0, pseudo.length));
    t.h.mbufs().freem(m);
  }

  @Test
  void bytes_beyond_the_chain_are_an_error() {
    giantless.stack.mbuf.Mbuf m =
        t.h.mbufs().devget(new byte[9], 0, 9, null, giantless.stack.mbuf.How.WAITOK);
    assertThatThrownBy(() -> InCksum.cksum(m, 10))
        .hasMessage("in_cksum: 1 bytes beyond the chain's end");
    t.h.mbufs().freem(m);
  }
}
