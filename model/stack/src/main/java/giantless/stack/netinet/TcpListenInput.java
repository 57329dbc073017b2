package giantless.stack.netinet;

import giantless.lock.contract.Acquires;
import giantless.lock.contract.Releases;

/**
 * A segment for a listener: a SYN to the syncache, an acknowledgement that completes a handshake to
 * a new connection (RFC 9293 section 3.10.7.2). Called with INFO and the listener's lock.
 */
final class TcpListenInput {
  private static final int RAS = TcpHeader.RST | TcpHeader.ACK | TcpHeader.SYN;

  private final Tcp tcp;

  TcpListenInput(Tcp tcp) {
    this.tcp = tcp;
  }

  /**
   * The listener is unlocked on return.
   *
   * @return the connection that was made, locked, with INFO held; null if that is all
   */
  @Releases("tp.inp.lock")
  @Acquires("return.inp.lock")
  Tcpcb input(TcpSegment s, Tcpcb tp) {
    InPcb inp = tp.inp;
    tcp.info.lock.assertOwned();
    inp.lock.assertOwned();
    InConninfo inc = s.inc();
    if (s.only(RAS, TcpHeader.ACK)) {
      s.to.parse(s.m.data, s.optoff, s.optlen, false);
      TcpSyncache.Expanded e = tcp.syncache.expand(inc, s, tp);
      inp.lock.unlock();
      if (e.child != null) {
        // Nobody can close it: INFO is held since before it was made known.
        e.child.lock.lock();
        return TcpSubr.tcpcb(e.child);
      }
      if (e.reset) {
        tcp.input.refuse(s, BadportBandlim.Kind.RST_OPENPORT);
      }
      return null;
    }
    if (s.has(TcpHeader.RST)) {
      tcp.syncache.chkrst(inc, s);
      inp.lock.unlock();
      return null;
    }
    if (!s.has(TcpHeader.SYN)) {
      tcp.stat.tcpsBadsyn.inc();
      inp.lock.unlock();
      return null;
    }
    if (s.has(TcpHeader.ACK)) {
      // Our number was guessed, or is of a connection before: nothing to be kept.
      tcp.stat.tcpsBadsyn.inc();
      tcp.syncache.badack(inc);
      inp.lock.unlock();
      tcp.input.refuse(s, BadportBandlim.Kind.RST_OPENPORT);
      return null;
    }
    boolean land = s.dst == s.src && s.dport == s.sport;
    if (land || TcpInput.manyOrNone(tcp.inet, s.m, s)) {
      inp.lock.unlock();
      return null;
    }
    s.to.parse(s.m.data, s.optoff, s.optlen, true);
    tcp.syncache.add(inc, s, tp); // Unlocks the listener and INFO.
    return null;
  }
}
