package giantless.properties.twins;

import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link TcpModelTwinsIT}, of what TCP's options say. The variants are compiled together. */
class TcpOptionTwinsIT {
  /** RFC 7323 section 2.3: 14 is the largest. */
  private static final Patch SHIFT_ABOVE_14 =
      new Patch(
          "netinet/TcpOptions",
          "toWscale = Math.min(b[at + 2] & 0xff, MAX_WINSHIFT);",
          "toWscale = b[at + 2] & 0xff;");

  /** RFC 7323 section 2.4: what the field cannot say is rounded up. */
  private static final Patch ROUNDED_DOWN =
      new Patch("netinet/TcpSend", "p.recwin + unit - 1 & -unit;", "p.recwin & -unit;");

  /** RFC 7323 section 5.2: time stamps go around. */
  private static final Patch STAMPS_IN_A_LINE =
      new Patch(
          "netinet/TcpDoSegment",
          "!TcpSeq.lt(s.to.toTsval, tp.tsRecent)) {",
          "s.to.toTsval >= tp.tsRecent) {");

  /** RFC 7323 section 3.2: of a challenge too. */
  private static final Patch NO_ECHO =
      new Patch("netinet/TcpSubr", "to.toTsecr = tp.tsRecent;", "to.toTsecr = 0;");

  /** RFC 7323 section 4.1: the echo tells the round trip. */
  private static final Patch ECHO_NOT_MEASURED =
      new Patch(
          "netinet/TcpAckInput",
          "tp.has(Tcpcb.TF_RCVD_TSTMP) && s.to.toTsecr != 0) {",
          "tp.has(Tcpcb.TF_RCVD_TSTMP) && s.to.toTsecr == s.now) {");

  /** The newest SYN's is echoed. */
  private static final Patch FIRST_SYN_ECHOED =
      new Patch(
          "netinet/TcpSyncache", "      sc.tsreflect = s.to.toTsval;\n    } else", "    } else");

  private static final List<Patch> PATCHES =
      List.of(
          SHIFT_ABOVE_14,
          ROUNDED_DOWN,
          STAMPS_IN_A_LINE,
          NO_ECHO,
          ECHO_NOT_MEASURED,
          FIRST_SYN_ECHOED);
  private static final List<PatchedStack> STACKS = PatchedStack.eachPlain(PATCHES);

  private static void assertToldApart(Patch patch, long first, String words) {
    ToldApart.demand(STACKS.get(PATCHES.indexOf(patch)), first, words);
  }

  @Test
  void shift_above_14_is_told_apart() {
    assertToldApart(
        SHIFT_ABOVE_14, 1, "SND.UNA, SND.NXT, RCV.NXT, SND.WND: the RFC says .*, the stack .*");
  }

  @Test
  void time_stamps_that_do_not_go_around_are_told_apart() {
    assertToldApart(
        STAMPS_IN_A_LINE,
        2,
        "segment 1 of the answer: the RFC says \\. .* TS \\d+ \\d+, the stack (\\. .*|nothing)");
  }

  @Test
  void challenge_without_an_echo_is_told_apart() {
    assertToldApart(
        NO_ECHO,
        1,
        "segment 1 of the answer: the RFC says .* TS \\d+ [1-9]\\d*, the stack .* TS \\d+ 0");
  }

  @Test
  void round_trip_without_echo_is_told_apart() {
    assertToldApart(
        ECHO_NOT_MEASURED,
        4,
        "segment \\d of the answer: the RFC says (.*) TS \\d+ (\\d+), the stack \\1 TS \\d+ \\2");
  }

  @Test
  void echo_of_the_first_syn_is_told_apart() {
    assertToldApart(
        FIRST_SYN_ECHOED,
        3,
        "segment 1 of the answer: the RFC says S\\. .* TS \\d+ \\d+, the stack S\\. .*");
  }

  @Test
  void window_that_is_rounded_down_is_told_apart() {
    assertToldApart(
        ROUNDED_DOWN,
        1,
        "segment 1 of the answer: the RFC says (.*) win \\d+(.*), the stack \\1 win \\d+\\2");
  }
}
