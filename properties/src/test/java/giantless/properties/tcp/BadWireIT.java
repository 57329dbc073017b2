package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.stack.kern.SysException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Two hosts over a wire that loses, doubles, delays, reorders and corrupts: every byte arrives, in
 * order; both ends end in CLOSED or TIME_WAIT; windows and counters keep what must always hold, and
 * nothing is left.
 */
class BadWireIT {
  private static final int SIZE = 60_000;

  @Provide
  Arbitrary<BadWire.Faults> faults() {
    Arbitrary<Integer> percent = Arbitraries.of(0, 1, 5, 12);
    return Combinators.combine(percent, percent, Arbitraries.of(0, 10, 50), percent)
        .as((loss, doubles, late, bad) -> new BadWire.Faults(loss, doubles, late, bad, false));
  }

  @Property(tries = 15)
  void every_byte_arrives_and_both_ends_close(
      @ForAll("faults") BadWire.Faults faults,
      @ForAll @IntRange(max = SIZE) int sizeA,
      @ForAll @IntRange(max = SIZE) int sizeB,
      @ForAll long seed)
      throws SysException {
    new Transfer(new BadWire(faults, seed), sizeA, sizeB, seed).run();
  }

  /** The twin: bytes that were exchanged so that the checksum is right all the same. */
  @Example
  void forged_bytes_are_told_apart() {
    BadWire w = new BadWire(new BadWire.Faults(0, 0, 0, 30, true), 1);
    assertThatThrownBy(() -> new Transfer(w, SIZE, SIZE, 1).run())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of the stream");
  }

  /**
   * The twin: with a wire through which nothing gets the timers give up, and then nothing happens.
   */
  @Example
  void wire_that_is_cut_is_told_apart() {
    BadWire w = new BadWire(new BadWire.Faults(0, 0, 0, 0, false), 1);
    w.cut = true;
    assertThatThrownBy(() -> new Transfer(w, SIZE, SIZE, 1).run())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing happens; CLOSED and CLOSED, sent 0 of 60000, received 0");
  }
}
