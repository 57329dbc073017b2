package giantless.stack.netinet;

import giantless.lock.AtomicInt;
import giantless.lock.Locks;
import giantless.stack.kern.OidTree;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockets;

/**
 * TCP of one host (RFC 9293): its control blocks (tcbinfo), statistics and tunables, and the parts
 * that work on them. Fields are constant.
 *
 * <p>{@code info.lock}, INP_INFO_LOCK, protects lists and hashes, TIME_WAIT, and the end of any
 * connection; a block's own lock, INP_LOCK, its state. The first goes before the second.
 */
public final class Tcp {
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final int MAXWIN = 65535;

  final Inet inet;
  final Sockets sockets;

  /** tcbinfo. */
  final InPcbInfo info;

  final InPcbSubr pcb;
  final TcpSysctl sysctl = new TcpSysctl();
  final TcpAutobuf autobuf = new TcpAutobuf(sysctl);

  final TcpStat stat;

  /** For what strangers must not guess. */
  final SipHash secret;

  /** Pieces in all reassembly queues, net.inet.tcp.reass.cursegments. */
  final AtomicInt segments;

  final TcpMss mss;
  final TcpCong cong;
  final TcpHostcache hostcache;
  final TcpSubr subr;
  final TcpOutput output;
  final TcpTimewait timewait;
  final TcpSyncache syncache;
  final TcpInput input;
  final TcpUsrreq usrreq;

  /**
   * Registers TCP with the sockets and with IP.
   *
   * @param ports net.inet.ip.portrange, shared with the other protocols
   */
  Tcp(Inet inet, Sockets sockets, IpPortRange ports, IpCtloutput ctloutput) {
    this.inet = inet;
    this.sockets = sockets;
    this.info = new InPcbInfo(inet.kernel().rt(), "tcp", Locks.TCP, Locks.TCPINP);
    this.pcb = new InPcbSubr(inet, ports);
    this.stat = new TcpStat(inet.kernel());
    this.secret = SipHash.random(inet.kernel());
    this.segments = inet.kernel().rt().atomicInt(0);
    this.mss = new TcpMss(this);
    this.cong = new TcpCong(this);
    this.hostcache = new TcpHostcache(this);
    this.subr = new TcpSubr(this);
    this.output = new TcpOutput(this);
    this.timewait = new TcpTimewait(this, ports);
    this.syncache = new TcpSyncache(this);
    this.input = new TcpInput(this);
    this.usrreq = new TcpUsrreq(this);
    sockets.register(
        new Protosw(
            SocketConst.SOCK_STREAM,
            SocketConst.AF_INET,
            Ip.IPPROTO_TCP,
            Protosw.PR_CONNREQUIRED | Protosw.PR_IMPLOPCL | Protosw.PR_WANTRCVD,
            usrreq,
            new TcpCtloutput(this, ctloutput)));
    inet.protos().register(Ip.IPPROTO_TCP, input);
    inet.kernel().sysctl().provide(this::provide);
    inet.kernel().onShutdown(this::shutdown);
  }

  /** The control blocks. */
  public InPcbInfo info() {
    return info;
  }

  public TcpStat stat() {
    return stat;
  }

  public TcpSysctl sysctl() {
    return sysctl;
  }

  public TcpSyncache syncache() {
    return syncache;
  }

  public TcpHostcache hostcache() {
    return hostcache;
  }

  /** Connections, TIME_WAIT and half-open ones included, as netstat(1) shows them. */
  public TcpPcblist pcblist() {
    return new TcpPcblist(this);
  }

  /** The shift with which a window can be as large as the largest buffer. */
  int wscale() {
    int shift = 0;
    while (shift < TcpOptions.MAX_WINSHIFT && (long) MAXWIN << shift < sockets.sbMax()) {
      shift++;
    }
    return shift;
  }

  /** ticks, and the clock of time stamps: milliseconds. */
  int ticks() {
    return (int) uptimeMillis();
  }

  /** The same, which does not wrap. */
  long uptimeMillis() {
    return inet.kernel().uptimeNanos() / NANOS_PER_MILLI;
  }

  /**
   * tcp_drain(): memory is short. Reassembly queues hold what the peer has not been told it may
   * forget, so they stay; half-open connections go, since a SYN cookie can do without.
   */
  void drain() {
    syncache.drain();
  }

  /** The machine ends: connections that no process has any more are forgotten without a word. */
  private void shutdown() {
    subr.shutdown();
    syncache.shutdown();
    timewait.shutdown();
    hostcache.shutdown();
  }

  private void provide(OidTree t) {
    sysctl.provide(t);
    stat.provide(t);
    cong.provide(t);
    hostcache.provide(t);
    syncache.provide(t);
    t.addLong("net.inet.tcp.reass.cursegments", "Pieces that wait", () -> segments.get());
    t.addLong("net.inet.tcp.pcbcount", "Number of control blocks", () -> info.count());
  }
}
