package giantless.properties.tcp.model;

import java.util.Arrays;

/**
 * The timers of one connection: deadlines in milliseconds. Of two at one time the one that was
 * armed first is first.
 */
final class Timers {
  /** What a timer is for. */
  enum Kind {
    /** RFC 6298: an acknowledgement is missing. */
    REXMT,
    /** RFC 9293 section 3.8.6.1: the peer's window is closed. */
    PERSIST,
    /** RFC 9293 section 3.8.4; and the end of a handshake that takes too long. */
    KEEP,
    /** The peer's FIN is missing. */
    FIN_WAIT_2,
    /** RFC 9293 section 3.8.6.3. */
    DELACK,
    /** RFC 9293 section 3.6.1. */
    TIME_WAIT
  }

  static final long NEVER = Long.MAX_VALUE;

  private final long[] deadline = new long[Kind.values().length];
  private final long[] order = new long[Kind.values().length];
  private final Clock clock;

  Timers(Clock clock) {
    this.clock = clock;
    stopAll();
  }

  void arm(Kind kind, long millis) {
    deadline[kind.ordinal()] = clock.now + Math.max(millis, 0);
    order[kind.ordinal()] = clock.order++;
  }

  void stop(Kind kind) {
    deadline[kind.ordinal()] = NEVER;
  }

  void stopAll() {
    Arrays.fill(deadline, NEVER);
  }

  boolean active(Kind kind) {
    return deadline[kind.ordinal()] != NEVER;
  }

  /** The one that ends first; null if none is armed. */
  Kind first() {
    int best = -1;
    for (int i = 0; i < deadline.length; i++) {
      if (deadline[i] == NEVER) {
        continue;
      }
      if (best < 0
          || deadline[i] < deadline[best]
          || deadline[i] == deadline[best] && order[i] < order[best]) {
        best = i;
      }
    }
    return best < 0 ? null : Kind.values()[best];
  }

  long deadline(Kind kind) {
    return deadline[kind.ordinal()];
  }
}
