package giantless.stack.netinet;

/** The states of a connection, TCPS_* of tcp_fsm.h (RFC 9293 section 3.3.2). Constants only. */
public final class TcpState {
  public static final int CLOSED = 0;
  public static final int LISTEN = 1;
  public static final int SYN_SENT = 2;
  public static final int SYN_RECEIVED = 3;
  public static final int ESTABLISHED = 4;
  public static final int CLOSE_WAIT = 5;
  public static final int FIN_WAIT_1 = 6;
  public static final int CLOSING = 7;
  public static final int LAST_ACK = 8;
  public static final int FIN_WAIT_2 = 9;
  public static final int TIME_WAIT = 10;

  private static final String[] NAMES = {
    "CLOSED",
    "LISTEN",
    "SYN_SENT",
    "SYN_RCVD",
    "ESTABLISHED",
    "CLOSE_WAIT",
    "FIN_WAIT_1",
    "CLOSING",
    "LAST_ACK",
    "FIN_WAIT_2",
    "TIME_WAIT"
  };

  /** tcp_outflags[]: what a segment carries in each state. */
  private static final int[] OUTFLAGS = {
    TcpHeader.RST | TcpHeader.ACK,
    0,
    TcpHeader.SYN,
    TcpHeader.SYN | TcpHeader.ACK,
    TcpHeader.ACK,
    TcpHeader.ACK,
    TcpHeader.FIN | TcpHeader.ACK,
    TcpHeader.FIN | TcpHeader.ACK,
    TcpHeader.FIN | TcpHeader.ACK,
    TcpHeader.ACK,
    TcpHeader.ACK
  };

  private TcpState() {}

  /** As netstat(1) prints it. */
  public static String name(int state) {
    return NAMES[state];
  }

  static int outflags(int state) {
    return OUTFLAGS[state];
  }

  /** TCPS_HAVERCVDSYN. */
  static boolean haveRcvdSyn(int state) {
    return state >= SYN_RECEIVED;
  }

  /** TCPS_HAVEESTABLISHED. */
  static boolean haveEstablished(int state) {
    return state >= ESTABLISHED;
  }

  /** TCPS_HAVERCVDFIN. */
  static boolean haveRcvdFin(int state) {
    return state == CLOSE_WAIT || state >= CLOSING && state != FIN_WAIT_2;
  }
}
