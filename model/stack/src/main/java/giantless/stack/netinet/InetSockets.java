package giantless.stack.netinet;

import giantless.stack.socket.Sockets;

/**
 * The protocols over IPv4 that sockets reach: UDP, TCP and raw IP. Made by Host at boot, after IPv4
 * and the sockets and before the first interface. Fields are constant.
 */
public final class InetSockets {
  private final Udp udp;
  private final Tcp tcp;
  private final RawIp raw;

  public InetSockets(Inet inet, Sockets sockets) {
    IpPortRange ports = new IpPortRange();
    IpCtloutput ctloutput = new IpCtloutput(inet);
    this.udp = new Udp(inet, sockets, ports, ctloutput);
    this.tcp = new Tcp(inet, sockets, ports, ctloutput);
    this.raw = new RawIp(inet, sockets, ports, ctloutput);
    inet.kernel().sysctl().provide(ports::provide);
  }

  /** UDP. */
  public Udp udp() {
    return udp;
  }

  /** TCP. */
  public Tcp tcp() {
    return tcp;
  }

  /** Raw IP sockets. */
  public RawIp raw() {
    return raw;
  }
}
