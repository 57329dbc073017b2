package giantless.properties.inet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.netinet.InCksum;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The checksum of chains cut anywhere, against a naive one. */
class ChecksumProperties {
  private final InetMachine t = new InetMachine();

  /** A chain cut into pieces of these lengths, in turn; 0 is an empty mbuf. */
  private Mbuf chain(byte[] b, List<Integer> cuts) {
    Mbuf head = null;
    Mbuf last = null;
    int at = 0;
    for (int i = 0; at < b.length || head == null; i++) {
      int n = Math.min(i < 2 * cuts.size() ? cuts.get(i % cuts.size()) : 100, b.length - at);
      Mbuf m = t.h.mbufs().get(How.WAITOK, Mbuf.MT_DATA);
      m.off += i % 3;
      System.arraycopy(b, at, m.data, m.off, n);
      m.len = n;
      at += n;
      if (head == null) {
        head = m;
      } else {
        last.next = m;
      }
      last = m;
    }
    return head;
  }

  @Property(tries = 2000)
  void chain_has_the_naive_checksum(
      @ForAll @Size(max = 600) byte[] b,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 90) Integer> cuts,
      @ForAll @IntRange(min = 0, max = 600) int x,
      @ForAll @IntRange(min = 0, max = 600) int y) {
    int from = Math.min(Math.min(x, y), b.length);
    int to = Math.min(Math.max(x, y), b.length);
    Mbuf m = chain(b, cuts);
    assertThat(InCksum.cksumSkip(m, to, from)).isEqualTo(InetMachine.naiveSum(b, from, to));
    t.h.mbufs().freem(m);
  }

  @Property(tries = 500)
  void right_checksum_in_place_gives_zero(@ForAll @Size(min = 2, max = 600) byte[] b) {
    b[0] = 0;
    b[1] = 0;
    Mbuf m = chain(b, List.of(1, 7, 2));
    InetMachine.put16(b, 0, InCksum.cksum(m, b.length));
    t.h.mbufs().freem(m);
    m = chain(b, List.of(3, 1, 1));
    assertThat(InCksum.cksum(m, b.length)).isZero();
    t.h.mbufs().freem(m);
  }

  /** A sum that forgets that a piece may begin at an odd byte. */
  private static int forgetsOddCuts(Mbuf chain) {
    int s = 0;
    for (Mbuf m = chain; m != null; m = m.next) {
      s += 0xffff & ~InetMachine.naiveSum(m.data, m.off, m.off + m.len);
    }
    s = (s & 0xffff) + (s >>> 16);
    return 0xffff & ~((s & 0xffff) + (s >>> 16));
  }

  @Example
  void a_sum_that_forgets_odd_cuts_is_told_apart() {
    byte[] b = {1, 2, 3, 4, 5};
    Mbuf even = chain(b, List.of(2, 3));
    Mbuf odd = chain(b, List.of(1, 4));
    int naive = InetMachine.naiveSum(b, 0, 5);
    assertThat(forgetsOddCuts(even)).isEqualTo(naive);
    assertThat(forgetsOddCuts(odd)).isNotEqualTo(naive);
    assertThat(InCksum.cksum(odd, 5)).isEqualTo(naive);
    t.h.mbufs().freem(even);
    t.h.mbufs().freem(odd);
  }
}
