package giantless.stack.net;

import giantless.lock.contract.Confined;

/**
 * struct route: a destination and the cached route to it, which this holder references while it is
 * not null. Not locked by itself: it is a local variable, or its owner's lock (of an inpcb, say)
 * protects it.
 */
@Confined("the thread that sends by it; a socket keeps it under its lock")
public final class Route {
  /** ro_dst. */
  public SockAddr dst;

  /** ro_rt: unlocked, referenced. */
  public Rtentry rt;

  public Route() {}

  public Route(SockAddr dst) {
    this.dst = dst;
  }
}
