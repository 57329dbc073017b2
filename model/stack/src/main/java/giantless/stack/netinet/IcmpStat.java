package giantless.stack.netinet;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.OidTree;

/** Counters of ICMP, {@code struct icmpstat}; each counts its own events without a lock. */
public final class IcmpStat {
  /** Calls of icmp_error for other than redirects. */
  public final Counter icps_error;

  /** No error sent: the old packet was too short. */
  public final Counter icps_oldshort;

  /** No error sent: the old packet was an ICMP error itself. */
  public final Counter icps_oldicmp;

  /** Messages with a code that their type does not have. */
  public final Counter icps_badcode;

  /** Messages shorter than the header. */
  public final Counter icps_tooshort;

  /** Checksum bad. */
  public final Counter icps_checksum;

  /** Length does not fit the type. */
  public final Counter icps_badlen;

  /** Messages answered. */
  public final Counter icps_reflect;

  /** Echo requests to a broadcast or multicast address, dropped. */
  public final Counter icps_bmcastecho;

  /** Timestamp requests to a broadcast or multicast address, dropped. */
  public final Counter icps_bmcasttstamp;

  /** Not sent: the address to answer to is none of a host. */
  public final Counter icps_badaddr;

  /** Not sent: no way back. */
  public final Counter icps_noroute;

  private final Counter[] outhist = new Counter[Icmp.MAXTYPE + 1];
  private final Counter[] inhist = new Counter[Icmp.MAXTYPE + 1];

  /** Makes them all, at zero. */
  public IcmpStat(Kernel kernel) {
    icps_error = kernel.counter();
    icps_oldshort = kernel.counter();
    icps_oldicmp = kernel.counter();
    icps_badcode = kernel.counter();
    icps_tooshort = kernel.counter();
    icps_checksum = kernel.counter();
    icps_badlen = kernel.counter();
    icps_reflect = kernel.counter();
    icps_bmcastecho = kernel.counter();
    icps_bmcasttstamp = kernel.counter();
    icps_badaddr = kernel.counter();
    icps_noroute = kernel.counter();
    for (int i = 0; i <= Icmp.MAXTYPE; i++) {
      outhist[i] = kernel.counter();
      inhist[i] = kernel.counter();
    }
  }

  /** icps_outhist: messages sent of a type, from 0 to {@link Icmp#MAXTYPE}. */
  public Counter outhist(int type) {
    return outhist[type];
  }

  /** icps_inhist: messages received of a type, from 0 to {@link Icmp#MAXTYPE}. */
  public Counter inhist(int type) {
    return inhist[type];
  }

  /** Puts all of them below {@code net.inet.icmp.stats}. */
  void provide(OidTree t) {
    add(t, "icps_error", icps_error);
    add(t, "icps_oldshort", icps_oldshort);
    add(t, "icps_oldicmp", icps_oldicmp);
    add(t, "icps_badcode", icps_badcode);
    add(t, "icps_tooshort", icps_tooshort);
    add(t, "icps_checksum", icps_checksum);
    add(t, "icps_badlen", icps_badlen);
    add(t, "icps_reflect", icps_reflect);
    add(t, "icps_bmcastecho", icps_bmcastecho);
    add(t, "icps_bmcasttstamp", icps_bmcasttstamp);
    add(t, "icps_badaddr", icps_badaddr);
    add(t, "icps_noroute", icps_noroute);
    for (int i = 0; i <= Icmp.MAXTYPE; i++) {
      add(t, "icps_outhist." + i, outhist[i]);
      add(t, "icps_inhist." + i, inhist[i]);
    }
  }

  private static void add(OidTree t, String name, Counter c) {
    t.addCounter("net.inet.icmp.stats." + name, name, c);
  }
}
