package giantless.properties.tcp;

/**
 * One step of a run: what is done, and numbers that say how. The numbers are looked at in the light
 * of the connection as it is then, so a step means something wherever it stands.
 */
record Step(Kind kind, int a, int b, int c, int d) {
  /** What is done. */
  enum Kind {
    /** A segment arrives: flags, number, acknowledgement, window and length by class. */
    SEGMENT,
    /** A segment that the peer of a connection would send: in order, all acknowledged. */
    POLITE,
    /** A full segment of a peer that has much to send: in order, nothing new acknowledged. */
    BULK,
    /** What a peer answers to a handshake. */
    HANDSHAKE,
    /** An acknowledgement of a peer that lacks some of what was sent, with blocks. */
    SACK,
    TIME,
    /** Time passes up to the next timer. */
    TIMER,
    SEND,
    RECEIVE,
    SHUTDOWN,
    CLOSE,
    ABORT,
    ACCEPT,
    CONNECT,
    SO_ERROR,
    NODELAY,
    CLOSE_LISTENER,
    /** Everything of these two ends is ended, and another pair of ends begins. */
    NEXT
  }

  @Override
  public String toString() {
    return kind + "(" + a + "," + b + "," + c + "," + d + ")";
  }
}
