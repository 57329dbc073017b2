package giantless.stack.netinet;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.OidTree;

/** Counters of IGMP, {@code struct igmpstat}; each counts its own events without a lock. */
public final class IgmpStat {
  /** Messages received. */
  public final Counter igps_rcv_total;

  /** Messages too short. */
  public final Counter igps_rcv_tooshort;

  /** Checksum bad. */
  public final Counter igps_rcv_badsum;

  /** Membership queries. */
  public final Counter igps_rcv_queries;

  /** Queries that are not valid. */
  public final Counter igps_rcv_badqueries;

  /** Membership reports. */
  public final Counter igps_rcv_reports;

  /** Reports that are not valid. */
  public final Counter igps_rcv_badreports;

  /** Reports for groups that this host is in. */
  public final Counter igps_rcv_ourreports;

  /** Reports and leaves sent. */
  public final Counter igps_snd_reports;

  /** Makes them all, at zero. */
  public IgmpStat(Kernel kernel) {
    igps_rcv_total = kernel.counter();
    igps_rcv_tooshort = kernel.counter();
    igps_rcv_badsum = kernel.counter();
    igps_rcv_queries = kernel.counter();
    igps_rcv_badqueries = kernel.counter();
    igps_rcv_reports = kernel.counter();
    igps_rcv_badreports = kernel.counter();
    igps_rcv_ourreports = kernel.counter();
    igps_snd_reports = kernel.counter();
  }

  /** Puts all of them below {@code net.inet.igmp.stats}. */
  void provide(OidTree t) {
    add(t, "igps_rcv_total", igps_rcv_total);
    add(t, "igps_rcv_tooshort", igps_rcv_tooshort);
    add(t, "igps_rcv_badsum", igps_rcv_badsum);
    add(t, "igps_rcv_queries", igps_rcv_queries);
    add(t, "igps_rcv_badqueries", igps_rcv_badqueries);
    add(t, "igps_rcv_reports", igps_rcv_reports);
    add(t, "igps_rcv_badreports", igps_rcv_badreports);
    add(t, "igps_rcv_ourreports", igps_rcv_ourreports);
    add(t, "igps_snd_reports", igps_snd_reports);
  }

  private static void add(OidTree t, String name, Counter c) {
    t.addCounter("net.inet.igmp.stats." + name, name, c);
  }
}
