package giantless.properties.twins;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.Checkout;
import giantless.properties.packetdrill.ScriptRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * TCP's recovery from losses with one line of it wrong: what is known of the peer by SACK, which
 * acknowledgements are duplicates, what is sent again and when, proportional rate reduction, and
 * where a recovery ends. Each must be told apart by the model of the RFCs on random steps, or by
 * one of the conformance scripts at the line that is there for it.
 *
 * <p>In the random steps all that is in flight fits into one segment, so what counts segments is
 * for the scripts.
 */
class TcpRecoveryTwinsIT {
  private static final Path SCRIPTS =
      Checkout.root().resolve("properties/src/test/resources/giantless/packetdrill/pass");

  /** What the model has besides what is sent: {@code Comparison}. */
  private static final String KNOWN =
      "bytes the peer has, bytes sent again, room: the RFC says \\[.*\\], the stack \\[.*\\]";

  private static final String SILENT =
      "segment \\d of the answer: the RFC says .*, the stack nothing";
  private static final String TALKS =
      "segment \\d of the answer: the RFC says nothing, the stack .*";
  private static final String OTHER = "segment \\d of the answer: the RFC says .*, the stack .*";

  /**
   * A wrong line and what tells it apart.
   *
   * @param bug what is wrong, in words
   * @param script that fails; null if the random steps do
   * @param seed to begin with, of the random steps
   * @param words a pattern for the first difference, or of the script's failure the whole
   */
  private record Twin(String bug, Patch patch, String script, long seed, String words) {
    @Override
    public String toString() {
      return bug + ", told apart by " + (script == null ? "random steps" : script);
    }
  }

  private final List<Twin> twins = new ArrayList<>();

  private void steps(long seed, String words, String bug, String file, String from, String to) {
    twins.add(new Twin(bug, new Patch("netinet/" + file, from, to), null, seed, words));
  }

  private void script(String name, String words, String bug, String file, String from, String to) {
    twins.add(new Twin(bug, new Patch("netinet/" + file, from, to), name, 0, words));
  }

  // ---- What is known of the peer (RFC 2018, RFC 6675 section 3) ----

  private void scoreboard() {
    steps(
        1,
        KNOWN,
        "what is above a block within a hole is forgotten",
        "SackScoreboard",
        "      holes.add(i + 1, upper);\n",
        "");
    steps(
        1,
        OTHER,
        "a block at the end of a hole does not trim it",
        "SackScoreboard",
        "      h.end = from;\n      h.rxmit = TcpSeq.min(h.rxmit, from);\n    } else {",
        "      h.rxmit = TcpSeq.min(h.rxmit, from);\n    } else {");
    steps(
        1,
        KNOWN,
        "an acknowledgement within a hole does not trim it",
        "SackScoreboard",
        "      h.start = ack;\n",
        "");
    steps(
        1,
        KNOWN,
        "what was known by SACK is counted on when it is acknowledged",
        "SackScoreboard",
        "    sackedBytes -= known;\n",
        "");
    steps(
        4,
        KNOWN,
        "what was known by SACK is delivered again when it is acknowledged",
        "SackScoreboard",
        "    delivered += ack - una - known;\n",
        "    delivered += ack - una;\n");
    script(
        "sack/block_of_what_is_next_is_ignored",
        "FAILED line 28: packet sent at 0.25\\d*, expected at 0.33\\d*",
        "a block that begins at what is acknowledged tells something",
        "SackScoreboard",
        "TcpSeq.gt(start, una)) {",
        "TcpSeq.geq(start, una)) {");
    steps(
        3,
        OTHER,
        "what was told before a timeout is believed after it",
        "TcpTimers",
        "    tp.sack.clear();\n",
        "");
  }

  // ---- Duplicates, and when a recovery begins (RFC 6675 sections 2 and 5, RFC 6582) ----

