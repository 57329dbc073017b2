package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.stack.netinet.SackScoreboard;
import giantless.stack.netinet.TcpOptions;
import giantless.stack.netinet.TcpParts;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The SACK scoreboard against a set of bytes, with numbers that wrap around in between. */
class ScoreboardProperties {
  private static final int MAX = 80;
  private static final int MSS = 7;

  /** An acknowledgement and what blocks it brings. */
  record Ack(int up, int[] blocks) {
    @Override
    public String toString() {
      return "+" + up + " " + java.util.Arrays.toString(blocks);
    }
  }

  @Provide
  Arbitrary<List<Ack>> acks() {
    Arbitrary<Integer> up =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, Arbitraries.just(0)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(-3, 12)));
    Arbitrary<int[]> blocks =
        Arbitraries.integers()
            .between(-4, MAX + 4)
            .array(int[].class)
            .ofMinSize(0)
            .ofMaxSize(8)
            .map(a -> java.util.Arrays.copyOf(a, a.length & ~1))
            .map(ScoreboardProperties::mostlyRight);
    return Combinators.combine(up, blocks).as(Ack::new).list().ofMaxSize(12);
  }

  /** Blocks of a peer in its right mind are not empty, and short. */
  private static int[] mostlyRight(int[] b) {
    for (int i = 0; i + 1 < b.length; i += 2) {
      if ((b[i] + b[i + 1]) % 5 != 0) {
        b[i + 1] = b[i] + 1 + Math.floorMod(b[i + 1], 9);
      }
    }
    return b;
  }

  private static void agree(List<Ack> acks, int base, NaiveScoreboard naive) {
    SackScoreboard board = new SackScoreboard();
    for (Ack a : acks) {
      int una = naive.una;
      int ack = Math.min(una + a.up(), MAX);
      TcpOptions to = new TcpOptions();
      to.withSack();
      to.toFlags = a.blocks().length > 0 ? TcpOptions.TOF_SACK : 0;
      to.toNsacks = a.blocks().length / 2;
      for (int i = 0; i < to.toNsacks; i++) {
        to.sackStart[i] = base + a.blocks()[2 * i];
        to.sackEnd[i] = base + a.blocks()[2 * i + 1];
      }
      boolean changed = board.update(base + una, base + ack, base + MAX, to, MAX);
      assertThat(naive.update(ack, a.blocks())).as("changed at %s", a).isEqualTo(changed);
      int[] holes = TcpParts.holes(board);
      for (int i = 0; i < holes.length; i++) {
        holes[i] -= base;
      }
      assertThat(holes).as("holes after %s", a).isEqualTo(naive.holes());
      assertThat(board.delivered()).as("delivered by %s", a).isEqualTo(naive.delivered);
      if (holes.length > 0) {
        assertThat(board.fack() - base).as("highest after %s", a).isEqualTo(naive.fack());
        assertThat(board.sackedBytes()).as("bytes after %s", a).isEqualTo(naive.sacked());
        assertThat(board.pipe(base + naive.una, base + MAX, MSS))
            .as("pipe after %s", a)
            .isEqualTo(naive.pipe(MSS));
        for (int at = naive.una; at < naive.fack(); at++) {
          assertThat(board.adjust(base + at) - base).isEqualTo(naive.adjust(at));
        }
      }
    }
  }

  @Property(tries = 1000)
  void scoreboard_is_a_set_of_bytes(@ForAll("acks") List<Ack> acks, @ForAll int base) {
    agree(acks, base, new NaiveScoreboard(MAX));
  }

  @Property(tries = 300)
  void scoreboard_is_a_set_of_bytes_around_the_wrap(@ForAll("acks") List<Ack> acks) {
    agree(acks, -MAX / 2, new NaiveScoreboard(MAX));
    agree(acks, Integer.MAX_VALUE - MAX / 2, new NaiveScoreboard(MAX));
  }

  /** The twin: a set that loses the last byte of each block. */
  @Example
  void set_without_the_last_byte_of_a_block_is_told_apart() {
    NaiveScoreboard wrong =
        new NaiveScoreboard(MAX) {
          @Override
          void mark(int start, int end) {
            super.mark(start, end - 1);
          }
        };
    List<Ack> acks = List.of(new Ack(0, new int[] {10, 20}), new Ack(0, new int[] {30, 40}));
    assertThatThrownBy(() -> agree(acks, 5, wrong))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after +0 [10, 20]");
  }
}
