package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;

/** TIMEOUTS of a connection (RFC 9293 section 3.10.8). No state of its own. */
final class Timeouts {
  private final TcpModel model;

  Timeouts(TcpModel model) {
    this.model = model;
  }

  /** The timer ran out. */
  void expire(Conn c, Kind kind) {
    c.timers.stop(kind);
    switch (kind) {
      case REXMT:
        retransmit(c);
        break;
      case PERSIST:
        persist(c);
        break;
      case KEEP:
        keep(c);
        break;
      case FIN_WAIT_2:
        if (model.clock.now - c.lastRcv <= Rules.MAX_IDLE) {
          c.timers.arm(Kind.FIN_WAIT_2, Rules.KEEP_INTVL);
        } else {
          model.close(c);
        }
        break;
      case DELACK:
        c.ackNow = true;
        model.sender.send(c);
        break;
      default:
        model.close(c);
    }
  }

  /** RFC 6298 section 5.4 to 5.7. */
  private void retransmit(Conn c) {
    c.peerHas.clear(); // RFC 2018 section 8.
    boolean handshake = c.state == State.SYN_SENT || c.state == State.SYN_RCVD;
    if (!c.rto.backOff(handshake)) {
      model.drop(c, Err.ETIMEDOUT);
      return;
    }
    if (c.state != State.SYN_SENT) {
      c.spuriousValid = c.rto.shift == 1;
      if (c.spuriousValid) {
        c.recoverBefore = c.recover;
        c.recoveryBefore = c.recovery;
        // With time stamps the echo tells (RFC 3522).
        c.spuriousUntil = model.clock.now + (c.stamps ? 0 : c.rto.halfMean());
      }
    }
    c.rto.forgetIfStale();
    c.sndNxt = c.sndUna;
    c.recover = c.sndMax;
    c.ackNow = true;
    c.timedAt = 0;
    c.dupAcks = 0;
    c.barred |= c.recovery; // RFC 6675 section 5.1.
    c.recovery = false;
    model.sender.send(c);
  }

  /** Section 3.8.6.1. FreeBSD: a closed socket's data are not probed for without end. */
  private void persist(Conn c) {
    long idle = model.clock.now - c.lastRcv;
    boolean dead =
        c.rto.shift == Rto.MAX_SHIFT && idle >= Math.min(7_200_000L, c.rto.base() * 2559L);
    if (dead || c.state.compareTo(State.CLOSE_WAIT) > 0 && idle >= Rules.PERSIST_CLOSED) {
      model.drop(c, Err.ETIMEDOUT);
      return;
    }
    c.timers.arm(Kind.PERSIST, c.rto.persist());
    model.sender.send(c, Integer.MAX_VALUE, true);
  }

  /** Section 3.8.4, RFC 1122 section 4.2.3.6. FreeBSD: up to CLOSING, on by default. */
  private void keep(Conn c) {
    long idle = model.clock.now - c.lastRcv;
    if (!c.state.synchronised()) {
      model.drop(c, Err.ETIMEDOUT);
    } else if (c.state.compareTo(State.CLOSING) > 0) {
      c.timers.arm(Kind.KEEP, model.rules.keepIdle());
    } else if (idle < model.rules.keepIdle()) {
      c.timers.arm(Kind.KEEP, model.rules.keepIdle() - idle);
    } else if (idle < model.rules.keepIdle() + Rules.MAX_IDLE) {
      model.sender.bare(c, c.sndUna - 1);
      c.timers.arm(Kind.KEEP, Rules.KEEP_INTVL);
    } else {
      model.drop(c, Err.ETIMEDOUT);
    }
  }
}
