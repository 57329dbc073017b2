package giantless.properties.twins;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.tcp.SeedRun;

/** Whether the model of RFC 9293 tells a variant of TCP apart from one that keeps to it. */
final class ToldApart {
  private static final int SEEDS = 20;

  private ToldApart() {}

  /**
   * It is, and in the words for that.
   *
   * @param first the seed to begin with: of what is rare one that shows it soon
   * @param words a pattern for the whole of the first difference
   */
  static void demand(PatchedStack variant, long first, String words) {
    Compared stack = variant.make(SeedRun.class, Compared.class);
    String what = null;
    for (long seed = first; seed < first + SEEDS && what == null; seed++) {
      what = stack.run(seed, new long[1], false);
    }
    assertThat(what).isNotNull().matches(words);
  }
}
