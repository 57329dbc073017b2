package giantless.stack.netinet;

import giantless.stack.net.EtherHeader;
import giantless.stack.net.SockAddrIn;

/** A line of arp(8): a copy of what ARP knew of a neighbour. Immutable. */
public final class ArpEntry {
  private final int addr;
  private final byte[] lladdr;
  private final String ifname;
  private final long expireSeconds;
  private final boolean permanent;
  private final boolean published;
  private final boolean rejected;

  ArpEntry(
      int addr,
      byte[] lladdr,
      String ifname,
      long expireSeconds,
      boolean permanent,
      boolean published,
      boolean rejected) {
    this.addr = addr;
    this.lladdr = lladdr;
    this.ifname = ifname;
    this.expireSeconds = expireSeconds;
    this.permanent = permanent;
    this.published = published;
    this.rejected = rejected;
  }

  /** The IPv4 address in host order. */
  public int addr() {
    return addr;
  }

  /** Six bytes; empty while the entry is incomplete. */
  public byte[] lladdr() {
    return lladdr.clone();
  }

  /** Whether the hardware address is known. */
  public boolean isComplete() {
    return lladdr.length > 0;
  }

  public String ifname() {
    return ifname;
  }

  /** Seconds until it expires, below 0 if it has; 0 for a permanent one. */
  public long expireSeconds() {
    return expireSeconds;
  }

  public boolean isPermanent() {
    return permanent;
  }

  /** Whether we answer for the address on behalf of the host. */
  public boolean isPublished() {
    return published;
  }

  /** Whether the host is taken for down. */
  public boolean isRejected() {
    return rejected;
  }

  @Override
  public String toString() {
    return "? ("
        + SockAddrIn.ntoa(addr)
        + ") at "
        + (isComplete() ? EtherHeader.toString(lladdr, 0) : "(incomplete)")
        + " on "
        + ifname
        + (permanent ? " permanent" : "")
        + (published ? " published" : "")
        + (rejected ? " rejected" : "");
  }
}
