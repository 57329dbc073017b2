package giantless.stack.netinet;

import giantless.lock.Locks;
import giantless.stack.kern.Counter;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockets;

/**
 * UDP of one host: its control blocks (udbinfo), statistics and tunables, and the parts that work
 * on them. Fields are constant.
 */
public final class Udp {
  private static final int RECVSPACE = 40 * (1024 + 16);
  private static final int SENDSPACE = 9216;

  final Inet inet;

  /** udbinfo. */
  final InPcbInfo info;

  final InPcbSubr subr;
  final UdpStat stat;
  final UdpOutput output;
  final UdpInput input;

  /** net.inet.udp.checksum: whether datagrams are sent with a checksum. */
  final Knob checksum = new Knob(1, 0, 1);

  /** net.inet.udp.blackhole: whether nobody is told of a port without socket. */
  final Knob blackhole = new Knob(0, 0, 1);

  /** net.inet.udp.log_in_vain: whether such datagrams are logged. */
  final Knob logInVain = new Knob(0, 0, 1);

  /** net.inet.udp.maxdgram: the send buffer of a new socket, the longest datagram. */
  final Knob sendspace = new Knob(SENDSPACE, 1, Integer.MAX_VALUE);

  /** net.inet.udp.recvspace. */
  final Knob recvspace = new Knob(RECVSPACE, 1, Integer.MAX_VALUE);

  /**
   * Registers UDP with the sockets and with IP.
   *
   * @param ports net.inet.ip.portrange, shared with the other protocols
   */
  Udp(Inet inet, Sockets sockets, IpPortRange ports, IpCtloutput ctloutput) {
    this.inet = inet;
    this.info = new InPcbInfo(inet.kernel().rt(), "udp", Locks.UDP, Locks.UDPINP);
    this.subr = new InPcbSubr(inet, ports);
    this.stat = new UdpStat(inet.kernel());
    this.output = new UdpOutput(this);
    this.input = new UdpInput(this);
    sockets.register(
        new Protosw(
            SocketConst.SOCK_DGRAM,
            SocketConst.AF_INET,
            Ip.IPPROTO_UDP,
            Protosw.PR_ATOMIC | Protosw.PR_ADDR,
            new UdpUsrreq(this),
            ctloutput));
    inet.protos().register(Ip.IPPROTO_UDP, input);
    inet.kernel().sysctl().provide(this::provide);
  }

  /** The control blocks. */
  public InPcbInfo info() {
    return info;
  }

  public UdpStat stat() {
    return stat;
  }

  private void provide(OidTree t) {
    t.addInt("net.inet.udp.checksum", Oid.CTLFLAG_RW, "Compute checksums", checksum);
    t.addInt("net.inet.udp.blackhole", Oid.CTLFLAG_RW, "Drop silently", blackhole);
    t.addInt("net.inet.udp.log_in_vain", Oid.CTLFLAG_RW, "Log packets in vain", logInVain);
    t.addInt("net.inet.udp.maxdgram", Oid.CTLFLAG_RW, "Maximum outgoing datagram", sendspace);
    t.addInt("net.inet.udp.recvspace", Oid.CTLFLAG_RW, "Receive buffer", recvspace);
    t.addLong("net.inet.udp.pcbcount", "Number of control blocks", () -> info.count());
    counter(t, "udps_ipackets", stat.udpsIpackets);
    counter(t, "udps_hdrops", stat.udpsHdrops);
    counter(t, "udps_badsum", stat.udpsBadsum);
    counter(t, "udps_nosum", stat.udpsNosum);
    counter(t, "udps_badlen", stat.udpsBadlen);
    counter(t, "udps_noport", stat.udpsNoport);
    counter(t, "udps_noportbcast", stat.udpsNoportbcast);
    counter(t, "udps_fullsock", stat.udpsFullsock);
    counter(t, "udps_nombuf", stat.udpsNombuf);
    counter(t, "udps_filtermcast", stat.udpsFiltermcast);
    counter(t, "udps_opackets", stat.udpsOpackets);
    counter(t, "udps_delivered", stat.udpsDelivered);
  }

  private static void counter(OidTree t, String name, Counter c) {
    t.addCounter("net.inet.udp.stats." + name, "UDP statistic", c);
  }
}
