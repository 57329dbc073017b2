package giantless.stack.netinet;

/**
 * NewReno (RFC 5681, RFC 6582) with appropriate byte counting (RFC 3465). Pure; see {@link CcAlgo}.
 */
public final class CcNewReno implements CcAlgo {
  /** cc.newreno.beta: percent of the window that stay after a loss. */
  static final int BETA = 50;

  /** cc.newreno.beta_ecn: the same after a mark, with cc.abe. */
  static final int BETA_ECN = 80;

  @Override
  public String name() {
    return "newreno";
  }

  @Override
  public void init(CcVar v) {
    v.data = null;
  }

  @Override
  public void ackReceived(CcVar v, Ack type) {
    if (type == Ack.ACK && !v.inRecovery() && v.cwndLimited) {
      grow(v);
    }
  }

  /** Slow start or congestion avoidance, after one acknowledgement. */
  static void grow(CcVar v) {
    int incr = v.maxseg;
    if (v.cwnd > v.ssthresh) {
      if (v.abc) {
        incr = v.abcSentAWnd ? incr : 0;
        v.abcSentAWnd = false;
      } else {
        incr = Math.max((int) ((long) incr * incr / v.cwnd), 1);
      }
    } else {
      incr = slowStart(v);
    }
    v.cwnd = Math.min(v.cwnd + incr, CcVar.NO_LIMIT);
  }

  /** The increase in slow start; after a timeout it is a segment at most (RFC 3465 section 2.3). */
  static int slowStart(CcVar v) {
    if (!v.abc) {
      return v.maxseg;
    }
    int limit = v.sndNxt == v.sndMax ? v.nsegs * v.abcLVar * v.maxseg : v.maxseg;
    return Math.min(v.bytesThisAck, limit);
  }

  /** A window cut down to a percentage, in whole segments and two at least. */
  static int reduced(int window, int percent, int mss) {
    return (int) Math.max((long) window * percent / (100L * mss), 2) * mss;
  }

  @Override
  public void congSignal(CcVar v, Signal type) {
    int cwin = reduced(v.cwnd, v.abe && type == Signal.ECN ? BETA_ECN : BETA, v.maxseg);
    switch (type) {
      case NDUPACK:
        if (!v.fastRecovery) {
          if (!v.congRecovery) {
            v.ssthresh = cwin;
          }
          v.fastRecovery = true;
          v.congRecovery = true;
        }
        break;
      case ECN:
        if (!v.congRecovery) {
          v.ssthresh = cwin;
          v.cwnd = cwin;
          v.congRecovery = true;
        }
        break;
      default:
        v.ssthresh = Math.max(Math.min(v.sndWnd, v.cwnd) / 2 / v.maxseg, 2) * v.maxseg;
        v.cwnd = v.maxseg;
        break;
    }
  }

  @Override
  public void postRecovery(CcVar v) {
    leaveFastRecovery(v);
  }

  /** RFC 6582 section 3.2: no burst, but not less than a segment either. */
  static void leaveFastRecovery(CcVar v) {
    if (v.fastRecovery) {
      v.cwnd =
          v.pipe < v.ssthresh
              ? Math.min(v.ssthresh, Math.max(v.pipe, v.maxseg) + v.maxseg)
              : v.ssthresh;
    }
  }

  @Override
  public void afterIdle(CcVar v) {
    restart(v);
  }

  /** The restart window. */
  static void restart(CcVar v) {
    v.ssthresh = Math.max(v.ssthresh, v.cwnd - (v.cwnd >> 2));
    v.cwnd = Math.min(v.initialWindow(), v.cwnd);
  }
}
