package giantless.stack.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.stack.Host;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loss and delay by chance: as often as said, and the same again for the same seed. */
class ChanceFaultTest {
  private static final int FRAMES = 100_000;
  private final Host h = Host.builder().build();

  @AfterEach
  void shutdown() {
    h.shutdownClean();
  }

  private static String fate(ChanceFault f, int frames) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < frames; i++) {
      byte[] frame = new byte[60];
      out.append(f.copies(frame) == 0 ? -1 : f.delayNanos(frame, 0)).append(' ');
    }
    return out.toString();
  }

  @Test
  void frames_are_lost_and_delayed_as_often_as_said() {
    ChanceFault f = new ChanceFault(h.kernel(), 5, 2, 1);
    fate(f, FRAMES);
    assertThat(f.frames.get()).isEqualTo(FRAMES);
    // Six standard deviations of the binomial distribution on either side.
    assertThat(f.lost.get()).isBetween(5_000L - 414, 5_000L + 414);
    assertThat(f.delayed.get()).isBetween(1_900L - 259, 1_900L + 259);
  }

  @Test
  void delay_stays_below_its_limit() {
    ChanceFault f = new ChanceFault(h.kernel(), 0, 100, 7);
    byte[] frame = new byte[60];
    for (int i = 0; i < FRAMES; i++) {
      assertThat(f.delayNanos(frame, 0)).isBetween(1L, ChanceFault.DELAY_MAX);
    }
  }

  @Test
  void nothing_happens_at_none_and_everything_is_lost_at_all() {
    assertThat(fate(new ChanceFault(h.kernel(), 0, 0, 3), 1000)).isEqualTo("0 ".repeat(1000));
    assertThat(fate(new ChanceFault(h.kernel(), 100, 100, 3), 1000)).isEqualTo("-1 ".repeat(1000));
  }

  @Test
  void same_seed_same_fate_and_another_seed_another() {
    String one = fate(new ChanceFault(h.kernel(), 5, 5, 11), 1000);
    assertThat(fate(new ChanceFault(h.kernel(), 5, 5, 11), 1000)).isEqualTo(one);
    assertThat(fate(new ChanceFault(h.kernel(), 5, 5, 12), 1000)).isNotEqualTo(one);
  }

  @Test
  void percentages_beyond_the_whole_are_refused() {
    assertThatThrownBy(() -> new ChanceFault(h.kernel(), 101, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("percent: 101.0");
    assertThatThrownBy(() -> new ChanceFault(h.kernel(), 0, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("percent: NaN");
  }
}
