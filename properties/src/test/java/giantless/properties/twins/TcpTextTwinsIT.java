package giantless.properties.twins;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * As {@link TcpModelTwinsIT}, of urgent data, and of what SACK tells of data out of order. The
 * variants are compiled together.
 */
class TcpTextTwinsIT {
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

  /** RFC 2018 section 4: the block of the newest segment is the first. */
  private static final Patch OLDEST_BLOCK_FIRST =
      new Patch(
          "netinet/SackReceiver",
          "for (int i = 0; i < n && k < TcpOptions.MAX_SACKBLKS; i++) {",
          "for (int i = n - 1; i >= 0 && k < TcpOptions.MAX_SACKBLKS; i--) {");

  /** RFC 2018 section 3: as many as there is room for. */
  private static final Patch TWO_BLOCKS =
      new Patch(
          "netinet/TcpOptions",
          "toNsacks = Math.min(toNsacks, room / OLEN_SACK);",
          "toNsacks = Math.min(toNsacks, Math.min(room / OLEN_SACK, 2));");

  /** RFC 2883 section 4: what is below the window came twice. */
  private static final Patch DUPLICATE_NOT_TOLD =
      new Patch("netinet/TcpDoSegment", "      tp.rcvSack.duplicate(s.seq, s.seq + todrop);\n", "");

  private static final List<Patch> PATCHES =
      List.of(
          POINTER_FROM_THE_NEXT,
          MARK_BEHIND_THE_READER,
          POINTER_NOT_TRIMMED,
          READ_AND_FORGOTTEN,
          OLDEST_BLOCK_FIRST,
          TWO_BLOCKS,
          DUPLICATE_NOT_TOLD);
  private static final List<PatchedStack> STACKS = PatchedStack.eachPlain(PATCHES);

  private static void assertToldApart(Patch patch, long first, String words) {
    ToldApart.demand(STACKS.get(PATCHES.indexOf(patch)), first, words);
  }

  @Test
  void pointer_from_the_next_number_is_told_apart() {
    assertToldApart(
        POINTER_FROM_THE_NEXT,
        22,
        "segment 1 of the answer: the RFC says (.*) urg \\d+(.*), the stack \\1 urg \\d+\\2");
  }

  @Test
  void oldest_block_first_is_told_apart() {
    assertToldApart(
        OLDEST_BLOCK_FIRST,
        2,
        "segment 1 of the answer: the RFC says (.*) sack (\\d+:\\d+) .*, the stack \\1 sack .* \\2");
  }

  @Test
  void two_blocks_where_three_have_room_are_told_apart() {
    assertToldApart(
        TWO_BLOCKS,
        4,
        "segment 1 of the answer: the RFC says (.* sack \\d+:\\d+ \\d+:\\d+) \\d+:.*, the stack \\1");
  }

  @Test
  void duplicate_that_is_not_told_is_told_apart() {
    assertToldApart(
        DUPLICATE_NOT_TOLD,
        1,
        "segment 1 of the answer: the RFC says (.*) sack \\d+:\\d+(.*), the stack \\1( sack)?\\2");
  }

  @Test
  void mark_behind_the_reader_is_told_apart() {
    assertToldApart(
        MARK_BEHIND_THE_READER,
        223,
        "receive with MSG_OOB: the RFC says EINVAL, the stack EWOULDBLOCK");
  }

  @Test
  void pointer_that_is_not_trimmed_is_told_apart() {
    assertToldApart(POINTER_NOT_TRIMMED, 6, "bytes received: the RFC says \\d+, the stack \\d+");
  }

  @Test
  void urgent_byte_that_is_waited_for_again_is_told_apart() {
    assertToldApart(
        READ_AND_FORGOTTEN, 1, "receive with MSG_OOB: the RFC says EINVAL, the stack EWOULDBLOCK");
  }
}
