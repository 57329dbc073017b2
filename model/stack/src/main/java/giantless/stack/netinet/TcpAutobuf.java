package giantless.stack.netinet;

import giantless.lock.contract.Requires;
import giantless.stack.socket.SbReserve;
import giantless.stack.socket.SockBuf;

/**
 * Socket buffers that follow what the network can carry: tcp_autorcvbuf() and
 * tcp_sndbuf_autoscale() of FreeBSD 14. A buffer that its user has not sized with SO_RCVBUF or
 * SO_SNDBUF (SB_AUTOSIZE) begins with net.inet.tcp.recvspace or sendspace bytes; a bulk transfer
 * makes it larger up to recvbuf_max or sendbuf_max, and nothing makes it smaller, but that a send
 * buffer above sendbuf_max is cut to it where it would have grown. {@link TcpTextInput} asks for
 * each segment that header prediction takes, {@link TcpOutput} for each that may be sent, both with
 * the connection's lock and the buffer's held anyway.
 *
 * <p>The fields of the connection are asked before the tunables, so that a segment that makes
 * nothing grow reads no variable that other threads write.
 */
final class TcpAutobuf {
  private final TcpSysctl sysctl;

  TcpAutobuf(TcpSysctl sysctl) {
    this.sysctl = sysctl;
  }

  /**
   * tcp_autorcvbuf(): data have come in order. Twice in a round trip it is looked whether more than
   * 3/8 of the buffer came in that half: then it becomes larger by a half, and so stays ahead of a
   * peer in slow start. The measurement begins with a segment that is sent (rfbuf_ts).
   *
   * @param tlen their bytes
   * @param now on the clock of {@link Tcp#ticks}
   */
  @Requires({"tp.inp.lock", "sb.lock"})
  void received(Tcpcb tp, SockBuf sb, int tlen, int now) {
    if (tp.rfbufTs == 0
        || tp.rtt.srtt == 0
        || Integer.compareUnsigned(now - tp.rfbufTs, tp.rtt.srttMillis() / 2) <= 0
        || !sb.isAutosize()) {
      tp.rfbufCnt += tlen;
      return;
    }
    int hiwat = sb.sbHiwat();
    boolean keeps = (sb.sbState() & SockBuf.SBS_CANTRCVMORE) == 0;
    if (keeps && tp.rfbufCnt > hiwat / 2 / 4 * 3 && sysctl.recvbufAuto.on()) {
      int max = sysctl.recvbufMax.get();
      if (hiwat < max) {
        SbReserve.autosizeLocked(sb, (int) Math.min((long) hiwat + hiwat / 2, max));
      }
    }
    tp.rfbufTs = 0;
    tp.rfbufCnt = 0;
  }

  /**
   * tcp_sndbuf_autoscale(): the buffer grows by sendbuf_inc if it holds the sender back: the peer's
   * window has room for the whole of it, it is filled to 7/8, and the windows let out all that it
   * holds. With sendbuf_auto_lowat a writer that waits for SO_SNDLOWAT bytes of room, and so never
   * fills it, is allowed for; with more than those 7/8 there is no telling whether it is filled.
   *
   * @param sendwin bytes that may be in flight by both windows
   */
  @Requires({"tp.inp.lock", "sb.lock"})
  void sending(Tcpcb tp, SockBuf sb, int sendwin) {
    int used = sb.sbCc();
    int hiwat = sb.sbHiwat();
    int filled = hiwat / 8 * 7;
    if (used < filled - sb.sbLowat() || !sb.isAutosize()) {
      return;
    }
    int unsent = used - (tp.sndNxt - tp.sndUna); // Less than 0 once a FIN is sent.
    if (unsent < 0 || sendwin < unsent || !sysctl.sendbufAuto.on()) {
      return;
    }
    int lowat = sysctl.sendbufAutoLowat.on() ? sb.sbLowat() : 0;
    int max = sysctl.sendbufMax.get();
    boolean full = filled >= lowat && used >= filled - lowat;
    if (full && tp.sndWnd / 4 * 5 >= hiwat - lowat && used < max) {
      SbReserve.autosizeLocked(sb, (int) Math.min((long) hiwat + sysctl.sendbufInc.get(), max));
    }
  }
}
