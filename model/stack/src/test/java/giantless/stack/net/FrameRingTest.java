package giantless.stack.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A receive ring whose buffers are used again. */
class FrameRingTest {
  private final FrameRing ring = new FrameRing();

  private static byte[] frame(int number, int len) {
    byte[] b = new byte[len];
    Arrays.fill(b, (byte) number);
    return b;
  }

  private void holds(int i, int number, int len) {
    assertThat(ring.length(i)).isEqualTo(len);
    assertThat(Arrays.copyOf(ring.buffer(i), len)).isEqualTo(frame(number, len));
  }

  @Test
  void frames_come_out_as_they_went_in_whatever_was_in_the_buffers_before() {
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 20 + round; i++) {
        ring.put(frame(round + i, 60 + (7 * i + 31 * round) % 90));
      }
      assertThat(ring.size()).isEqualTo(20 + round);
      for (int i = 0; i < 20 + round; i++) {
        holds(i, round + i, 60 + (7 * i + 31 * round) % 90);
      }
      ring.clear();
      assertThat(ring.size()).isZero();
    }
  }

  @Test
  void buffer_that_is_large_enough_is_used_again() {
    ring.put(frame(1, 100));
    byte[] first = ring.buffer(0);
    ring.clear();
    ring.put(frame(2, 60));
    assertThat(ring.buffer(0)).isSameAs(first);
    ring.clear();
    ring.put(frame(3, 101));
    assertThat(ring.buffer(0)).isNotSameAs(first);
    holds(0, 3, 101);
  }
}
