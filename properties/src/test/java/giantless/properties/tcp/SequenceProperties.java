package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.netinet.TcpSeq;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Sequence arithmetic (RFC 9293 section 3.4) against whole numbers: places in a stream that is
 * longer than the sequence space, less than half of it apart, compare as their numbers do.
 */
class SequenceProperties {
  private static final long HALF = 1L << 31;

  @Provide
  Arbitrary<Long> places() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 1L << 40),
        Arbitraries.longs().between(-3, 3).map(d -> (1L << 32) + d),
        Arbitraries.longs().between(-3, 3).map(d -> (1L << 31) + d));
  }

  @Provide
  Arbitrary<Long> distances() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(-HALF + 1, HALF - 1),
        Arbitraries.longs().between(-3, 3),
        Arbitraries.of(HALF - 1, -HALF + 1));
  }

  @Property(tries = 2000)
  void numbers_compare_as_the_places_in_the_stream_do(
      @ForAll("places") long place, @ForAll("distances") long distance) {
    long other = place + distance;
    int a = (int) place;
    int b = (int) other;
    assertThat(TcpSeq.lt(a, b)).isEqualTo(place < other);
    assertThat(TcpSeq.leq(a, b)).isEqualTo(place <= other);
    assertThat(TcpSeq.gt(a, b)).isEqualTo(place > other);
    assertThat(TcpSeq.geq(a, b)).isEqualTo(place >= other);
    assertThat(TcpSeq.max(a, b)).isEqualTo((int) Math.max(place, other));
    assertThat(TcpSeq.min(a, b)).isEqualTo((int) Math.min(place, other));
  }

  @Property(tries = 2000)
  void number_is_within_a_range_if_its_place_is(
      @ForAll("places") long start,
      @ForAll("distances") long distance,
      @ForAll("distances") long length) {
    int len = (int) Math.abs(length);
    boolean inside = distance >= 0 && distance < len;
    assertThat(TcpSeq.within((int) (start + distance), (int) start, len)).isEqualTo(inside);
  }

  /** The twin: compared as signed numbers two of them are the wrong way round. */
  @Example
  void numbers_around_the_wrap_are_not_compared_as_they_are() {
    int a = -1;
    int b = 1;
    assertThat(TcpSeq.lt(a, b)).isTrue();
    assertThat(Integer.compareUnsigned(a, b) < 0).isFalse();
    assertThat(TcpSeq.lt(Integer.MAX_VALUE, Integer.MIN_VALUE)).isTrue();
  }
}
