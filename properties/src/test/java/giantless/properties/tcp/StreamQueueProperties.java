package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.stack.Host;
import giantless.stack.netinet.TcpParts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The reassembly queue of TCP against a map of bytes: of each byte the one that came first stays.
 */
class StreamQueueProperties {
  private static final int SPAN = 600;
  private static final int LONGEST = 300;
  private static final int PARTS = 30;

  /** A segment, or with {@code take} what is next in order goes to the reader. */
  record Part(int at, int len, int fill, int cut, boolean take) {}

  @Provide
  Arbitrary<List<Part>> parts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, SPAN),
            Arbitraries.oneOf(
                Arbitraries.integers().between(1, 30), Arbitraries.integers().between(1, LONGEST)),
            Arbitraries.integers().between(0, 255),
            Arbitraries.integers().between(1, LONGEST),
            Arbitraries.of(true, false, false, false))
        .as(Part::new)
        .list()
        .ofMaxSize(PARTS);
  }

  /** What the queue must be. */
  private static class Bytes {
    /** What is taken moves the next segment on, so the farthest byte is not within the span. */
    final byte[] bytes = new byte[SPAN + PARTS * LONGEST];

    final BitSet there = new BitSet();
    int next;

    void put(int at, byte b) {
      if (!there.get(at)) {
        there.set(at);
        bytes[at] = b;
      }
    }

    int ranges() {
      int n = 0;
      for (int i = there.nextSetBit(next); i >= 0; i = there.nextSetBit(there.nextClearBit(i))) {
        n++;
      }
      return n;
    }
  }

  private static void agree(List<Part> parts, int base, Bytes model) {
    VirtualClock clock = new VirtualClock();
    Host h = Host.builder().runtime(NativeRuntime.virtual(clock, null, 1, 1)).build();
    TcpParts.Queue queue = new TcpParts.Queue(h.mbufs());
    for (Part p : parts) {
      if (p.take()) {
        byte[] got = queue.take(base + model.next);
        int end = model.there.nextClearBit(model.next);
        byte[] want =
            end == model.next ? null : java.util.Arrays.copyOfRange(model.bytes, model.next, end);
        assertThat(got).as("next at %d", model.next).isEqualTo(want);
        model.next = end;
        continue;
      }
      int at = Math.max(p.at(), model.next);
      byte[] data = new byte[p.len()];
      int before = model.there.cardinality();
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (p.fill() + i);
        model.put(at + i, data[i]);
      }
      int fresh = queue.insert(base + at, data, Math.min(p.cut(), data.length));
      assertThat(fresh).as("new of %s", p).isEqualTo(model.there.cardinality() - before);
      assertThat(queue.pieces()).as("pieces after %s", p).isEqualTo(model.ranges());
      assertThat(queue.storage()).as("storage after %s", p).isGreaterThan(0);
    }
    queue.flush();
    assertThat(queue.storage()).isZero();
    h.shutdownClean(); // No mbuf is left.
  }

  @Property(tries = 300)
  void queue_is_a_map_of_bytes(@ForAll("parts") List<Part> parts, @ForAll int base) {
    agree(parts, base, new Bytes());
  }

  @Property(tries = 100)
  void queue_is_a_map_of_bytes_around_the_wrap(@ForAll("parts") List<Part> parts) {
    agree(parts, -SPAN / 2, new Bytes());
    agree(parts, Integer.MAX_VALUE - SPAN / 2, new Bytes());
  }

  /** Each segment comes in order and is taken, the last of them far beyond the span. */
  @Example
  void queue_is_a_map_of_bytes_however_far_the_reader_comes() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      parts.add(new Part(0, LONGEST, i, LONGEST, false));
      parts.add(new Part(0, 1, 0, 1, true));
    }
    agree(parts, 0, new Bytes());
  }

  /** The twin: a map in which the last byte wins. */
  @Example
  void map_in_which_the_last_byte_wins_is_told_apart() {
    Bytes wrong =
        new Bytes() {
          @Override
          void put(int at, byte b) {
            super.put(at, b);
            bytes[at] = b;
          }
        };
    List<Part> parts =
        List.of(
            new Part(0, 20, 1, 5, false),
            new Part(10, 20, 100, 7, false),
            new Part(0, 1, 0, 1, true));
    assertThatThrownBy(() -> agree(parts, 3, wrong))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("next at 0");
  }
}
