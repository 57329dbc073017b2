package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * What congestion control knows of one connection and decides for it, {@code struct cc_var} with
 * the window variables of the tcpcb. Windows are in bytes, sequence numbers as in {@link TcpSeq}.
 * Pure state: the lock of the connection that owns it protects it. TCP fills in the inputs before
 * it calls a {@link CcAlgo}.
 */
@Confined("the connection: its lock hands it from thread to thread")
public final class CcVar {
  /** TCP_MAXWIN shifted as far as it can be: no limit. */
  public static final int NO_LIMIT = 65535 << TcpOptions.MAX_WINSHIFT;

  // ---- What the algorithm decides ----

  /** snd_cwnd. */
  public int cwnd = NO_LIMIT;

  /** snd_ssthresh. */
  public int ssthresh = NO_LIMIT;

  /** snd_recover: recovery ends when this is acknowledged. */
  public int recover;

  /** TF_FASTRECOVERY: a loss is being repaired. */
  public boolean fastRecovery;

  /**
   * A timeout has ended a recovery: with SACK no other begins before {@link #barredUntil} is
   * acknowledged (RFC 6675 section 5.1).
   */
  public boolean recoveryBarred;

  /** What the timeout had set recover to, which moves on with a mark. */
  public int barredUntil;

  /** TF_CONGRECOVERY: the window has been reduced for what is in flight. */
  public boolean congRecovery;

  // ---- Inputs ----

  /** The largest segment's data, options taken off. */
  public int maxseg = 536;

  public int sndUna;
  public int sndNxt;
  public int sndMax;

  /** The peer's window. */
  public int sndWnd;

  /** The acknowledgement that has come. */
  public int curack;

  /** Bytes that it acknowledges. */
  public int bytesThisAck;

  /** How many segments brought it. */
  public int nsegs = 1;

  /** Bytes believed in flight: for the end of recovery. */
  public int pipe;

  /** CCF_CWND_LIMITED: the window, not the peer or the application, limits. */
  public boolean cwndLimited;

  /** CCF_ABC_SENTAWND: a whole window was acknowledged since the last increase. */
  public boolean abcSentAWnd;

  /** t_bytes_acked, of {@link #abcSentAWnd}. */
  public int bytesAcked;

  /** The smoothed round trip time in milliseconds, 0 if unknown. */
  public int srttMillis;

  /** The smallest round trip time seen in milliseconds, 0 if unknown. */
  public int minRttMillis;

  /** Now, in milliseconds. */
  public int nowMillis;

  // ---- Tunables that all algorithms share ----

  /** net.inet.tcp.rfc3465. */
  public boolean abc = true;

  /** net.inet.tcp.abc_l_var. */
  public int abcLVar = 2;

  /** net.inet.tcp.initcwnd_segments. */
  public int initcwndSegments = 10;

  /** net.inet.tcp.cc.abe: a mark weighs less than a loss (RFC 8511). */
  public boolean abe;

  /** The algorithm's own state, made by {@link CcAlgo#init}. */
  public Object data;

  public boolean inRecovery() {
    return fastRecovery || congRecovery;
  }

  /** EXIT_RECOVERY. */
  public void exitRecovery() {
    fastRecovery = false;
    congRecovery = false;
  }

  /** tcp_compute_initwnd(): the window to begin with (RFC 6928). */
  public int initialWindow() {
    return Math.min(initcwndSegments * maxseg, Math.max(2 * maxseg, initcwndSegments * 1460));
  }
}
