package giantless.cli.tap;

import giantless.lock.contract.Confined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which of the warnings that tshark's experts give about a capture have an explanation:
 *
 * <ul>
 *   <li>Full and shut windows are flow control.
 *   <li>A D-SACK from us tells of a segment that came twice, so Linux must have sent one again; one
 *       from Linux, that we have, for which our retransmission timer must account: we may stand
 *       still for longer than it runs. The time stamps must show that it ran; where the full output
 *       queue had refused a segment the timer began before the segment was sent, and the host's
 *       counters bound how often that explains one.
 *   <li>"Out-of-order" is said also of a repetition that is close upon another segment; it is none
 *       if its first number was sent before, and if it is ours a timer must account for it.
 *   <li>A reset from us is explained where both sides had ended the stream before: only an echo of
 *       its end can have met us.
 *   <li>Loss and overtaking explain gaps, repetitions and D-SACKs where the driver makes them.
 *   <li>"New fragment overlaps old data" is said of a repetition with other bounds than the segment
 *       had, where it crosses the end of what tshark put together; the bytes are compared
 *       elsewhere.
 *   <li>Linux writes a checksum of 0 as 0xffff, which is as good and which RFC 1624 does not do; we
 *       must not.
 *   <li>"ACKed segment that wasn't captured" is said also where a repetition has other bounds than
 *       the segment had, so acknowledgements of what was not sent are counted here exactly, and
 *       nothing explains one.
 * </ul>
 */
@Confined("the test")
final class TcpVerdict {
  /** PI_WARN; errors are above. */
  private static final int WARN = 6_291_456;

  private static final int FIN = 1;
  private static final int RST = 4;
  private static final int ACK = 16;

  private final boolean lossy;
  private final Map<String, TcpSide> sides = new HashMap<>();
  private final List<String> unexplained = new ArrayList<>();
  private long earlyTimeouts;
  private int packets;

  /** Reads a capture of a host whose output queue had room for all. */
  TcpVerdict(CaptureJudge judge, boolean lossy) throws IOException, InterruptedException {
    this(judge, lossy, 0);
  }

  /**
   * Reads a capture.
   *
   * @param lossy the driver lost and delayed frames
   * @param earlyTimeouts what {@link TapTestbed#earlyTimeouts} says
   */
  TcpVerdict(CaptureJudge judge, boolean lossy, long earlyTimeouts)
      throws IOException, InterruptedException {
    this.lossy = lossy;
    this.earlyTimeouts = earlyTimeouts;
    for (String[] p :
        judge.fields(
            "frame",
            "frame.number",
            "ip.src",
            "tcp.stream",
            "tcp.nxtseq",
            "tcp.ack",
            "tcp.flags",
            "tcp.analysis.retransmission",
            "_ws.expert.message",
            "_ws.expert.severity",
            "tcp.seq",
            "tcp.options.timestamp.tsval")) {
      packet(p);
    }
  }

  /** How many TCP segments the capture has. */
  int packets() {
    return packets;
  }

  /** The warnings without explanation, and impossible acknowledgements. */
  List<String> unexplained() {
    return unexplained;
  }

  private TcpSide side(String[] p, boolean other) {
    boolean us = p[1].equals(TapTestbed.US) != other;
    return sides.computeIfAbsent(p[2] + (us ? " us" : " Linux"), k -> new TcpSide());
  }

  private void packet(String[] p) {
    int flags = 0;
    if (!p[2].isEmpty()) {
      packets++;
      flags = Integer.decode(p[5]);
      TcpSide mine = side(p, false);
      if ((flags & (RST | ACK)) == ACK && Long.parseLong(p[4]) > side(p, true).end()) {
        unexplained.add(
            "frame " + p[0] + " of " + p[1] + " acknowledges what was not sent: " + p[4]);
      }
      if ((flags & RST) == 0) {
        mine.segment(Long.parseLong(p[9]), Long.parseLong(p[3]), p[10], !p[6].isEmpty());
        if (p[1].equals(TapTestbed.US)
            && mine.lastRepeats()
            && !mine.lastTimedOut()
            && earlyTimeouts > 0) {
          earlyTimeouts--;
          mine.lastTimedOutEarly();
        }
      }
      if ((flags & FIN) != 0) {
        mine.fin();
      }
    }
    if (p[8].isEmpty()) {
      return;
    }
    String[] messages = p[7].split("\\|");
    String[] severities = p[8].split("\\|");
    for (int i = 0; i < severities.length; i++) {
      String message = i < messages.length ? messages[i] : p[7];
      if (Integer.parseInt(severities[i]) >= WARN && !explained(p, message)) {
        unexplained.add("frame " + p[0] + " of " + p[1] + ": " + message);
      }
    }
  }

  private boolean explained(String[] p, String message) {
    if (p[2].isEmpty()) {
      return false;
    }
    String m = message.toLowerCase(Locale.ROOT);
    boolean ours = p[1].equals(TapTestbed.US);
    TcpSide mine = side(p, false);
    TcpSide other = side(p, true);
    if (m.contains("d-sack")) {
      return mine.dsack() <= (ours ? other.repeated() : other.timedOut()) || lossy;
    }
    if (m.contains("out-of-order") && !lossy) {
      return ours ? mine.lastTimedOut() : mine.lastRepeats();
    }
    if (m.contains("connection reset")) {
      return mine.hasFin() && other.hasFin();
    }
    if (m.contains("0xffff instead of 0x0000")) {
      return !ours;
    }
    return m.contains("zero window")
        || m.contains("window full")
        || m.contains("completely full")
        || m.contains("acked segment")
        || lossy
            && (m.contains("out-of-order")
                || m.contains("previous segment")
                || m.contains("fragment overlaps old data"));
  }
}
