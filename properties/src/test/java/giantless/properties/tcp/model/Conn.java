package giantless.properties.tcp.model;

import java.util.BitSet;

/**
 * One connection: the variables of RFC 9293 section 3.3.1, the data on both sides, and what the
 * socket in front of it says to its user.
 */
final class Conn {
  /** Numbers beyond RCV.NXT that are remembered: more than any window. */
  private static final int AHEAD = 1 << 17;

  State state = State.CLOSED;
  final Timers timers;
  final Rto rto = new Rto();

  // ---- Send sequence variables ----

  int iss;
  int sndUna;
  int sndNxt;

  /** SND.NXT at its highest: retransmission takes SND.NXT back, as section 3.8.1 allows. */
  int sndMax;

  int sndWnd;
  int sndWl1;
  int sndWl2;

  /** Max(SND.WND) of RFC 1122 section 4.2.3.4. */
  int maxSndWnd;

  /** Bytes that the user sent and the peer has not acknowledged. */
  int sndBuf;

  /** Bytes that the user sent in all. */
  int written;

  boolean noDelay;

  // ---- Receive sequence variables ----

  int irs;
  int rcvNxt;
  int rcvWnd;

  /** The right edge that the peer was told. */
  int rcvAdv;

  /** The acknowledgement that was sent last. FreeBSD: last_ack_sent, by which a RST is judged. */
  int lastAck;

  /** The size of the receive buffer. */
  int rcvBuf;

  private final byte[] ring = new byte[AHEAD];
  private final BitSet there = new BitSet(AHEAD);

  /** Where the user reads on. */
  int readNxt;

  /** Bytes in order that the user has not read. */
  int unread;

  /** Where FIN came that are not reached yet. A peer in its right mind sends one. */
  private final BitSet fins = new BitSet(AHEAD);

  // ---- What waits ----

  /** An acknowledgement goes with the next look at what there is to send. */
  boolean ackNow;

  /** One may wait for the timer (section 3.8.6.3). */
  boolean ackLater;

  /** The window that was told last is closed. */
  boolean toldZero;

  /** The SYN of a simultaneous open is still to be acknowledged (section 3.5, figure 8). */
  boolean needSyn;

  /** CLOSE came before the handshake was complete (section 3.10.4). */
  boolean needFin;

  boolean finSent;

  // ---- Loss (RFC 5681 section 3.2, RFC 6582) ----

  int dupAcks;
  boolean recovery;
  int recover;
  int limitedSent;

  /** The segment that is timed: when it was sent, 0 if none is; and its number. */
  long timedAt;

  int timedSeq;

  /** Until then an acknowledgement shows that a timeout was spurious; 0 if it cannot. */
  long spuriousUntil;

  boolean spuriousValid;
  int recoverBefore;
  boolean recoveryBefore;

  /** When a segment came last. */
  long lastRcv;

  // ---- The socket ----

  boolean connecting;
  boolean connected;
  boolean disconnecting;
  boolean disconnected;
  boolean cantSend;
  boolean cantRcv;
  Err error = Err.OK;

  /** No descriptor leads to it. */
  boolean noFd;

  /** The window field of what TIME_WAIT answers. */
  int twWin;

  Conn(Clock clock, int rcvBuf) {
    this.timers = new Timers(clock);
    this.rcvBuf = rcvBuf;
  }

  /** The user's side has no connection any more. */
  boolean gone() {
    return state == State.CLOSED || state == State.TIME_WAIT;
  }

  int space() {
    return rcvBuf - unread;
  }

  void initSend(int first) {
    iss = first;
    sndUna = first;
    sndNxt = first;
    sndMax = first;
    recover = first;
  }

  void initReceive(int first) {
    irs = first;
    rcvNxt = first + 1;
    rcvAdv = first + 1;
    readNxt = first + 1;
  }

  // ---- Data that came ----

  /**
   * Keeps what is new of a segment that lies in the window; what came first stays.
   *
   * @param shift how far its numbers are from those that its sender gave the bytes
   */
  void keep(int seq, int len, int salt, int shift) {
    for (int i = 0; i < len; i++) {
      int at = seq + i & AHEAD - 1;
      if (!there.get(at)) {
        there.set(at);
        ring[at] = Seg.byteAt(seq + shift + i, salt);
      }
    }
  }

  boolean nothingAhead() {
    return fins.isEmpty() && there.isEmpty();
  }

  /** Keeps a FIN; not where data have come that would be behind it. */
  void keepFin(int seq) {
    if (!there.get(seq & AHEAD - 1)) {
      fins.set(seq & AHEAD - 1);
    }
  }

  /** RCV.NXT moves over what is there; whether it meets a FIN, behind which nothing counts. */
  boolean advance() {
    while (!fins.get(rcvNxt & AHEAD - 1) && there.get(rcvNxt & AHEAD - 1)) {
      there.clear(rcvNxt & AHEAD - 1);
      // What nobody can read is acknowledged and thrown away.
      unread += cantRcv ? 0 : 1;
      rcvNxt++;
    }
    return fins.get(rcvNxt & AHEAD - 1);
  }

  /** The user takes so many bytes. */
  byte[] take(int n) {
    byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = ring[readNxt + i & AHEAD - 1];
    }
    readNxt += n;
    unread -= n;
    return b;
  }

  void dropUnread() {
    readNxt += unread;
    unread = 0;
  }

  // ---- The socket's states ----

  void isConnected() {
    connected = true;
    connecting = false;
    disconnecting = false;
  }

  void isDisconnecting() {
    disconnecting = true;
    connecting = false;
    cantRcv = true;
    cantSend = true;
  }

  void isDisconnected() {
    disconnected = true;
    connecting = false;
    connected = false;
    disconnecting = false;
    cantRcv = true;
    cantSend = true;
    sndBuf = 0;
  }

  Err takeError() {
    Err e = error;
    error = Err.OK;
    return e;
  }
}
