package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * CUBIC (RFC 9438): the window grows as a cubic function of the time since the last reduction, and
 * never slower than Reno would. Pure; see {@link CcAlgo}.
 */
public final class CcCubic implements CcAlgo {
  /** C of RFC 9438 section 5: segments a second cubed. */
  static final double C = 0.4;

  /** beta_cubic of RFC 9438 section 4.6. */
  static final double BETA = 0.7;

  /** alpha_cubic of section 4.3: what makes Reno with beta 0.7 as fast as with 0.5. */
  static final double ALPHA = 3.0 * (1.0 - BETA) / (1.0 + BETA);

  /** Of one connection. */
  @Confined("the connection: its lock hands it from thread to thread")
  static final class State {
    /** W_max: the window at the last reduction, in bytes. */
    double wMax;

    /** cwnd_prior, in bytes. */
    double wPrior;

    /** K: seconds from the epoch's start until W_max is reached again. */
    double k;

    /** The window at the epoch's start, in bytes. */
    double wEpoch;

    /** W_est: what Reno would have, in bytes. */
    double wEst;

    /** The epoch began at this millisecond; valid if {@link #inEpoch}. */
    int epochStart;

    boolean inEpoch;
  }

  @Override
  public String name() {
    return "cubic";
  }

  @Override
  public void init(CcVar v) {
    v.data = new State();
  }

  private static State state(CcVar v) {
    return (State) v.data;
  }

  @Override
  public void ackReceived(CcVar v, Ack type) {
    if (type != Ack.ACK || v.inRecovery() || !v.cwndLimited) {
      return;
    }
    State s = state(v);
    if (v.cwnd <= v.ssthresh || v.srttMillis == 0) {
      v.cwnd = Math.min(v.cwnd + CcNewReno.slowStart(v), CcVar.NO_LIMIT);
      return;
    }
    if (!s.inEpoch) {
      beginEpoch(v, s);
    }
    avoidCongestion(v, s);
  }

  /** RFC 9438 section 4.2. */
  private static void beginEpoch(CcVar v, State s) {
    s.inEpoch = true;
    s.epochStart = v.nowMillis;
    s.wEpoch = v.cwnd;
    s.wEst = v.cwnd;
    if (s.wMax <= v.cwnd) {
      s.wMax = v.cwnd;
      s.k = 0;
    } else {
      s.k = Math.cbrt((s.wMax - v.cwnd) / v.maxseg / C);
    }
  }

  /** W_cubic(t) in bytes, for t in seconds since the epoch began. */
  static double window(State s, double t, int mss) {
    double d = t - s.k;
    return C * d * d * d * mss + s.wMax;
  }

  /** RFC 9438 sections 4.2 to 4.5. */
  private static void avoidCongestion(CcVar v, State s) {
    double t = (v.nowMillis - s.epochStart) / 1000.0;
    double rtt = v.srttMillis / 1000.0;
    double alpha = s.wEst < s.wPrior ? ALPHA : 1.0;
    s.wEst += alpha * v.maxseg * v.bytesThisAck / v.cwnd;
    double target = window(s, t + rtt, v.maxseg);
    target = Math.max(v.cwnd, Math.min(target, 1.5 * v.cwnd));
    double cwnd;
    if (window(s, t, v.maxseg) < s.wEst) {
      cwnd = Math.max(v.cwnd, s.wEst); // Reno-friendly.
    } else {
      cwnd = v.cwnd + (target - v.cwnd) * v.bytesThisAck / v.cwnd;
    }
    // Part of a segment is kept by the clock and by wEst; the window itself is in bytes.
    v.cwnd = (int) Math.min(cwnd, CcVar.NO_LIMIT);
  }

  /** Sections 4.6 and 4.7: multiplicative decrease with fast convergence. */
  private static int reduce(CcVar v, State s) {
    double cwnd = v.cwnd;
    s.wPrior = cwnd;
    s.wMax = cwnd < s.wMax ? cwnd * (1.0 + BETA) / 2.0 : cwnd;
    s.inEpoch = false;
    return (int) Math.max(cwnd * BETA, 2.0 * v.maxseg);
  }

  @Override
  public void congSignal(CcVar v, Signal type) {
    State s = state(v);
    switch (type) {
      case NDUPACK:
        if (!v.fastRecovery) {
          if (!v.congRecovery) {
            v.ssthresh = reduce(v, s);
          }
          v.fastRecovery = true;
          v.congRecovery = true;
        }
        break;
      case ECN:
        if (!v.congRecovery) {
          v.ssthresh = reduce(v, s);
          v.cwnd = v.ssthresh;
          v.congRecovery = true;
        }
        break;
      default:
        v.ssthresh = reduce(v, s);
        v.cwnd = v.maxseg;
        break;
    }
  }

  @Override
  public void postRecovery(CcVar v) {
    CcNewReno.leaveFastRecovery(v);
  }

  @Override
  public void afterIdle(CcVar v) {
    CcNewReno.restart(v);
    state(v).inEpoch = false;
  }
}
