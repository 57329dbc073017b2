package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Proportional rate reduction by the numbers of RFC 6937 section 3.1: 20 segments in flight, 2 more
 * by limited transmit, ssthresh 10. A segment is one byte here, so that nothing is rounded.
 */
class TcpPrrTest {
  private static final int FLIGHT = 22;
  private static final int SSTHRESH = 10;

  private final TcpPrr prr = new TcpPrr();

  /**
   * The first so many of the 20 are lost; the others' acknowledgements come. What the third and
   * those behind it let out.
   */
  private List<Integer> sent(int lost, boolean conservative) {
    List<Integer> all = new ArrayList<>();
    int out = 0;
    prr.begin(FLIGHT, 0, 0);
    for (int sacked = 3; sacked <= 20 - lost; sacked++) {
      int pipe = FLIGHT - sacked - lost + out;
      int n = prr.acknowledged(1, conservative, pipe, SSTHRESH, 1);
      prr.sent(n);
      out += n;
      all.add(n);
    }
    return all;
  }

  /**
   * One loss: ceil(delivered * 10 / 22) is 1 1 2 2 3 3 4 4 5 5 5 6 6 7 7 8 8 for 1 to 17 delivered,
   * and what goes out is how much it grows. Then 22 - 19 - 1 + 8 are in flight, which is ssthresh.
   */
  @Test
  void one_loss_halves_the_window_in_one_round_trip() {
    assertThat(sent(1, false)).containsExactly(1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0);
    assertThat(sent(1, true)).containsExactly(1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0);
  }

  /** 15 losses, PRR-SSRB: the RFC has 2R 2R 2R. */
  @Test
  void burst_of_losses_lets_out_one_more_than_arrives() {
    assertThat(sent(15, false)).containsExactly(2, 2, 2);
  }

  /** The same, PRR-CRB: the RFC has R R R. */
  @Test
  void conservative_lets_out_what_arrives() {
    assertThat(sent(15, true)).containsExactly(1, 1, 1);
  }

  /** Above ssthresh a part of a segment is a whole one, below it is none. */
  @Test
  void room_is_in_whole_segments() {
    prr.begin(20_000, 0, 1000);
    assertThat(prr.room()).isEqualTo(1000);
    // 1,000 * 10,000 / 20,000 is half a segment.
    assertThat(prr.acknowledged(1000, false, 19_000, 10_000, 1000)).isEqualTo(1000);
    prr.sent(1000);
    assertThat(prr.room()).isZero();
    // 2,000 * 10,000 / 20,000 less the 1,000 that went out is nothing.
    assertThat(prr.acknowledged(1000, false, 19_000, 10_000, 1000)).isZero();
    assertThat(prr.acknowledged(1000, false, 9001, 10_000, 1000)).isZero();
    assertThat(prr.acknowledged(1000, false, 8500, 10_000, 1000)).isEqualTo(1000);
    assertThat(prr.delivered()).isEqualTo(4000);
  }

  /** An acknowledgement that delivers nothing opens nothing but what is banked. */
  @Test
  void nothing_delivered_lets_out_what_is_banked() {
    prr.begin(10_000, 3000, 0);
    prr.sent(1000);
    assertThat(prr.acknowledged(0, false, 1000, 5000, 1000)).isEqualTo(2000);
    prr.sent(2000);
    assertThat(prr.acknowledged(0, false, 1000, 5000, 1000)).isZero();
  }

  @Test
  void what_could_not_be_sent_may_be_sent_still() {
    prr.begin(10_000, 1000, 1000);
    prr.sent(1000);
    assertThat(prr.room()).isZero();
    prr.sent(-1000);
    assertThat(prr.room()).isEqualTo(1000);
    prr.end();
    prr.sent(1000);
    assertThat(prr.active()).isFalse();
    assertThat(prr.room()).isZero();
  }

  /** Windows of a gigabyte: their product is more than an int. */
  @Test
  void large_windows_do_not_overflow() {
    prr.begin(1 << 30, 0, 0);
    assertThat(prr.acknowledged(1 << 29, false, 1 << 30, 1 << 29, 1 << 20)).isEqualTo(1 << 28);
  }
}
