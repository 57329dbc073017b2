package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The machine's own sum of words against the definition (RFC 1071), word by word. */
class WordSumTest {
  private static int naive(byte[] b, int off, int len) {
    int s = 0;
    for (int i = 0; i < len; i += 2) {
      s += (b[off + i] & 0xff) << 8 | (i + 1 < len ? b[off + i + 1] & 0xff : 0);
      s = (s & 0xffff) + (s >>> 16);
    }
    return s;
  }

  @Test
  void every_length_at_every_place_is_the_sum_of_its_words() {
    byte[] b = new byte[300];
    new Random(1).nextBytes(b);
    for (int off = 0; off < 9; off++) {
      for (int len = 0; len <= b.length - off; len++) {
        assertThat(WordSum.sum(b, off, len)).as("%d + %d", off, len).isEqualTo(naive(b, off, len));
      }
    }
  }

  /** Where carries are most: and zero is told from its other form. */
  @Test
  void all_ones_and_all_zeros() {
    byte[] b = new byte[1 << 16];
    assertThat(WordSum.sum(b, 0, b.length)).isZero();
    Arrays.fill(b, (byte) -1);
    for (int len : new int[] {1, 2, 7, 8, 31, 32, 1448, 65534, 65535, 65536}) {
      assertThat(WordSum.sum(b, 0, len)).as("%d", len).isEqualTo(naive(b, 0, len));
    }
  }

  @Test
  void one_bit_changes_the_sum() {
    byte[] b = new byte[41];
    new Random(2).nextBytes(b);
    int good = WordSum.sum(b, 0, b.length);
    for (int bit = 0; bit < 8 * b.length; bit++) {
      b[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(WordSum.sum(b, 0, b.length)).isNotEqualTo(good);
      b[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void bytes_beyond_the_array_are_refused() {
    assertThatThrownBy(() -> WordSum.sum(new byte[40], 8, 33))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