  private void beginning() {
    script(
        "sack/duplicate_without_news_does_not_count",
        "FAILED line 28: packet sent at 0.26\\d*, expected at 0.29\\d*",
        "a duplicate counts that tells nothing new",
        "TcpAckInput",
        "        || !sackChanged\n",
        "        || false\n");
    steps(
        5,
        SILENT,
        "an acknowledgement of new data with news is no duplicate",
        "TcpAckInput",
        "    tp.tDupacks = sackChanged ? 1 : 0;\n",
        "    tp.tDupacks = 0;\n");
    steps(
        3,
        SILENT,
        "a loss that three blocks show is not one before three duplicates",
        "TcpAckInput",
        "    if (tp.tDupacks >= DUPTHRESH || lost) {\n",
        "    if (tp.tDupacks >= DUPTHRESH) {\n");
    steps(
        2,
        SILENT,
        "of blocks four show a loss",
        "SackScoreboard",
        "    return blocks >= DUPTHRESH ||",
        "    return blocks > DUPTHRESH ||");
    script(
        "sack/only_the_hole_is_sent_again",
        "FAILED line 25: packet sent at 0.26\\d*, expected at 0.27\\d*",
        "two segments above show a loss",
        "SackScoreboard",
        " || above > (DUPTHRESH - 1) * maxseg;",
        " || above >= (DUPTHRESH - 1) * maxseg;");
    script(
        "sack/acknowledgement_of_new_data_shows_a_loss",
        "FAILED line 24: wrong packet sent: sequence number expected 2921, was 14601; .*",
        "an acknowledgement of new data begins no recovery",
        "TcpAckInput",
        "    } else if (sackChanged && tp.sack.firstIsLost(tp.maxseg()) && !barred(tp, s.ack)) {\n",
        "    } else if (sackChanged && tp.tDupacks > 1) {\n");
    script(
        "sack/timeout_in_a_recovery_bars_another",
        "FAILED line 31: wrong packet sent: sequence number expected 11681, was 1; .*",
        "a recovery follows another that ended by a timeout",
        "TcpAckInput",
        "    return tp.cc.recoveryBarred && TcpSeq.lt(ack, tp.cc.barredUntil);\n",
        "    return false;\n");
    script(
        "ecn/mark_after_a_timeout_bars_no_later_recovery",
        "FAILED line 40: no packet was sent up to .*",
        "a mark makes the time longer in which no other recovery follows",
        "TcpAckInput",
        "TcpSeq.lt(ack, tp.cc.barredUntil);\n",
        "TcpSeq.lt(ack, tp.cc.recover);\n");
    steps(
        353,
        SILENT,
        "after a recovery that ended by a timeout there is never another",
        "TcpAckInput",
        "      tp.cc.recoveryBarred = false;\n",
        "");
    script(
        "retransmission/duplicates_of_before_a_timeout_begin_no_recovery",
        "FAILED line 26: wrong packet sent: sequence number expected 7301, was 1; .*",
        "with PRR duplicates of what was sent before a timeout begin a recovery",
        "TcpAckInput",
        "    if (sack ? barred(tp, s.ack) : TcpSeq.leq(s.ack, tp.cc.recover)) {\n",
        "    if (!tcp.sysctl.doPrr.on() && TcpSeq.leq(s.ack, tp.cc.recover)) {\n");
  }

  // ---- What is sent again (RFC 6675 section 4) ----

