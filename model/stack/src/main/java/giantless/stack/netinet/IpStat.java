package giantless.stack.netinet;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.OidTree;

/** Counters of IPv4, {@code struct ipstat}; each counts its own events without a lock. */
public final class IpStat {
  /** Packets received. */
  public final Counter ips_total;

  /** Checksum bad. */
  public final Counter ips_badsum;

  /** Packet shorter than it says. */
  public final Counter ips_tooshort;

  /** Not enough data for a header, or a fragment of a forbidden length. */
  public final Counter ips_toosmall;

  /** Header length below 20, or beyond the packet. */
  public final Counter ips_badhlen;

  /** Total length below the header's. */
  public final Counter ips_badlen;

  /** Fragments received. */
  public final Counter ips_fragments;

  /** Fragments dropped: duplicates, overlapped, out of memory, over a limit. */
  public final Counter ips_fragdropped;

  /** Fragments dropped because their time ran out. */
  public final Counter ips_fragtimeout;

  /** Packets forwarded. */
  public final Counter ips_forward;

  /** Packets not for us that were not forwarded. */
  public final Counter ips_cantforward;

  /** Redirects sent for packets forwarded. */
  public final Counter ips_redirectsent;

  /** Protocol unknown. */
  public final Counter ips_noproto;

  /** Packets given to a protocol. */
  public final Counter ips_delivered;

  /** Packets that protocols of this host sent. */
  public final Counter ips_localout;

  /** Output dropped for want of mbufs or room in a queue. */
  public final Counter ips_odropped;

  /** Packets reassembled. */
  public final Counter ips_reassembled;

  /** Packets fragmented on output. */
  public final Counter ips_fragmented;

  /** Fragments made. */
  public final Counter ips_ofragments;

  /** Packets that needed fragments but must not be. */
  public final Counter ips_cantfrag;

  /** Errors in options. */
  public final Counter ips_badoptions;

  /** Output without a route. */
  public final Counter ips_noroute;

  /** Version not 4. */
  public final Counter ips_badvers;

  /** Raw packets sent with their own header. */
  public final Counter ips_rawout;

  /** Reassembled length above 65535. */
  public final Counter ips_toolong;

  /** Multicasts for groups that this host is not in. */
  public final Counter ips_notmember;

  /** Loopback addresses on a wire. */
  public final Counter ips_badaddr;

  /** Makes them all, at zero. */
  public IpStat(Kernel kernel) {
    ips_total = kernel.counter();
    ips_badsum = kernel.counter();
    ips_tooshort = kernel.counter();
    ips_toosmall = kernel.counter();
    ips_badhlen = kernel.counter();
    ips_badlen = kernel.counter();
    ips_fragments = kernel.counter();
    ips_fragdropped = kernel.counter();
    ips_fragtimeout = kernel.counter();
    ips_forward = kernel.counter();
    ips_cantforward = kernel.counter();
    ips_redirectsent = kernel.counter();
    ips_noproto = kernel.counter();
    ips_delivered = kernel.counter();
    ips_localout = kernel.counter();
    ips_odropped = kernel.counter();
    ips_reassembled = kernel.counter();
    ips_fragmented = kernel.counter();
    ips_ofragments = kernel.counter();
    ips_cantfrag = kernel.counter();
    ips_badoptions = kernel.counter();
    ips_noroute = kernel.counter();
    ips_badvers = kernel.counter();
    ips_rawout = kernel.counter();
    ips_toolong = kernel.counter();
    ips_notmember = kernel.counter();
    ips_badaddr = kernel.counter();
  }

  /** Puts all of them below {@code net.inet.ip.stats}. */
  void provide(OidTree t) {
    add(t, "ips_total", ips_total);
    add(t, "ips_badsum", ips_badsum);
    add(t, "ips_tooshort", ips_tooshort);
    add(t, "ips_toosmall", ips_toosmall);
    add(t, "ips_badhlen", ips_badhlen);
    add(t, "ips_badlen", ips_badlen);
    add(t, "ips_fragments", ips_fragments);
    add(t, "ips_fragdropped", ips_fragdropped);
    add(t, "ips_fragtimeout", ips_fragtimeout);
    add(t, "ips_forward", ips_forward);
    add(t, "ips_cantforward", ips_cantforward);
    add(t, "ips_redirectsent", ips_redirectsent);
    add(t, "ips_noproto", ips_noproto);
    add(t, "ips_delivered", ips_delivered);
    add(t, "ips_localout", ips_localout);
    add(t, "ips_odropped", ips_odropped);
    add(t, "ips_reassembled", ips_reassembled);
    add(t, "ips_fragmented", ips_fragmented);
    add(t, "ips_ofragments", ips_ofragments);
    add(t, "ips_cantfrag", ips_cantfrag);
    add(t, "ips_badoptions", ips_badoptions);
    add(t, "ips_noroute", ips_noroute);
    add(t, "ips_badvers", ips_badvers);
    add(t, "ips_rawout", ips_rawout);
    add(t, "ips_toolong", ips_toolong);
    add(t, "ips_notmember", ips_notmember);
    add(t, "ips_badaddr", ips_badaddr);
  }

  private static void add(OidTree t, String name, Counter c) {
    t.addCounter("net.inet.ip.stats." + name, name, c);
  }
}
