package giantless.properties.twins;

import org.junit.jupiter.api.Test;

/**
 * As {@link TcpModelTwinsIT}, of receive buffers that grow by themselves: the window that is told
 * says how large they are.
 */
class TcpAutobufTwinsIT {
  private static final String WINDOW =
      "segment \\d of the answer: the RFC says (.*) win \\d+(.*), the stack \\1 win \\d+\\2";
  private static final String SIZE = "SO_RCVBUF: the RFC says \\d+, the stack \\d+";
  private static final String EITHER = "(?:" + SIZE + "|" + WINDOW + ")";

  private static void assertToldApart(String from, String to, long first, String words) {
    PatchedStack stack = PatchedStack.plain(new Patch("netinet/TcpAutobuf", from, to));
    ToldApart.demand(stack, first, words);
  }

  @Test
  void buffer_that_grows_at_a_quarter_is_told_apart() {
    assertToldApart("hiwat / 2 / 4 * 3 ", "hiwat / 4 ", 1, EITHER);
  }

  @Test
  void buffer_that_grows_at_a_half_is_told_apart() {
    assertToldApart("hiwat / 2 / 4 * 3 ", "hiwat / 2 ", 1, EITHER);
  }

  @Test
  void buffer_that_doubles_is_told_apart() {
    assertToldApart("(long) hiwat + hiwat / 2", "(long) hiwat + hiwat", 1, EITHER);
  }

  @Test
  void buffer_that_grows_without_a_round_trip_is_told_apart() {
    assertToldApart("        || tp.rtt.srtt == 0\n", "", 1, EITHER);
  }

  @Test
  void buffer_that_waits_for_a_whole_round_trip_is_told_apart() {
    assertToldApart("tp.rtt.srttMillis() / 2", "tp.rtt.srttMillis()", 1, EITHER);
  }

  @Test
  void buffer_that_grows_after_exactly_half_a_round_trip_is_told_apart() {
    assertToldApart("now - tp.rfbufTs <= ", "now - tp.rfbufTs < ", 1, EITHER);
  }

  @Test
  void count_that_does_not_begin_anew_is_told_apart() {
    assertToldApart("    tp.rfbufCnt = 0;\n", "", 1, EITHER);
  }

  @Test
  void buffer_without_a_limit_is_told_apart() {
    assertToldApart("hiwat / 2, max));", "hiwat / 2, Integer.MAX_VALUE));", 7, EITHER);
  }

  @Test
  void buffer_that_grows_though_it_is_switched_off_is_told_apart() {
    assertToldApart(" && sysctl.recvbufAuto.on()) {\n      int", ") {\n      int", 15, EITHER);
  }
}
