package giantless.properties.tcp.model;

/**
 * The states of a connection (RFC 9293 section 3.3.2), in the order of FreeBSD's tcp_fsm.h, by
 * which some of its rules are said. LISTEN belongs to a listener, which is no connection.
 */
public enum State {
  CLOSED,
  LISTEN,
  SYN_SENT,
  SYN_RCVD,
  ESTABLISHED,
  CLOSE_WAIT,
  FIN_WAIT_1,
  CLOSING,
  LAST_ACK,
  FIN_WAIT_2,
  TIME_WAIT;

  boolean synchronised() {
    return compareTo(ESTABLISHED) >= 0;
  }

  /** Whether the peer's FIN has been taken. */
  boolean finReceived() {
    return this == CLOSE_WAIT || this == CLOSING || this == LAST_ACK || this == TIME_WAIT;
  }

  /** Whether our FIN is part of the stream. */
  boolean finSent() {
    return this == FIN_WAIT_1 || this == CLOSING || this == LAST_ACK;
  }
}
