package giantless.stack.netinet;

import giantless.lock.contract.Requires;

/** Explicit congestion notification, the receiving side (RFC 3168 section 6.1). No state. */
final class TcpEcn {
  private static final int ECT1 = 1;
  private static final int ECT0 = 2;
  private static final int CE = 3;
  private static final int ECE_CWR = TcpHeader.ECE | TcpHeader.CWR;

  private TcpEcn() {}

  /** A segment of a connection that has agreed on ECN. */
  @Requires("tp.inp.lock")
  static void input(Tcp tcp, Tcpcb tp, TcpSegment s) {
    if (!tp.has2(Tcpcb.TF2_ECN_PERMIT) || s.has(TcpHeader.SYN)) {
      return;
    }
    if (s.has(TcpHeader.CWR)) {
      tp.tFlags2 &= ~Tcpcb.TF2_ECN_SND_ECE;
      tp.tFlags |= Tcpcb.TF_ACKNOW;
    }
    switch (s.iptos & Ip.TOS_ECN_MASK) {
      case CE:
        tp.tFlags2 |= Tcpcb.TF2_ECN_SND_ECE;
        tcp.stat.tcpsEcnRcvce.inc();
        break;
      case ECT0:
        tcp.stat.tcpsEcnRcvect0.inc();
        break;
      case ECT1:
        tcp.stat.tcpsEcnRcvect1.inc();
        break;
      default:
        break;
    }
    if (s.has(TcpHeader.ECE)
        && s.has(TcpHeader.ACK)
        && TcpSeq.gt(s.ack, tp.sndUna)
        && TcpSeq.leq(s.ack, tp.sndMax)) {
      tcp.cong.ecn(tp, s.ack);
    }
  }

  /** The SYN,ACK to a SYN that asked for ECN. */
  @Requires("tp.inp.lock")
  static void synAck(Tcp tcp, Tcpcb tp, TcpSegment s) {
    if (s.only(ECE_CWR, TcpHeader.ECE) && tcp.sysctl.ecnEnable.get() == 1) {
      tp.tFlags2 |= Tcpcb.TF2_ECN_PERMIT;
      tcp.stat.tcpsEcnShs.inc();
    }
  }

  /** A SYN that crossed ours. */
  @Requires("tp.inp.lock")
  static void simultaneous(Tcp tcp, Tcpcb tp, TcpSegment s) {
    if (s.only(ECE_CWR, ECE_CWR) && tcp.sysctl.ecnEnable.get() != 0 && !tp.has(Tcpcb.TF_NOOPT)) {
      tp.tFlags2 |= Tcpcb.TF2_ECN_PERMIT;
      tp.tFlags2 &= ~Tcpcb.TF2_ECN_SND_ECE;
      tcp.stat.tcpsEcnShs.inc();
    }
  }
}
