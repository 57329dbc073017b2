package giantless.properties.twins.scenes;

import giantless.stack.kern.Counter;
import giantless.stack.netinet.IpStat;

/** Where packets went, by the counters that end a packet's life in ip_input. */
public final class PacketEnds {
  private PacketEnds() {}

  /** How many packets have come to an end; of each that comes in, one. */
  public static long of(IpStat s) {
    long n = 0;
    for (Counter c :
        new Counter[] {
          s.ips_badvers,
          s.ips_badhlen,
          s.ips_badsum,
          s.ips_badlen,
          s.ips_tooshort,
          s.ips_badaddr,
          s.ips_badoptions,
          s.ips_cantforward,
          s.ips_forward,
          s.ips_notmember,
          s.ips_noproto,
          s.ips_delivered
        }) {
      n += c.get();
    }
    return n;
  }
}
