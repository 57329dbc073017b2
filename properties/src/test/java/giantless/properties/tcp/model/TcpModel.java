package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One pair of ends, and what is at ours: nobody, a listener with a handshake, a connection. The
 * calls of the user (RFC 9293 sections 3.10.1 to 3.10.6), segments (3.10.7) and time (3.10.8) each
 * put what is answered into {@link #out}.
 *
 * <p>What the RFC leave to the implementation {@link Choices} tells.
 */
public class TcpModel {
  /** Segments that were sent since it was cleared. */
  public final List<Seg> out = new ArrayList<>();

  final Clock clock = new Clock();
  final Rules rules;
  final Sender sender;
  private final Choices choices;
  private final Timeouts timeouts = new Timeouts(this);
  private final Handshake handshake;
  final Text text;
  final Acks acks;

  private boolean listening;

  /** What the two ends lead to, or null. */
  private Conn net;

  /** What the user's descriptor leads to, or null. */
  private Conn user;

  private int streamStart;

  /** A listener's connection whose handshake is not complete, or null. */
  private Conn incomplete;

  /** Connections that nobody has accepted. */
  private final Deque<Conn> queue = new ArrayDeque<>();

  public TcpModel(Rules rules, Choices choices, long now) {
    this.rules = rules;
    this.choices = choices;
    this.sender = new Sender(clock, rules, out);
    this.text = new Text(this);
    this.acks = new Acks(this, text, choices);
    this.handshake = new Handshake(this, choices);
    clock.now = now;
  }

  // ---- What there is to see ----

  /** The state of what the ends lead to. */
  public State state() {
    if (net != null) {
      return net.state;
    }
    return handshake.there() ? State.SYN_RCVD : State.CLOSED;
  }

  public boolean hasFd() {
    return user != null;
  }

  public boolean listening() {
    return listening;
  }

  public boolean halfOpen() {
    return handshake.there();
  }

  /** Whether there is nothing that came out of order. */
  public boolean inOrder() {
    return net == null || net.nothingAhead();
  }

  /** SND.UNA, SND.NXT at its highest, RCV.NXT, SND.WND; null without a connection. */
  public int[] variables() {
    if (net == null || net.gone()) {
      return null;
    }
    return new int[] {net.sndUna, net.sndMax, net.rcvNxt, net.sndWnd};
  }

  /**
   * What the peer has told to have beyond SND.UNA, and of what it lacks what was sent again, in
   * bytes; and in a recovery with SACK how much may be sent.
   */
  public int[] recovery() {
    int room = net.sack && net.recovery ? net.reduction.room : 0;
    return new int[] {net.peerHas.bytes(), net.peerHas.sentAgain(), room};
  }

  /** SO_RCVBUF: bytes that the user's receive buffer may hold. */
  public int receiveBuffer() {
    return user.rcvBuf;
  }

  /** Numbers that the next segment may be made of. */
  public View view() {
    Conn c = net;
    if (c != null) {
      int wnd = Math.max(c.space(), c.rcvAdv - c.rcvNxt);
      return new View(
          c.rcvNxt,
          c.lastAck,
          c.rcvNxt + wnd,
          c.irs,
          c.iss,
          c.sndUna,
          c.sndMax,
          c.sndWnd >> c.sndShift,
          c.stamps,
          c.tsRecent,
          (int) clock.now + c.stampOffset);
    }
    return handshake.there() ? handshake.view() : null;
  }

  /**
   * See {@link #view}; {@code wnd} as a field says it; whether time stamps are agreed on, the
   * newest of the peer, and what ours is now.
   */
  public record View(
      int rcvNxt,
      int lastAck,
      int rightEdge,
      int irs,
      int iss,
      int una,
      int max,
      int wnd,
      boolean stamps,
      int tsRecent,
      int stampNow) {}

  /** Bytes that the user may still send if they are to fit into one segment. */
  public int room() {
    return user == null ? 0 : Math.max(rules.mss() - 60 - user.sndBuf, 0);
  }

  /** The number of the first byte that the user sent. */
  public int streamStart() {
    return streamStart;
  }

  // ---- Calls ----

  public void listen() {
    listening = true;
  }

  /** The listener is closed. FreeBSD: connections that nobody took are reset (soabort). */
  public void closeListener() {
    listening = false;
    if (incomplete != null && !incomplete.gone()) {
      drop(incomplete, Err.ECONNABORTED);
    }
    while (!queue.isEmpty()) {
      Conn c = queue.remove();
      if (!c.gone()) {
        drop(c, Err.ECONNABORTED);
      }
      c.noFd = true;
    }
  }

  /** 3.10.1 OPEN, active. */
  public Err connect() {
    Conn c = new Conn(clock, rules);
    user = c;
    net = c;
    c.connecting = true;
    c.state = State.SYN_SENT;
    c.initSend(choices.isn());
    c.stampOffset = choices.stampOffset();
    streamStart = c.iss + 1;
    c.timers.arm(Kind.KEEP, Rules.KEEP_INIT);
    sender.send(c);
    return Err.EINPROGRESS;
  }

  /** Another connect on a socket that has had one. */
  public Err connectAgain() {
    if (user.connecting) {
      return Err.EALREADY;
    }
    if (user.connected) {
      return Err.EISCONN;
    }
    user.error = Err.OK;
    switch (user.state) {
      case TIME_WAIT:
        return Err.EADDRINUSE; // FreeBSD: as tcp_usr_connect has it.
      case CLOSED:
        return Err.ECONNREFUSED; // FreeBSD: of a block that was dropped.
      default:
        return Err.EISCONN;
    }
  }

  /** accept(2); a descriptor that there is must be closed before. */
  public Err accept() {
    if (queue.isEmpty()) {
      return Err.EWOULDBLOCK;
    }
    Conn c = queue.remove();
    if (c.gone()) {
      c.noFd = true;
      return Err.ECONNABORTED;
    }
    c.noFd = false;
    user = c;
    return Err.OK;
  }

  public Err takeError() {
    return user.takeError();
  }

  public void noDelay(boolean on) {
    user.noDelay = on;
  }

  /**
   * 3.10.2 SEND, of so many bytes.
   *
   * @param urgent whether they end urgent data. FreeBSD: at least one byte then goes at once,
   *     though the window be closed (tcp_usr_send)
   */
  public Err send(int n, boolean urgent) {
    Conn c = user;
    if (c.cantSend) {
      return Err.EPIPE;
    }
    Err e = c.takeError();
    if (e != Err.OK) {
      return e;
    }
    if (!c.connected) {
      return Err.ENOTCONN;
    }
    c.sndBuf += n;
    c.written += n;
    if (urgent) {
      c.sndUp = c.sndUna + c.sndBuf;
      sender.send(c, Integer.MAX_VALUE, true);
    } else {
      sender.send(c);
    }
    return Err.OK;
  }

  /** Bytes that were sent with {@link #send} in all. */
  public int written() {
    return user.written;
  }

  /** 3.10.3 RECEIVE. What is read goes into {@code got[0]}. */
  public Err receive(int n, byte[][] got) {
    Conn c = user;
    got[0] = new byte[0];
    if (c.unread == 0) {
      Err e = c.takeError();
      if (e != Err.OK || c.cantRcv) {
        return e;
      }
      return c.connected || c.connecting ? Err.EWOULDBLOCK : Err.ENOTCONN;
    }
    got[0] = c.take(Math.min(n, c.unread));
    if (!c.gone()) {
      sender.send(c); // The window may have opened.
    }
    return Err.OK;
  }

  /**
   * recv(2) of the urgent byte that left the stream (MSG_OOB, RFC 6093 section 3.4). FreeBSD:
   * EINVAL says that there is none, EWOULDBLOCK that it has not come (tcp_usr_rcvoob).
   *
   * @param peek whether it stays
   */
  public Err receiveUrgent(boolean peek, byte[][] got) {
    Conn c = user;
    got[0] = new byte[0];
    if (c.gone()) {
      return Err.ECONNRESET;
    }
    if (c.mark == 0 && !c.atMark || c.inline || c.hadUrgent) {
      return Err.EINVAL;
    }
    if (!c.hasUrgent) {
      return Err.EWOULDBLOCK;
    }
    got[0] = new byte[] {c.urgentByte};
    c.hasUrgent = peek;
    c.hadUrgent = !peek;
    return Err.OK;
  }

  /** SIOCATMARK. */
  public boolean atMark() {
    return user.atMark;
  }

  /** SO_OOBINLINE. */
  public void inline(boolean on) {
    user.inline = on;
  }

  /**
   * shutdown(2) of receiving. FreeBSD: nothing is sent, what comes is acknowledged and thrown away,
   * and the window opens no more (sorflush).
   */
  public Err shutdownReceive() {
    Conn c = user;
    if (!c.connected && !c.connecting) {
      return Err.ENOTCONN;
    }
    c.cantRcv = true;
    c.dropUnread();
    c.rcvBuf = 0;
    return Err.OK;
  }

  /** 3.10.4 CLOSE, as shutdown(2) of sending. */
  public Err shutdownSend() {
    Conn c = user;
    if (!c.connected && !c.connecting) {
      return Err.ENOTCONN;
    }
    c.cantSend = true;
    noMoreData(c);
    sender.send(c);
    return Err.OK;
  }

  private void noMoreData(Conn c) {
    switch (c.state) {
      case SYN_SENT:
      case SYN_RCVD:
        c.needFin = true;
        break;
      case ESTABLISHED:
        c.state = State.FIN_WAIT_1;
        break;
      case CLOSE_WAIT:
        c.state = State.LAST_ACK;
        break;
      case FIN_WAIT_2:
        // FreeBSD: to say it again is to read no more (tcp_usrclosed).
        c.isDisconnected();
        c.timers.arm(Kind.FIN_WAIT_2, Rules.MAX_IDLE);
        break;
      default:
        break;
    }
  }

  /**
   * 3.10.4 CLOSE, as close(2); or 3.10.5 ABORT, with SO_LINGER of zero seconds.
   *
   * @param abort whether the connection is to be reset
   */
  public Err close(boolean abort) {
    Conn c = user;
    user = null;
    if (c.connected) {
      disconnect(c, abort);
    }
    if (!c.gone()) {
      disconnect(c, abort); // FreeBSD: soclose disconnects, then detaches, which does so too.
    }
    c.noFd = true;
    return Err.OK;
  }

  private void disconnect(Conn c, boolean abort) {
    if (!c.state.synchronised()) {
      close(c); // FreeBSD: in SYN_RCVD too, where the RFC has a FIN (tcp_disconnect).
      return;
    }
    if (abort) {
      drop(c, Err.OK);
      return;
    }
    c.isDisconnecting();
    c.dropUnread();
    noMoreData(c);
    sender.send(c);
  }

  // ---- The end ----

  /** The connection is over. */
  void close(Conn c) {
    c.timers.stopAll();
    c.state = State.CLOSED;
    c.isDisconnected();
    if (net == c) {
      net = null;
    }
  }

  /** The connection is over, and the peer, if it knows of it, is told (3.10.5). */
  void drop(Conn c, Err error) {
    if (c.state.compareTo(State.SYN_RCVD) >= 0) {
      c.state = State.CLOSED;
      sender.send(c);
    }
    if (error != Err.OK) {
      c.error = error;
    }
    close(c);
  }

  void timeWait(Conn c) {
    c.timers.stopAll();
    c.state = State.TIME_WAIT;
    c.isDisconnected();
    int space = Math.min(Math.max(c.space(), 0), c.mostWindow());
    if (space < c.rcvBuf / 4 && space < rules.mss()) {
      space = 0;
    }
    c.twWin = c.windowField(Math.max(space, c.rcvAdv - c.rcvNxt));
    if (c.ackNow) {
      timeWaitAck(c);
    }
    c.timers.arm(Kind.TIME_WAIT, 2 * Rules.MSL);
  }

  private void timeWaitAck(Conn c) {
    out.add(new Seg(Seg.ACK, c.sndNxt, c.rcvNxt, c.twWin, 0, 0, c.options(false)));
  }

  /** A handshake is complete; of a connection that its user opened there is nothing to do. */
  void complete(Conn c) {
    if (c == incomplete) {
      incomplete = null;
      queue.add(c);
    }
  }

  // ---- 3.10.7 SEGMENT ARRIVES ----

  public void arrives(Seg s) {
    if (net != null && net.state == State.TIME_WAIT) {
      if (!inTimeWait(net, s)) {
        return;
      }
    }
    if (net != null) {
      new Arrival(this, net, s).run();
    } else if (listening) {
      handshake.arrives(s);
    } else {
      sender.reset(s); // 3.10.7.1.
    }
  }

  /**
   * 3.10.7.4 and 3.10.7.8 in TIME-WAIT. FreeBSD: RST do nothing (RFC 1337), a SYN above RCV.NXT
   * begins anew (RFC 1122 section 4.2.2.13), other segments without ACK are ignored (tcp_twcheck).
   *
   * @return whether the segment goes on as if there were no connection
   */
  private boolean inTimeWait(Conn c, Seg s) {
    if (s.has(Seg.RST)) {
      return false;
    }
    if (s.has(Seg.SYN) && !s.has(Seg.ACK) && Seq.after(s.seq(), c.rcvNxt)) {
      close(c);
      return true;
    }
    if (s.has(Seg.ACK) && (!c.stamps || s.opt().ts() || rules.tolerant())) {
      if (s.has(Seg.FIN) && s.seq() + s.segLen() == c.rcvNxt) {
        c.timers.arm(Kind.TIME_WAIT, 2 * Rules.MSL);
      }
      boolean says =
          s.flags() != Seg.ACK || s.len() != 0 || s.seq() != c.rcvNxt || s.ack() != c.sndNxt;
      if (says) {
        timeWaitAck(c);
      }
    }
    return false;
  }

  /** A listener's handshake has become this connection, and the segment is the first for it. */
  void begin(Conn c, Seg s) {
    streamStart = c.iss + 1;
    net = c;
    incomplete = c;
    new Arrival(this, c, s).run();
  }

  // ---- 3.10.8 Timeouts ----

  /** Milliseconds until something happens by itself; -1 if nothing will. */
  public long untilNext() {
    Kind k = net == null ? null : net.timers.first();
    long next = k == null ? Timers.NEVER : net.timers.deadline(k);
    next = Math.min(next, handshake.deadline());
    return next == Timers.NEVER ? -1 : next - clock.now;
  }

  /** Lets time pass. */
  public void advance(long millis) {
    long target = clock.now + millis;
    while (true) {
      long wait = untilNext();
      if (wait < 0 || clock.now + wait > target) {
        break;
      }
      clock.now += wait;
      if (handshake.deadline() == clock.now) {
        handshake.expires();
      } else {
        timeouts.expire(net, net.timers.first());
      }
    }
    clock.now = target;
  }
}
