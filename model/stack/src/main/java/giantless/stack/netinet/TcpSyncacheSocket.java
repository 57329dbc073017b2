package giantless.stack.netinet;

import giantless.lock.contract.Requires;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.Socket;

/**
 * syncache_socket(): the handshake is complete, and a socket and control blocks are made for it.
 * Called with INFO and the listener's lock, which keep the listener; INFO keeps the child.
 */
final class TcpSyncacheSocket {
  private static final int INHERITED = InPcb.INP_CONTROLOPTS | InPcb.INP_DONTFRAG;

  private final Tcp tcp;

  TcpSyncacheSocket(Tcp tcp) {
    this.tcp = tcp;
  }

  /** The child's block, unlocked; null if the queue is full, or there is no memory. */
  @Requires("tcp.info.lock")
  InPcb make(Syncache sc, Tcpcb listener) {
    InConninfo inc = sc.inc;
    InPcbInfo info = tcp.info;
    if (info.lookupHash(inc.faddr, inc.fport, inc.laddr, inc.lport, false) != null) {
      return null;
    }
    InPcb linp = listener.inp;
    Socket so = SoListen.sonewconn(linp.inpSocket(), 0);
    if (so == null) {
      return null;
    }
    InPcb inp = (InPcb) so.soPcb();
    inp.lock.lock();
    inp.inpLaddr = inc.laddr;
    inp.inpLport = inc.lport;
    inp.inpFaddr = inc.faddr;
    inp.inpFport = inc.fport;
    inp.inpReuse = linp.inpReuse;
    info.insertHash(inp);
    inp.inpFlags |= linp.inpFlags & INHERITED;
    inp.inpIpTtl = linp.inpIpTtl;
    inp.inpIpTos = linp.inpIpTos;
    connection(sc, listener, TcpSubr.tcpcb(inp));
    inp.lock.unlock();
    return inp;
  }

  @Requires({"tcp.info.lock", "tp.inp.lock"})
  private void connection(Syncache sc, Tcpcb listener, Tcpcb tp) {
    tcp.cong.attach(tp, listener.ccAlgo);
    tp.tState = TcpState.SYN_RECEIVED;
    tp.iss = sc.iss;
    tp.irs = sc.irs;
    tp.rcvseqinit();
    tp.sendseqinit();
    tp.sndWl1 = sc.irs;
    tp.sndMax = tp.iss + 1;
    tp.sndNxt = tp.iss + 1;
    tp.rcvUp = sc.irs + 1;
    tp.rcvWnd = sc.wnd;
    tp.rcvAdv += tp.rcvWnd;
    tp.lastAckSent = tp.rcvNxt;
    tp.tFlags =
        listener.tFlags & (Tcpcb.TF_NOPUSH | Tcpcb.TF_NODELAY)
            | (sc.has(Syncache.SCF_NOOPT) ? Tcpcb.TF_NOOPT : 0);
    if (sc.has(Syncache.SCF_WINSCALE)) {
      tp.tFlags |= Tcpcb.TF_REQ_SCALE | Tcpcb.TF_RCVD_SCALE;
      tp.sndScale = sc.requestedSScale;
      tp.requestRScale = sc.requestedRScale;
    }
    if (sc.has(Syncache.SCF_TIMESTAMP)) {
      tp.tFlags |= Tcpcb.TF_REQ_TSTMP | Tcpcb.TF_RCVD_TSTMP;
      tp.tsRecent = sc.tsreflect;
      tp.tsRecentAge = tcp.ticks();
      tp.tsOffset = sc.tsoff;
    }
    if (sc.has(Syncache.SCF_SACK)) {
      tp.tFlags |= Tcpcb.TF_SACK_PERMIT;
    }
    if (sc.has(Syncache.SCF_ECN)) {
      tp.tFlags2 |= Tcpcb.TF2_ECN_PERMIT;
      tcp.stat.tcpsEcnShs.inc();
    }
    tcp.mss.mss(tp, sc.peerMss);
    if (sc.rxmits > 1) {
      tp.cc.cwnd = 1; // The SYN,ACK was lost: begin carefully.
    }
    tp.tKeepinit = listener.tKeepinit;
    tp.tKeepidle = listener.tKeepidle;
    tp.tKeepintvl = listener.tKeepintvl;
    tp.tKeepcnt = listener.tKeepcnt;
    tp.timers.activate(TcpTimers.KEEP, tp.keepinit());
    tcp.stat.tcpsAccepts.inc();
  }
}
