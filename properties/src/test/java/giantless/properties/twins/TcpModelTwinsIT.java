package giantless.properties.twins;

import org.junit.jupiter.api.Test;

/**
 * TCP with something wrong put into its own source: the model of RFC 9293 must tell it apart, in
 * the words for that.
 */
class TcpModelTwinsIT {
  private static void assertToldApart(String words, Patch... patches) {
    ToldApart.demand(PatchedStack.plain(patches), 1, words);
  }

  /** RFC 5961 section 3.2: the one with the next number counts, the others are challenged. */
  @Test
  void rst_anywhere_in_the_window_is_told_apart() {
    assertToldApart(
        "segment 1 of the answer: the RFC says \\. .*, the stack nothing",
        new Patch(
            "netinet/TcpDoSegment",
            "if (!edge && !tcp.sysctl.insecureRst.on()) {",
            "if (!inWindow) {"));
  }

  /** RFC 5961 section 7. */
  @Test
  void challenge_too_many_is_told_apart() {
    assertToldApart(
        "segment 1 of the answer: the RFC says nothing, the stack \\. .*",
        new Patch(
            "netinet/TcpDoSegment",
            "if (tp.tChallengeAckCnt >= most) {",
            "if (tp.tChallengeAckCnt > most) {"));
  }

  /** RFC 9293 section 3.4: a FIN takes a number. */
  @Test
  void fin_without_a_number_is_told_apart() {
    assertToldApart(
        "segment 1 of the answer: the RFC says F?P?\\. .*, the stack F?P?\\. .*",
        new Patch("netinet/TcpTextInput", "      tp.rcvNxt++;\n", ""));
  }

  /** RFC 9293 section 3.10.7.4: an older segment does not change the window. */
  @Test
  void window_of_an_older_segment_is_told_apart() {
    assertToldApart(
        "SND.UNA, SND.NXT, RCV.NXT, SND.WND: the RFC says .*, the stack .*",
        new Patch(
            "netinet/TcpTextInput",
            "|| !(TcpSeq.lt(tp.sndWl1, s.seq)\n",
            "|| !(TcpSeq.lt(tp.sndWl1, s.seq + 1)\n"));
  }

  /** RFC 6298 section 5.5. */
  @Test
  void timeout_that_does_not_back_off_is_told_apart() {
    assertToldApart(
        "segment \\d of the answer: the RFC says (.*) TS \\d+ (\\d+), the stack \\1 TS \\d+ \\2",
        new Patch("netinet/TcpRtt", "BACKOFF = {1, 2, 4, 8,", "BACKOFF = {1, 1, 1, 1,"));
  }

  /** RFC 1337. */
  @Test
  void time_wait_that_a_rst_ends_is_told_apart() {
    assertToldApart(
        "state: the RFC says TIME_WAIT, the stack CLOSED",
        new Patch(
            "netinet/TcpTimewait",
            "    if (!(inp.inpPpcb instanceof Tcptw) || s.has(TcpHeader.RST)) {\n",
            """
                if (inp.inpPpcb instanceof Tcptw && s.has(TcpHeader.RST)) {
                  close((Tcptw) inp.inpPpcb);
                  return false;
                }
                if (!(inp.inpPpcb instanceof Tcptw)) {
            """));
  }
}
