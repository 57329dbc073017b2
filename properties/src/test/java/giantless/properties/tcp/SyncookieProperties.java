package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.netinet.TcpParts;
import giantless.stack.netinet.TcpSyncookie;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** SYN cookies there and back (RFC 4987 section 3.6). */
class SyncookieProperties {
  private static final int[] MSS = {216, 536, 1200, 1360, 1400, 1440, 1452, 1460};
  private static final int[] SHIFTS = {0, 1, 2, 4, 6, 7, 8};
  private static final int ADDR = 0x0a000002;
  private static final int PORT = 4321;
  private static final int IRS = 1000;
  private static final long HOUR = 3_600_000_000_000L;
  private static final int BITS = 32;

  /** The greatest of a list that is no greater; the least, if all are. */
  private static int floor(int[] list, int value) {
    int best = list[0];
    for (int v : list) {
      best = v <= value ? v : best;
    }
    return best;
  }

  /** Every segment size of the table and its neighbours, every shift and none, SACK and none. */
  @Example
  void every_combination_comes_back_as_the_next_smaller_one() {
    TcpParts.Cookies cookies = new TcpParts.Cookies(42);
    int seen = 0;
    for (int mss : MSS) {
      for (int near = -1; near <= 1; near++) {
        for (int shift = -1; shift <= 14; shift++) {
          for (int sack = 0; sack <= 1; sack++) {
            long now = HOUR + seen * 1_234_567_890L;
            int c = cookies.generate(ADDR, PORT, IRS, mss + near, shift, sack == 1, now);
            assertThat(cookies.check(ADDR, PORT, IRS, c, now))
                .as("mss %d shift %d sack %d", mss + near, shift, sack)
                .containsExactly(
                    floor(MSS, mss + near), shift < 0 ? -1 : floor(SHIFTS, shift), sack);
            seen++;
          }
        }
      }
    }
    assertThat(seen).isEqualTo(MSS.length * 3 * 16 * 2);
  }

  @Property(tries = 300)
  void cookie_is_taken_for_its_life_and_refused_after_two(
      @ForAll long key,
      @ForAll @IntRange(max = 65535) int mss,
      @ForAll @IntRange(min = -1, max = 14) int shift,
      @ForAll @LongRange(max = HOUR) long now,
      @ForAll @LongRange(max = TcpSyncookie.LIFETIME) long age,
      @ForAll @LongRange(max = HOUR) long more) {
    TcpParts.Cookies cookies = new TcpParts.Cookies(key);
    int c = cookies.generate(ADDR, PORT, IRS, mss, shift, true, now);
    assertThat(cookies.check(ADDR, PORT, IRS, c, now + age)).isNotNull();
    assertThat(cookies.check(ADDR, PORT, IRS, c, now + 2 * TcpSyncookie.LIFETIME + more)).isNull();
  }

  /** Of each wrong one the hash says so but once in 16 million. */
  @Property(tries = 300)
  void cookie_of_others_is_refused(
      @ForAll @IntRange(max = BITS - 1) int bit, @ForAll @IntRange(min = 1, max = 60_000) int off) {
    TcpParts.Cookies cookies = new TcpParts.Cookies(7);
    int c = cookies.generate(ADDR, PORT, IRS, 1460, 6, true, HOUR);
    assertThat(cookies.check(ADDR, PORT, IRS, c ^ 1 << bit, HOUR)).isNull();
    assertThat(cookies.check(ADDR + off, PORT, IRS, c, HOUR)).isNull();
    assertThat(cookies.check(ADDR, PORT ^ off, IRS, c, HOUR)).isNull();
    assertThat(cookies.check(ADDR, PORT, IRS + off, c, HOUR)).isNull();
    assertThat(new TcpParts.Cookies(8).check(ADDR, PORT, IRS, c, HOUR)).isNull();
    // The twin: with nothing changed the same is taken.
    assertThat(cookies.check(ADDR, PORT, IRS, c, HOUR)).isNotNull();
  }
}
