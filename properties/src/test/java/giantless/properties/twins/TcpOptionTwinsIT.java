package giantless.properties.twins;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.tcp.SeedRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link TcpModelTwinsIT}, of what TCP's options say. The variants are compiled together. */
class TcpOptionTwinsIT {
  private static final int SEEDS = 20;

  /** RFC 7323 section 2.3: 14 is the largest. */
  private static final Patch SHIFT_ABOVE_14 =
      new Patch(
          "netinet/TcpOptions",
          "toWscale = Math.min(b[at + 2] & 0xff, MAX_WINSHIFT);",
          "toWscale = b[at + 2] & 0xff;");

  /** RFC 7323 section 2.4: what the field cannot say is rounded up. */
  private static final Patch ROUNDED_DOWN =
      new Patch("netinet/TcpSend", "p.recwin + unit - 1 & -unit;", "p.recwin & -unit;");

  private static final List<Patch> PATCHES = List.of(SHIFT_ABOVE_14, ROUNDED_DOWN);
  private static final List<PatchedStack> STACKS = PatchedStack.eachPlain(PATCHES);

  private static void assertToldApart(Patch patch, String words) {
    Compared stack = STACKS.get(PATCHES.indexOf(patch)).make(SeedRun.class, Compared.class);
    String what = null;
    for (long seed = 1; seed <= SEEDS && what == null; seed++) {
      what = stack.run(seed, new long[1], false);
    }
    assertThat(what).isNotNull().matches(words);
  }

  @Test
  void shift_above_14_is_told_apart() {
    assertToldApart(
        SHIFT_ABOVE_14, "SND.UNA, SND.NXT, RCV.NXT, SND.WND: the RFC says .*, the stack .*");
  }

  @Test
  void window_that_is_rounded_down_is_told_apart() {
    assertToldApart(
        ROUNDED_DOWN,
        "segment 1 of the answer: the RFC says P?\\. .* win \\d+, the stack P?\\. .* win \\d+");
  }
}
