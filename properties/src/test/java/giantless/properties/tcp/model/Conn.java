package giantless.properties.tcp.model;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * One connection: the variables of RFC 9293 section 3.3.1, the data on both sides, and what the
 * socket in front of it says to its user.
 */
final class Conn {
  private static final int MAXWIN = 65535;
  private static final int LEAST_RING = 1 << 14;

  State state = State.CLOSED;
  final Timers timers;
  private final Clock clock;
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

  /** SND.UP: behind the urgent data. */
  int sndUp;

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

  /** How that changes. */
  final Growth growth;

  /** Bytes that came, by number modulo its size. */
  private byte[] ring = new byte[LEAST_RING];

  private BitSet there = new BitSet();

  /** Where the user reads on. */
  int readNxt;

  /** Bytes in order that the user has not read. */
  int unread;

  /** Where FIN came that are not reached yet. A peer in its right mind sends one. */
  private BitSet fins = new BitSet();

  // ---- Challenges (RFC 5961 section 7) ----

  private int challenges;
  private long challengesUntil = -1;

  // ---- Urgent data that come (RFC 9293 section 3.8.5, RFC 6093) ----

  /** SO_OOBINLINE: the last urgent byte stays in the stream. */
  boolean inline;

  /** RCV.UP: behind the urgent data. */
  int rcvUp;

  /** The last urgent byte has not come. */
  boolean urgentPending;

  /** So many unread bytes are before it; 0 if none is, or there is no mark. */
  int mark;

  /** The user has read up to it: SIOCATMARK. */
  boolean atMark;

  /** The byte that left the stream for recv(2) with MSG_OOB, which may have read it. */
  byte urgentByte;

  boolean hasUrgent;
  boolean hadUrgent;

  /** Numbers of bytes that left the stream, and are not passed by the reader yet. */
  private final Deque<Integer> holes = new ArrayDeque<>(1);

  // ---- Window scaling (RFC 7323 section 2) ----

  /** We have asked, or shall, for a shift: for this one. */
  boolean asksShift = true;

  private final int ownShift;

  /** The peer has asked for one too. */
  private boolean peerShifts;

  /** Snd.Wind.Shift. */
  int sndShift;

  /** Rcv.Wind.Shift. */
  int rcvShift;

  // ---- Time stamps (RFC 7323 sections 3 to 5) ----

  /** We have asked, or shall, for time stamps. */
  boolean asksStamps = true;

  /** Both ends have. */
  boolean stamps;

  /** What ours are ahead of the clock. */
  int stampOffset;

  /** TS.Recent. FreeBSD: 0 is none. */
  int tsRecent;

  // ---- SACK (RFC 2018) ----

  /** We permit it, and, once the peer's SYN is here, the peer does. */
  boolean sack = true;

  /** What the peer tells. */
  final PeerHas peerHas = new PeerHas();

  /** What may be sent in a recovery, if SACK is permitted. */
  final Reduction reduction = new Reduction();

  /** What we tell. */
  final SackBlocks blocks = new SackBlocks();

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

  /** A timeout has ended one: until {@link #recover} is acknowledged there is no other. */
  boolean barred;

  int recover;
  int limitedSent;

  /** The segment that is timed: when it was sent, 0 if none is; and its number. */
  long timedAt;

  int timedSeq;

  /**
   * Until then an acknowledgement, or what it echoes, shows that a timeout was spurious; 0 if it
   * cannot.
   */
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

  Conn(Clock clock, Rules rules) {
    this.clock = clock;
    this.timers = new Timers(clock);
    this.rcvBuf = rules.rcvBuf();
    this.growth = new Growth(rules);
    this.ownShift = rules.shift();
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
    sndUp = first;
  }

  void initReceive(int first) {
    irs = first;
    rcvNxt = first + 1;
    rcvAdv = first + 1;
    readNxt = first + 1;
    rcvUp = first + 1;
  }

  // ---- Options of the SYNs ----

  /**
   * The options that a segment of ours carries: those of a SYN are what we ask for, as far as the
   * peer, if it was first, has offered it. A time stamp is in each segment once that is agreed on.
   */
  Options options(boolean syn) {
    int shift = syn && asksShift ? ownShift : Options.NO_SHIFT;
    boolean sackOk = syn && sack;
    if (stamps || syn && asksStamps) {
      return new Options(shift, sackOk, true, (int) clock.now + stampOffset, tsRecent);
    }
    return shift == Options.NO_SHIFT && !sackOk ? Options.NONE : new Options(shift, sackOk);
  }

  /** The peer's SYN answers ours. */
  void peerOffers(Options o) {
    asksShift &= o.hasShift();
    peerShifts = asksShift;
    sndShift = asksShift ? o.shiftToUse() : 0;
    sack &= o.sackOk();
    asksStamps &= o.ts();
    stamps = asksStamps;
    tsRecent = o.tsval();
  }

  /** What the peer scales our windows by: ours if both ends have asked. */
  int agreedShift() {
    return asksShift && peerShifts ? ownShift : 0;
  }

  /** Bytes of data in a segment with the options that each has now. */
  int segment(int mss) {
    if (!state.synchronised()) {
      return mss;
    }
    int told = sack && blocks.any() ? 4 + 8 * Math.min(blocks.count(), 3) : 0;
    return mss - (stamps ? 12 : 0) - told;
  }

