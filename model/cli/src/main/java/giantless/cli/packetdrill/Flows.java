package giantless.cli.packetdrill;

import giantless.lock.contract.Confined;
import giantless.stack.netinet.Ip;
import giantless.stack.netinet.TcpHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * The flows of a script. Packets that name no port belong to the current one: that of the
 * connection that was begun last, by a SYN of the host or, after listen(2), by the next packet that
 * comes.
 */
@Confined("the world that runs one thread at a time")
final class Flows {
  /** The peer's first port: what Linux would take. */
  private static final int FIRST_PORT = 32768;

  private final Config config;
  private final List<Flow> tcp = new ArrayList<>(2);
  private Flow currentTcp;
  private Flow currentUdp;
  private int localTcpPort;
  private int localUdpPort;
  private int nextPort = FIRST_PORT;

  Flows(Config config) {
    this.config = config;
    this.localTcpPort = config.bindPort;
    this.localUdpPort = config.bindPort;
  }

  private Flow flow(int localPort, int remotePort) {
    return new Flow(config.localIp, localPort, config.remoteIp, remotePort);
  }

  /** A socket was bound. */
  void bound(boolean stream, int port) {
    if (stream) {
      localTcpPort = port;
    } else {
      localUdpPort = port;
      currentUdp = null;
    }
  }

  /** A socket listens: the next packet that comes begins a flow. */
  void listening(int port) {
    localTcpPort = port;
    currentTcp = null;
  }

  /** A datagram socket was connected to a port of the peer. */
  void connected(int localPort, int remotePort) {
    currentUdp = flow(localPort, remotePort);
  }

  /** The flow of a segment that comes, or that an ICMP message is about. */
  Flow tcp(int remotePort) {
    if (remotePort >= 0) {
      for (Flow f : tcp) {
        if (f.remotePort == remotePort && f.localPort == localTcpPort) {
          return f;
        }
      }
      Flow f = flow(localTcpPort, remotePort);
      tcp.add(f);
      return f;
    }
    if (currentTcp == null) {
      currentTcp = flow(localTcpPort, nextPort++);
      tcp.add(currentTcp);
    }
    return currentTcp;
  }

  /** The flow of a datagram that comes, or that an ICMP message is about. */
  Flow udp(int remotePort) {
    if (remotePort >= 0) {
      return flow(localUdpPort, remotePort);
    }
    if (currentUdp == null) {
      currentUdp = flow(localUdpPort, config.connectPort);
    }
    return currentUdp;
  }

  /** The host has sent a packet: the flow that it belongs to, null if it is none of TCP or UDP. */
  Flow sent(byte[] p) {
    int hlen = (p[0] & 0xf) << 2;
    int proto = Ip.get8(p, Ip.O_P);
    if (p.length < hlen + 8) {
      return null;
    }
    int from = Ip.get32(p, Ip.O_SRC);
    int to = Ip.get32(p, Ip.O_DST);
    int local = Ip.get16(p, hlen);
    int remote = Ip.get16(p, hlen + 2);
    if (proto == Ip.IPPROTO_UDP) {
      currentUdp = new Flow(from, local, to, remote);
      return currentUdp;
    }
    if (proto != Ip.IPPROTO_TCP || p.length < hlen + TcpHeader.HDR) {
      return null;
    }
    Flow flow = null;
    for (Flow f : tcp) {
      if (f.localPort == local && f.remotePort == remote && f.remoteIp == to) {
        flow = f;
      }
    }
    int flags = Ip.get16(p, hlen + TcpHeader.O_OFF);
    if (flow == null) {
      flow = new Flow(from, local, to, remote);
      tcp.add(flow);
      if ((flags & TcpHeader.SYN) != 0) {
        currentTcp = flow;
      }
    }
    if ((flags & TcpHeader.SYN) != 0) {
      flow.synSent(Ip.get32(p, hlen + TcpHeader.O_SEQ));
      if ((flags & TcpHeader.ACK) == 0) {
        currentTcp = flow;
      }
    }
    return flow;
  }
}