  private void nextSegment() {
    script(
        "sack/prr_0_waits_for_the_pipe",
        "FAILED line 33: no packet was sent up to 0.304\\d*",
        "what is lost is in the pipe",
        "SackScoreboard",
        "        lost += h.end - h.start;\n",
        "");
    script(
        "sack/prr_0_waits_for_the_pipe",
        "FAILED line 33: packet sent at 0.29\\d*, expected at 0.30\\d*",
        "what was sent again is not in the pipe",
        "SackScoreboard",
        " - lost + rexmitBytes;",
        " - lost;");
    steps(
        7,
        TALKS,
        "a hole above the first need not be lost",
        "SackScoreboard",
        "|| i > 0 && !isLost(i, maxseg)) {",
        ") {");
    script(
        "sack/two_holes_are_sent_again",
        "FAILED line 27: no packet was sent up to 0.284\\d*",
        "a hole that was sent again keeps back those above",
        "SackScoreboard",
        "isLost(i, maxseg)) {\n"
            + "        return null;\n"
            + "      }\n"
            + "      if (TcpSeq.lt(h.rxmit, h.end)) {",
        "isLost(i, maxseg)) {\n"
            + "        return null;\n"
            + "      }\n"
            + "      if (TcpSeq.leq(h.rxmit, h.end)) {");
    steps(
        1,
        SILENT,
        "a hole that is not lost is not sent though nothing else can be",
        "TcpOutput",
        "    if (h == null && tp.sndMax - tp.sndUna >= p.avail) {\n",
        "    if (h == null && tp.sndMax - tp.sndUna > p.avail) {\n");
    steps(
        7,
        TALKS,
        "a hole that is not lost goes before new data",
        "TcpOutput",
        "    if (h == null && tp.sndMax - tp.sndUna >= p.avail) {\n",
        "    if (h == null) {\n");
    script(
        "sack/loss_in_a_recovery_waits_for_its_end",
        "FAILED line 48: packet sent at 0.36\\d*, expected at 0.39\\d*",
        "what was first sent in a recovery is sent again in it",
        "TcpCong",
        "      v.recover = tp.sndMax;\n",
        "      v.recover = tp.sndMax + v.maxseg;\n");
    script(
        "sack/shut_window_is_probed_in_a_recovery",
        "FAILED line 27: no packet was sent up to 5.254\\d*",
        "a probe is measured by the room of a recovery",
        "TcpOutput",
        "        && !tp.sack.isEmpty()\n        && !tp.has(Tcpcb.TF_FORCEDATA)) {\n",
        "        && !tp.sack.isEmpty()) {\n");
    script(
        "sack/shut_window_is_probed_in_a_recovery",
        "FAILED line 32: wrong packet sent: sequence number expected 14601, was 2921; .*",
        "after a shut window all is sent again in a recovery",
        "TcpOutput",
        "    tp.sndNxt = repairs ? tp.sndMax : tp.sack.adjust(tp.sndNxt);\n",
        "    tp.sndNxt = tp.sack.adjust(tp.sndNxt);\n");
    script(
        "sack/hole_is_sent_up_to_the_end_of_the_window",
        "FAILED line 28: no packet was sent up to 5.354\\d*",
        "a hole is sent beyond the window",
        "TcpOutput",
        "TcpSeq.min(TcpSeq.min(h.end, tp.cc.recover), tp.sndUna + tp.sndWnd);",
        "TcpSeq.min(h.end, tp.cc.recover);");
    steps(
        201,
        OTHER,
        "after a timeout what the peer has is not skipped",
        "TcpOutput",
        "    tp.sndNxt = repairs ? tp.sndMax : tp.sack.adjust(tp.sndNxt);\n",
        "    tp.sndNxt = repairs ? tp.sndMax : tp.sndNxt;\n");
    steps(
        201,
        OTHER,
        "after a timeout a segment goes on over what the peer has",
        "TcpOutput",
        "      p.len = tp.sack.room(tp.sndNxt, p.len);\n",
        "");
    script(
        "sack/shut_window_is_probed_in_a_recovery",
        "FAILED line 35: no packet was sent up to 11.154\\d*",
        "the persist timer runs on beside the retransmission timer",
        "TcpSend",
        """
              if (t.active(TcpTimers.PERSIST)) {
                t.stop(TcpTimers.PERSIST);
                tp.rtt.rxtshift = 0;
              }
        """,
        "");
  }

  // ---- Proportional rate reduction (RFC 6937) ----

