package giantless.properties.tcp.model;

/** What the RFC leave to the implementation, and what nobody can foretell. */
public interface Choices {
  /** The initial sequence number that was just chosen. */
  int isn();

  /**
   * What was added to the milliseconds of the clock for the time stamp that was just sent (RFC 7323
   * section 5.4 leaves where its clock begins).
   */
  int stampOffset();

  /** What the congestion control has just chosen to be in flight after a loss, in bytes. */
  int ssthresh();
}
