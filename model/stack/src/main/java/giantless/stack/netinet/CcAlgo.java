package giantless.stack.netinet;

/**
 * A congestion control algorithm, {@code struct cc_algo} of mod_cc(9): stateless; all that it keeps
 * of a connection is in its {@link CcVar}. Called by TCP with the connection's lock held.
 */
public interface CcAlgo {
  /** What an acknowledgement means. */
  enum Ack {
    /** It acknowledges new data. */
    ACK,
    /** It is a duplicate, after a loss. */
    DUPACK
  }

  /** What the network told. */
  enum Signal {
    /** An ECN mark. */
    ECN,
    /** The retransmission timer ran out. */
    RTO,
    /** Three duplicate acknowledgements, or as much by SACK. */
    NDUPACK
  }

  /** As net.inet.tcp.cc.algorithm says it. */
  String name();

  /** cb_init: a connection uses it from now on. */
  void init(CcVar v);

  /** conn_init: the connection is established, the first window is set. */
  default void connInit(CcVar v) {}

  /** ack_received: the window may grow. */
  void ackReceived(CcVar v, Ack type);

  /** cong_signal: the window must shrink. */
  void congSignal(CcVar v, Signal type);

  /** post_recovery: all that was in flight at the loss is acknowledged. */
  void postRecovery(CcVar v);

  /** after_idle: nothing was sent for a retransmission timeout (RFC 5681 section 4.1). */
  void afterIdle(CcVar v);
}
