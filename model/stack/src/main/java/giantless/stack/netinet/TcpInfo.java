package giantless.stack.netinet;

import giantless.lock.contract.Requires;
import giantless.stack.socket.Sockopt;

/**
 * What getsockopt(TCP_INFO) tells of a connection, {@code struct tcp_info} with FreeBSD's layout.
 * Times are in microseconds, sizes in bytes. Immutable.
 */
public final class TcpInfo {
  /** sizeof(struct tcp_info). */
  public static final int SIZE = 236;

  public static final int TCPI_OPT_TIMESTAMPS = 0x01;
  public static final int TCPI_OPT_SACK = 0x02;
  public static final int TCPI_OPT_WSCALE = 0x04;
  public static final int TCPI_OPT_ECN = 0x08;

  private static final int MICROS = 1000;

  public final int state;
  public final int options;
  public final int sndWscale;
  public final int rcvWscale;
  public final int rto;
  public final int sndMss;
  public final int rcvMss;
  public final int lastDataRecv;
  public final int rtt;
  public final int rttvar;
  public final int sndSsthresh;
  public final int sndCwnd;
  public final int rcvSpace;
  public final int sndWnd;
  public final int sndNxt;
  public final int rcvNxt;
  public final int sndRexmitpack;
  public final int rcvOoopack;
  public final int sndZerowin;

  /** tcp_fill_info(). */
  @Requires("tp.inp.lock")
  static TcpInfo of(Tcpcb tp) {
    return new TcpInfo(tp);
  }

  private TcpInfo(Tcpcb tp) {
    boolean ts = tp.has(Tcpcb.TF_REQ_TSTMP) && tp.has(Tcpcb.TF_RCVD_TSTMP);
    boolean scale = tp.has(Tcpcb.TF_REQ_SCALE) && tp.has(Tcpcb.TF_RCVD_SCALE);
    state = tp.tState;
    options =
        (ts ? TCPI_OPT_TIMESTAMPS : 0)
            | (tp.has(Tcpcb.TF_SACK_PERMIT) ? TCPI_OPT_SACK : 0)
            | (scale ? TCPI_OPT_WSCALE : 0)
            | (tp.has2(Tcpcb.TF2_ECN_PERMIT) ? TCPI_OPT_ECN : 0);
    sndWscale = scale ? tp.sndScale : 0;
    rcvWscale = scale ? tp.rcvScale : 0;
    rto = tp.rtt.rxtcur * MICROS;
    lastDataRecv = (tp.tcp.ticks() - tp.tRcvtime) * MICROS;
    rtt = (int) ((long) tp.rtt.srtt * MICROS >> TcpRtt.RTT_SHIFT);
    rttvar = (int) ((long) tp.rtt.rttvar * MICROS >> TcpRtt.RTTVAR_SHIFT);
    sndSsthresh = tp.cc.ssthresh;
    sndCwnd = tp.cc.cwnd;
    rcvSpace = tp.rcvWnd;
    sndWnd = tp.sndWnd;
    sndNxt = tp.sndNxt;
    rcvNxt = tp.rcvNxt;
    sndMss = tp.tMaxseg;
    rcvMss = tp.tMaxseg;
    sndRexmitpack = tp.sndRexmitpack;
    rcvOoopack = tp.rcvOoopack;
    sndZerowin = tp.sndZerowin;
  }

  /** In the layout of the struct; what FreeBSD does not fill in is 0. */
  public byte[] bytes() {
    byte[] b = new byte[SIZE];
    b[0] = (byte) state;
    b[5] = (byte) options;
    b[6] = (byte) (sndWscale | rcvWscale << 4);
    int[] words = new int[(SIZE - 8) / 4];
    words[0] = rto;
    words[2] = sndMss;
    words[3] = rcvMss;
    words[11] = lastDataRecv;
    words[15] = rtt;
    words[16] = rttvar;
    words[17] = sndSsthresh;
    words[18] = sndCwnd;
    words[22] = rcvSpace;
    words[23] = sndWnd;
    words[25] = sndNxt;
    words[26] = rcvNxt;
    words[28] = sndRexmitpack;
    words[29] = rcvOoopack;
    words[30] = sndZerowin;
    for (int i = 0; i < words.length; i++) {
      Sockopt.putInt(b, 8 + 4 * i, words[i]);
    }
    return b;
  }
}
