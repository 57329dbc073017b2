package giantless.stack.net;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;

/** Statistics of routing, struct rtstat, and how many entries there are. */
public final class RtStat {
  /** Redirects that were not believed. */
  public final Counter rts_badredirect;

  /** Routes made by redirects. */
  public final Counter rts_dynamic;

  /** Routes changed by redirects. */
  public final Counter rts_newgateway;

  /** Lookups which found no route. */
  public final Counter rts_unreach;

  /** Lookups which cloned a route. */
  public final Counter rts_cloned;

  /** Entries in memory, in the tree or still referenced. */
  public final Counter rts_inuse;

  RtStat(Kernel kernel) {
    rts_badredirect = kernel.counter();
    rts_dynamic = kernel.counter();
    rts_newgateway = kernel.counter();
    rts_unreach = kernel.counter();
    rts_cloned = kernel.counter();
    rts_inuse = kernel.counter();
  }
}
