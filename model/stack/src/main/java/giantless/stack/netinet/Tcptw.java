package giantless.stack.netinet;

import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.socket.SockBuf;

/**
 * A connection in TIME_WAIT, {@code struct tcptw}: what is left of its control block. The queue
 * that it stands in belongs to INFO of TCP; the rest is constant once it is made, but for the
 * windows of the answer.
 */
final class Tcptw {
  private static final int MAXWIN = 65535;

  final InPcb inp;
  final InConninfo inc;
  final int sndNxt;
  final int rcvNxt;

  /** The window field of its answers. */
  final int lastWin;

  /** Whether time stamps were agreed on; the one to echo, and the offset of ours. */
  final boolean timestamps;

  final int tRecent;
  final int tsOffset;
  final int ttl;
  final int tos;

  /** tw_time: when it ends, in nanoseconds of uptime. */
  @GuardedBy("inp.info.lock")
  long time;

  @GuardedBy("inp.info.lock")
  Tcptw next;

  @GuardedBy("inp.info.lock")
  Tcptw prev;

  Tcptw(Tcpcb tp) {
    this.inp = tp.inp;
    this.inc = InConninfo.of(tp.inp);
    this.sndNxt = tp.sndNxt;
    this.rcvNxt = tp.rcvNxt;
    this.lastWin = window(tp);
    this.timestamps = tp.has(Tcpcb.TF_RCVD_TSTMP);
    this.tRecent = tp.tsRecent;
    this.tsOffset = tp.tsOffset;
    this.ttl = tp.inp.inpIpTtl;
    this.tos = tp.inp.inpIpTos & ~Ip.TOS_ECN_MASK;
  }

  /** What can be received still, and no less than the peer was told (RFC 9293 section 3.8.6). */
  @Requires("tp.inp.lock")
  private static int window(Tcpcb tp) {
    SockBuf rcv = tp.inp.inpSocket().rcv;
    rcv.lock.lock();
    int space = Math.min(Math.max(rcv.sbspace(), 0), MAXWIN << tp.rcvScale);
    if (space < rcv.sbHiwat() / 4 && space < tp.tMaxseg) {
      space = 0;
    }
    rcv.lock.unlock();
    return Math.min(Math.max(space, tp.rcvAdv - tp.rcvNxt) >> tp.rcvScale, MAXWIN);
  }
}
