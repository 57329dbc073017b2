package giantless.properties.twins;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.Checkout;
import giantless.properties.packetdrill.ScriptRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * As {@link TcpRecoveryTwinsIT}, of socket buffers that grow by themselves. Of a receive buffer the
 * random steps see the size, by the window that is told and by SO_RCVBUF; of a send buffer the
 * scripts see how much goes in.
 */
class TcpAutobufTwinsIT {
  private static final Path SCRIPTS =
      Checkout.root().resolve("properties/src/test/resources/giantless/packetdrill/pass/autosize");

  private static final String SIZE =
      "(?:SO_RCVBUF: the RFC says \\d+, the stack \\d+|segment \\d of the answer: the RFC says (.*)"
          + " win \\d+(.*), the stack \\1 win \\d+\\2)";

  /** The random steps from a seed on tell it. */
  private static void assertToldApart(String from, String to, long first) {
    PatchedStack stack = PatchedStack.plain(new Patch("netinet/TcpAutobuf", from, to));
    ToldApart.demand(stack, first, SIZE);
  }

  /** The script tells it. */
  private static void assertFails(String script, String words, String file, String... fromTo) {
    PatchedStack stack = PatchedStack.plain(new Patch(file, fromTo[0], fromTo[1]));
    Scripted scripts = stack.make(ScriptRun.class, Scripted.class);
    assertThat(scripts.run(SCRIPTS.resolve(script + ".pkt"))).isEqualTo(words);
  }

  // ---- The receive buffer ----

  @Test
  void buffer_that_grows_at_a_quarter_is_told_apart() {
    assertToldApart("hiwat / 2 / 4 * 3 ", "hiwat / 4 ", 1);
  }

  @Test
  void buffer_that_grows_at_a_half_is_told_apart() {
    assertToldApart("hiwat / 2 / 4 * 3 ", "hiwat / 2 ", 1);
  }

  @Test
  void buffer_that_doubles_is_told_apart() {
    assertToldApart("(long) hiwat + hiwat / 2", "(long) hiwat + hiwat", 1);
  }

  @Test
  void buffer_that_grows_without_a_round_trip_is_told_apart() {
    assertToldApart("        || tp.rtt.srtt == 0\n", "", 1);
  }

  @Test
  void buffer_that_waits_for_a_whole_round_trip_is_told_apart() {
    assertToldApart("tp.rtt.srttMillis() / 2", "tp.rtt.srttMillis()", 1);
  }

  @Test
  void buffer_that_grows_after_exactly_half_a_round_trip_is_told_apart() {
    assertToldApart("tp.rtt.srttMillis() / 2) <= 0", "tp.rtt.srttMillis() / 2) < 0", 1);
  }

  @Test
  void count_that_does_not_begin_anew_is_told_apart() {
    assertToldApart("    tp.rfbufCnt = 0;\n", "", 1);
  }

  @Test
  void receive_buffer_without_a_limit_is_told_apart() {
    assertToldApart("hiwat / 2, max));", "hiwat / 2, Integer.MAX_VALUE));", 7);
  }

  @Test
  void buffer_that_grows_though_it_is_switched_off_is_told_apart() {
    assertToldApart(" && sysctl.recvbufAuto.on()) {\n      int", ") {\n      int", 15);
  }

  @Test
  void so_rcvbuf_that_is_forgotten_is_caught() {
    assertFails(
        "so_rcvbuf_does_not_grow",
        "FAILED line 27: wrong packet sent: window expected 8000, was 18000; the packet is . 1:1(0)"
            + " ack 12001 win 18000",
        "socket/SbReserve",
        "    if (ok) {\n      sb.sbFlags &= ~SockBuf.SB_AUTOSIZE;\n    }\n",
        "");
  }

  // ---- The send buffer ----

  @Test
  void so_sndbuf_that_is_forgotten_is_caught() {
    assertFails(
        "so_sndbuf_does_not_grow",
        "FAILED line 13: write returned 10000, expected 5840",
        "socket/SbReserve",
        "    if (ok) {\n      sb.sbFlags &= ~SockBuf.SB_AUTOSIZE;\n    }\n",
        "");
  }

  @Test
  void so_sndbuf_of_a_listener_that_is_forgotten_is_caught() {
    assertFails(
        "so_sndbuf_of_the_listener_does_not_grow",
        "FAILED line 14: write returned 10000, expected 5840",
        "socket/SbReserve",
        "sb.sbFlags |= autosize;",
        "sb.sbFlags |= SockBuf.SB_AUTOSIZE;");
  }

  @Test
  void listener_that_hands_nothing_down_is_caught() {
    assertFails(
        "send_buffer_grows",
        "FAILED line 13: write returned 5840, expected 10000",
        "socket/SbReserve",
        "sb.sbFlags |= autosize;",
        "sb.sbFlags |= 0;");
  }

  @Test
  void send_buffer_that_ignores_the_window_of_the_peer_is_caught() {
    assertFails(
        "window_of_the_peer_keeps_the_send_buffer",
        "FAILED line 13: write returned 10000, expected 5840",
        "netinet/TcpAutobuf",
        " && tp.sndWnd / 4 * 5 >= hiwat - lowat",
        "");
  }

  @Test
  void send_buffer_that_ignores_the_congestion_window_is_caught() {
    assertFails(
        "congestion_window_keeps_the_send_buffer",
        "FAILED line 13: write returned 10000, expected 5840",
        "netinet/TcpAutobuf",
        "|| sendwin < unsent ",
        "");
  }

  @Test
  void send_buffer_that_grows_before_it_is_filled_is_caught() {
    assertFails(
        "sendbuf_auto_lowat_is_off",
        "FAILED line 14: getsockopt SO_SNDBUF: value expected 5840, was 14032",
        "netinet/TcpAutobuf",
        "filled >= lowat && used >= filled - lowat;",
        "true;");
  }

  @Test
  void sendbuf_auto_lowat_that_is_ignored_is_caught() {
    assertFails(
        "sendbuf_auto_lowat",
        "FAILED line 14: getsockopt SO_SNDBUF: value expected 14032, was 5840",
        "netinet/TcpAutobuf",
        "sysctl.sendbufAutoLowat.on() ? sb.sbLowat() : 0",
        "0");
  }

  @Test
  void send_buffer_without_a_limit_is_caught() {
    assertFails(
        "sendbuf_max_is_the_most",
        "FAILED line 12: write returned 10000, expected 8000",
        "netinet/TcpAutobuf",
        "sysctl.sendbufInc.get(), max));",
        "sysctl.sendbufInc.get(), Integer.MAX_VALUE));");
  }

  @Test
  void sendbuf_auto_that_is_ignored_is_caught() {
    assertFails(
        "sendbuf_auto_0",
        "FAILED line 12: write returned 10000, expected 5840",
        "netinet/TcpAutobuf",
        " || !sysctl.sendbufAuto.on()",
        "");
  }

  @Test
  void growth_that_goes_on_where_maxsockbuf_has_ended_it_is_caught() {
    assertFails(
        "maxsockbuf_ends_the_growth",
        "FAILED line 20: write returned 10000, expected 5840",
        "socket/SbReserve",
        "    if (!sb.sbreserveLocked(cc)) {\n      sb.sbFlags &= ~SockBuf.SB_AUTOSIZE;\n    }\n",
        "    sb.sbreserveLocked(cc);\n");
  }
}