  /** Another challenge may be sent now; it counts. */
  boolean mayChallenge() {
    if (challengesUntil < clock.now) {
      challenges = 0;
      challengesUntil = clock.now + Rules.CHALLENGE_TIME;
    }
    challenges++;
    return challenges <= Rules.CHALLENGES;
  }

  /** Window scaling counts from now on. */
  void scale() {
    rcvShift = agreedShift();
  }

  /** The largest window that can be told. */
  int mostWindow() {
    return MAXWIN << rcvShift;
  }

  /** What a segment that is no SYN says of a window of so many bytes. */
  int windowField(int bytes) {
    return Math.min(Math.min(bytes, mostWindow()) >> rcvShift, MAXWIN);
  }

  // ---- Data that came ----

  /**
   * Keeps what is new of a segment that lies in the window; what came first stays.
   *
   * @param shift how far its numbers are from those that its sender gave the bytes
   */
  void keep(int seq, int len, int salt, int shift) {
    room(seq + len);
    for (int i = 0; i < len; i++) {
      int at = seq + i & ring.length - 1;
      if (!there.get(at)) {
        there.set(at);
        ring[at] = Seg.byteAt(seq + shift + i, salt);
      }
    }
  }

  /**
   * The ring becomes large enough for a number, which is in the window. Since a window is rounded
   * up each time that it is told, there is no largest.
   */
  private void room(int seq) {
    int needed = seq - readNxt + 1;
    if (needed <= ring.length) {
      return;
    }
    byte[] old = ring;
    // Once is enough for most: then the whole of the buffer fits.
    ring = new byte[Integer.highestOneBit(Math.max(needed, rcvBuf)) << 1];
    for (int n = readNxt; n != readNxt + old.length; n++) {
      ring[n & ring.length - 1] = old[n & old.length - 1];
    }
    there = moved(there, old.length);
    fins = moved(fins, old.length);
  }

  /** What was marked in a ring of another size. */
  private BitSet moved(BitSet marks, int oldLength) {
    BitSet m = new BitSet();
    for (int i = marks.nextSetBit(0); i >= 0; i = marks.nextSetBit(i + 1)) {
      m.set(readNxt + (i - readNxt & oldLength - 1) & ring.length - 1);
    }
    return m;
  }

  boolean nothingAhead() {
    return fins.isEmpty() && there.isEmpty();
  }

  /** Keeps a FIN; not where data have come that would be behind it. */
  void keepFin(int seq) {
    room(seq);
    if (!there.get(seq & ring.length - 1)) {
      fins.set(seq & ring.length - 1);
    }
  }

  /** The data around a number that came, which end where a FIN is. */
  int[] stretch(int seq) {
    int from = seq;
    while (there.get(from - 1 & ring.length - 1) && !fins.get(from & ring.length - 1)) {
      from--;
    }
    return new int[] {from, endOfStretch(seq, Integer.MAX_VALUE)};
  }

  private int endOfStretch(int seq, int most) {
    int to = seq + 1;
    while (to - seq < most && there.get(to & ring.length - 1) && !fins.get(to & ring.length - 1)) {
      to++;
    }
    return to;
  }

  /** Of so many numbers the first that have come, without a gap; null if none has. */
  int[] twice(int seq, int len) {
    room(seq + len);
    for (int i = 0; i < len; i++) {
      if (there.get(seq + i & ring.length - 1)) {
        return new int[] {seq + i, endOfStretch(seq + i, len - i)};
      }
    }
    return null;
  }

  /** RCV.NXT moves over what is there; whether it meets a FIN, behind which nothing counts. */
  boolean advance() {
    while (!fins.get(rcvNxt & ring.length - 1) && there.get(rcvNxt & ring.length - 1)) {
      there.clear(rcvNxt & ring.length - 1);
      // What nobody can read is acknowledged and thrown away.
      unread += leavesStream() || cantRcv ? 0 : 1;
      rcvNxt++;
    }
    return fins.get(rcvNxt & ring.length - 1);
  }

  /** RCV.NXT is the last urgent byte, and not wanted in line. */
  private boolean leavesStream() {
    if (!urgentPending || rcvNxt != rcvUp - 1) {
      return false;
    }
    urgentPending = false;
    if (inline) {
      return false;
    }
    urgentByte = ring[rcvNxt & ring.length - 1];
    hasUrgent = true;
    if (!cantRcv) {
      holes.add(rcvNxt);
    }
    return true;
  }

  /** There are urgent data up to a number: a new mark, unless it has been read past. */
  void urgentUpTo(int up) {
    rcvUp = up;
    int before = unread + (up - rcvNxt) - 1;
    if (before < 0) {
      return;
    }
    mark = before;
    atMark |= before == 0;
    hasUrgent = false;
    hadUrgent = false;
    urgentPending = Seq.after(up, rcvNxt);
  }

  /** The user takes so many bytes, but none beyond the mark. */
  byte[] take(int n) {
    byte[] b = new byte[mark == 0 ? n : Math.min(n, mark)];
    for (int i = 0; i < b.length; i++) {
      while (!holes.isEmpty() && holes.element() == readNxt) {
        holes.remove();
        readNxt++;
      }
      b[i] = ring[readNxt++ & ring.length - 1];
    }
    unread -= b.length;
    atMark = mark != 0 && mark == b.length;
    mark = mark == 0 ? 0 : mark - b.length;
    return b;
  }

  void dropUnread() {
    readNxt = rcvNxt;
    holes.clear();
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