  private void reduction() {
    script(
        "sack/prr_new_hole_sends_what_arrives",
        "FAILED line 32: packet sent at 0.28\\d*, expected at 0.29\\d*",
        "with a new hole more is sent than arrives",
        "TcpAckInput",
        "tp.sack.delivered(), crb || more, pipe",
        "tp.sack.delivered(), crb, pipe");
    script(
        "sack/prr_conservative_sends_what_arrives",
        "FAILED line 32: packet sent at 0.28\\d*, expected at 0.29\\d*",
        "do_prr_conservative is not looked at",
        "TcpAckInput",
        "    boolean crb = tcp.sysctl.doPrrConservative.on();\n    int una =",
        "    boolean crb = false;\n    int una =");
    script(
        "sack/prr_burst_of_losses_sends_one_more",
        "FAILED line 31: no packet was sent up to 0.284\\d*",
        "below ssthresh not a segment more is sent than arrives",
        "TcpPrr",
        "Math.max(banked, arrived) + maxseg;",
        "Math.max(banked, arrived);");
    script(
        "sack/prr_sends_in_proportion",
        "FAILED line 33: packet sent at 0.28\\d*, expected at 0.30\\d*",
        "what limited transmit has replaced counts as delivered",
        "TcpAckInput",
        "Math.min(flight, DUPTHRESH * maxseg) : maxseg;",
        "Math.min(flight, DUPTHRESH * maxseg) : tp.sack.sackedBytes();");
    script(
        "sack/prr_without_blocks_counts_segments",
        "FAILED line 34: packet sent at 0.28\\d*, expected at 0.30\\d*",
        "what is sent does not count",
        "TcpPrr",
        "      out += bytes;\n",
        "");
    steps(
        3,
        KNOWN,
        "with nothing in flight nothing may be sent",
        "TcpPrr",
        "    room = Math.max(room, bytes);\n",
        "");
    steps(
        3,
        KNOWN,
        "a part of a segment is sent",
        "TcpPrr",
        "    room = Math.max(sndcnt, 0) / maxseg * maxseg;\n",
        "    room = Math.max(sndcnt, 0);\n");
  }

  // ---- Where it ends (RFC 6582 section 3.2, RFC 6675 section 5) ----

  private void end() {
    steps(
        1,
        TALKS,
        "an acknowledgement of all that was sent before the loss is a partial one",
        "TcpAckInput",
        "      if (TcpSeq.lt(s.ack, tp.cc.recover)) {\n        partialAck",
        "      if (TcpSeq.leq(s.ack, tp.cc.recover)) {\n        partialAck");
    script(
        "retransmission/partial_acknowledgement_sends_the_next",
        "FAILED line 27: no packet was sent up to 0.324\\d*",
        "a partial acknowledgement ends a recovery",
        "TcpAckInput",
        "      if (TcpSeq.lt(s.ack, tp.cc.recover)) {\n        partialAck",
        "      if (s.ack == tp.sndUna) {\n        partialAck");
    steps(
        1,
        SILENT,
        "the last segment before the loss is no part of what is recovered",
        "TcpCong",
        "      v.recover = tp.sndMax;\n",
        "      v.recover = tp.sndMax - v.maxseg;\n");
  }

  // ---- What the receiver tells (RFC 2018 section 4, RFC 2883) ----

  private void receiver() {
    script(
        "sack/hole_is_reported",
        "FAILED line 14: wrong packet sent: options expected <>, were <nop,nop,sack 101:201>; .*",
        "a block is told that is acknowledged",
        "SackReceiver",
        "      if (TcpSeq.gt(end[i], rcvNxt)) {\n        start[kept]",
        "      if (TcpSeq.geq(end[i], rcvNxt)) {\n        start[kept]");
    steps(
        1,
        OTHER,
        "a duplicate is told again and again",
        "SackReceiver",
        "  public void reported() {\n    dsack = false;\n",
        "  public void reported() {\n");
  }

  @TestFactory
  Stream<DynamicTest> a_wrong_line_of_the_recovery_is_told_apart() {
    scoreboard();
    beginning();
    nextSegment();
    reduction();
    end();
    receiver();
    List<PatchedStack> stacks = PatchedStack.eachPlain(twins.stream().map(Twin::patch).toList());
    return Stream.iterate(0, i -> i < twins.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    twins.get(i).toString(), () -> demand(twins.get(i), stacks.get(i))));
  }

  private static void demand(Twin twin, PatchedStack stack) {
    if (twin.script() == null) {
      ToldApart.demand(stack, twin.seed(), twin.words());
    } else {
      Scripted scripts = stack.make(ScriptRun.class, Scripted.class);
      assertThat(scripts.run(SCRIPTS.resolve(twin.script() + ".pkt")))
          .isNotNull()
          .matches(twin.words());
    }
  }
}
