package giantless.scenarios.check;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.Setup;
import giantless.stack.Host;
import giantless.stack.netinet.ArpStat;
import giantless.stack.netinet.IpStat;
import giantless.stack.netinet.UdpStat;

/**
 * What netstat(1) prints adds up: each packet received is counted once more, as what became of it.
 * Holds where no datagram goes to several sockets and no packet has IP options.
 */
public final class NetstatSums implements Checker {
  /** Nothing: a machine that is shut down has none of it. */
  @Override
  public void check(Setup setup) {}

  @Override
  public void inspect(Setup setup) {
    for (Host h : setup.registered(Host.class)) {
      ip(h.inet().ipstat);
      udp(h.udp().stat());
      arp(h.inet().arp.stat);
    }
  }

  private static void ip(IpStat s) {
    long bad =
        s.ips_tooshort.get()
            + s.ips_toosmall.get()
            + s.ips_badvers.get()
            + s.ips_badhlen.get()
            + s.ips_badaddr.get()
            + s.ips_badsum.get()
            + s.ips_badlen.get()
            + s.ips_notmember.get()
            + s.ips_cantforward.get();
    long whole = s.ips_delivered.get() + s.ips_noproto.get() - s.ips_reassembled.get();
    adds("ip", s.ips_total.get(), bad + whole + s.ips_fragments.get() + s.ips_forward.get());
  }

  private static void udp(UdpStat s) {
    adds(
        "udp",
        s.udpsIpackets.get(),
        s.udpsHdrops.get()
            + s.udpsBadlen.get()
            + s.udpsBadsum.get()
            + s.udpsNoport.get()
            + s.udpsFullsock.get()
            + s.udpsFiltermcast.get()
            + s.udpsDelivered.get());
  }

  private static void arp(ArpStat s) {
    adds(
        "arp",
        s.arps_received.get(),
        s.arps_rxrequests.get() + s.arps_rxreplies.get() + s.arps_badpackets.get());
  }

  private static void adds(String protocol, long received, long accounted) {
    if (received != accounted) {
      throw new AssertionError(
          protocol + ": " + received + " packets received, and " + accounted + " accounted for");
    }
  }
}
