package giantless.properties.twins;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.tcp.SeedRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link TcpModelTwinsIT}, of urgent data. The variants are compiled together. */
class TcpUrgentTwinsIT {
  private static final int SEEDS = 20;

  /** RFC 9293 section 3.1: the pointer counts from the number of its segment. */
  private static final Patch POINTER_FROM_THE_NEXT =
      new Patch(
          "netinet/TcpSend",
          """
              if (TcpSeq.gt(tp.sndUp, seq)) {
                // From the segment's own number, which need not be the next to send (RFC 9293 section 3.1).
                urp = Math.min(tp.sndUp - seq, MAXWIN);
          """,
          """
              if (TcpSeq.gt(tp.sndUp, tp.sndNxt)) {
                urp = Math.min(tp.sndUp - tp.sndNxt, MAXWIN);
          """);

  /** What was read before says nothing new (RFC 9293 section 3.10.7.4, sixth). */
  private static final Patch MARK_BEHIND_THE_READER =
      new Patch("netinet/TcpTextInput", "if (mark < 0) {", "if (mark < -70_000) {");

  /** What is cut off the front is no part of what the pointer counts. */
  private static final Patch POINTER_NOT_TRIMMED =
      new Patch("netinet/TcpSegment", "      urp -= taken;\n", "");

  /** The byte was there, and no other is to come. */
  private static final Patch READ_AND_FORGOTTEN =
      new Patch(
          "netinet/TcpUsrreq",
          "tp.tOobflags ^= Tcpcb.TCPOOB_HAVEDATA | Tcpcb.TCPOOB_HADDATA;",
          "tp.tOobflags ^= Tcpcb.TCPOOB_HAVEDATA;");

  private static final List<Patch> PATCHES =
      List.of(
          POINTER_FROM_THE_NEXT, MARK_BEHIND_THE_READER, POINTER_NOT_TRIMMED, READ_AND_FORGOTTEN);
  private static final List<PatchedStack> STACKS = PatchedStack.eachPlain(PATCHES);

  private static void assertToldApart(Patch patch, long first, String words) {
    Compared stack = STACKS.get(PATCHES.indexOf(patch)).make(SeedRun.class, Compared.class);
    String what = null;
    for (long seed = first; seed < first + SEEDS && what == null; seed++) {
      what = stack.run(seed, new long[1], false);
    }
    assertThat(what).isNotNull().matches(words);
  }

  @Test
  void pointer_from_the_next_number_is_told_apart() {
    assertToldApart(
        POINTER_FROM_THE_NEXT,
        1,
        "segment 1 of the answer: the RFC says (.*) urg \\d+(.*), the stack \\1 urg \\d+\\2");
  }

  @Test
  void mark_behind_the_reader_is_told_apart() {
    assertToldApart(
        MARK_BEHIND_THE_READER,
        30,
        "receive with MSG_OOB: the RFC says EINVAL, the stack EWOULDBLOCK");
  }

  @Test
  void pointer_that_is_not_trimmed_is_told_apart() {
    assertToldApart(POINTER_NOT_TRIMMED, 1, "bytes received: the RFC says \\d+, the stack \\d+");
  }

  @Test
  void urgent_byte_that_is_waited_for_again_is_told_apart() {
    assertToldApart(
        READ_AND_FORGOTTEN, 1, "receive with MSG_OOB: the RFC says EINVAL, the stack EWOULDBLOCK");
  }
}
