package giantless.stack.netinet;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;

/** Counters of ARP, struct arpstat; each counts its own events without a lock. */
public final class ArpStat {
  /** Requests sent. */
  public final Counter arps_txrequests;

  /** Replies sent. */
  public final Counter arps_txreplies;

  /** Packets not sent for want of memory. */
  public final Counter arps_txerrors;

  /** Requests received. */
  public final Counter arps_rxrequests;

  /** Replies received. */
  public final Counter arps_rxreplies;

  /** Packets received. */
  public final Counter arps_received;

  /** Packets dropped that waited for a reply: replaced, given up, or their entry went. */
  public final Counter arps_dropped;

  /** Entries that timed out, and hosts taken for down. */
  public final Counter arps_timeouts;

  /** Others that use an address of ours. */
  public final Counter arps_dupips;

  /** Packets received which are no ARP for Ethernet and IPv4, or too short. */
  public final Counter arps_badpackets;

  ArpStat(Kernel kernel) {
    arps_txrequests = kernel.counter();
    arps_txreplies = kernel.counter();
    arps_txerrors = kernel.counter();
    arps_rxrequests = kernel.counter();
    arps_rxreplies = kernel.counter();
    arps_received = kernel.counter();
    arps_dropped = kernel.counter();
    arps_timeouts = kernel.counter();
    arps_dupips = kernel.counter();
    arps_badpackets = kernel.counter();
  }
}
