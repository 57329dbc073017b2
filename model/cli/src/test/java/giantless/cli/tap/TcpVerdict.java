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
 *   <li>A D-SACK from us tells of a segment that came twice, so Linux must have sent one again.
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

  /** What was seen of a stream in one direction. */
  private static final class Side {
    /** Behind the highest number that was sent. */
    private long end;

    private boolean fin;
    private int repeated;
    private int dsacks;
  }

  private final boolean lossy;
  private final Map<String, Side> sides = new HashMap<>();
  private final List<String> unexplained = new ArrayList<>();
  private int packets;

  /**
   * Reads a capture.
   *
   * @param lossy the driver lost and delayed frames
   */
  TcpVerdict(CaptureJudge judge, boolean lossy) throws IOException, InterruptedException {
    this.lossy = lossy;
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
            "_ws.expert.severity")) {
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

  private Side side(String[] p, boolean other) {
    boolean us = p[1].equals(TapTestbed.US) != other;
    return sides.computeIfAbsent(p[2] + (us ? " us" : " Linux"), k -> new Side());
  }

  private void packet(String[] p) {
    int flags = 0;
    if (!p[2].isEmpty()) {
      packets++;
      flags = Integer.decode(p[5]);
      Side mine = side(p, false);
      if ((flags & (RST | ACK)) == ACK && Long.parseLong(p[4]) > side(p, true).end) {
        unexplained.add(
            "frame " + p[0] + " of " + p[1] + " acknowledges what was not sent: " + p[4]);
      }
      if ((flags & RST) == 0) {
        mine.end = Math.max(mine.end, Long.parseLong(p[3]));
      }
      mine.fin |= (flags & FIN) != 0;
      mine.repeated += p[6].isEmpty() ? 0 : 1;
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
    if (m.contains("d-sack")) {
      side(p, false).dsacks++;
      return lossy || ours && side(p, false).dsacks <= side(p, true).repeated;
    }
    if (m.contains("connection reset")) {
      return side(p, false).fin && side(p, true).fin;
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
