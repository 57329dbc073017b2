package giantless.cli.tap;

import giantless.lock.contract.Confined;
import java.util.ArrayList;
import java.util.List;

/**
 * What a capture shows of one direction of a TCP stream: what was sent, what was sent again, and
 * for how much of that a retransmission timer accounts. Its clock is the sender's own, the time
 * stamps in its segments (RFC 7323): those of the capture say when a frame left the queue, which
 * can be long after TCP has sent it.
 */
@Confined("the test")
final class TcpSide {
  /** The shortest retransmission timeout of either side, in milliseconds of its time stamps. */
  private static final int RTO_MIN = 200;

  /** A segment that takes room in the stream; {@code tsval} is null without time stamps. */
  private record Sent(long seq, long nxtseq, Integer tsval) {}

  private final List<Sent> all = new ArrayList<>();
  private long end;
  private boolean fin;
  private int repeated;
  private int timedOut;
  private int dsacks;

  /** What was on the way when a timer had fired goes again after that. */
  private long goBack;

  private boolean lastRepeats;
  private boolean lastTimedOut;

  /**
   * A segment, in the order of the capture.
   *
   * @param tsval the text of its time stamp, empty if there is none
   * @param repeats tshark calls it a repetition
   */
  void segment(long seq, long nxtseq, String tsval, boolean repeats) {
    Sent s = new Sent(seq, nxtseq, tsval.isEmpty() ? null : Integer.parseUnsignedInt(tsval));
    Sent before = nxtseq > seq ? lastWith(seq) : null;
    lastRepeats = before != null;
    lastTimedOut = lastRepeats && (seq < goBack || timeout(before, s));
    if (lastTimedOut) {
      countTimeout();
    }
    repeated += lastRepeats || repeats ? 1 : 0;
    if (nxtseq > seq) {
      all.add(s);
    }
    end = Math.max(end, nxtseq);
  }

  /** A timer accounts for the last segment after all. */
  void lastTimedOutEarly() {
    lastTimedOut = true;
    countTimeout();
  }

  private void countTimeout() {
    timedOut++;
    goBack = Math.max(goBack, end);
  }

  private static boolean timeout(Sent before, Sent now) {
    return before.tsval != null && now.tsval != null && now.tsval - before.tsval >= RTO_MIN;
  }

  /** The last segment that had this number. */
  private Sent lastWith(long number) {
    for (int i = number < end ? all.size() - 1 : -1; i >= 0; i--) {
      Sent s = all.get(i);
      if (s.seq <= number && number < s.nxtseq) {
        return s;
      }
    }
    return null;
  }

  void fin() {
    fin = true;
  }

  boolean hasFin() {
    return fin;
  }

  /** Behind the highest number that was sent. */
  long end() {
    return end;
  }

  /**
   * Whether the last segment begins with what was sent before. If that had no gap, the segment is
   * in no wrong order; and a gap has a warning of its own.
   */
  boolean lastRepeats() {
    return lastRepeats;
  }

  /** Whether a timer explains that the last segment was sent again. */
  boolean lastTimedOut() {
    return lastTimedOut;
  }

  /** How many segments were sent again. */
  int repeated() {
    return repeated;
  }

  /** How many of them are explained by a timer. */
  int timedOut() {
    return timedOut;
  }

  /** One more D-SACK (RFC 2883) from this side; how many there were. */
  int dsack() {
    return ++dsacks;
  }
}
