package giantless.stack.net;

import giantless.lock.contract.Confined;

/** What {@link RouteTable#rtCheck} finds: the next hop's route, locked and referenced. */
@Confined("the call")
public final class RtHop {
  /** Locked and referenced after OK; give it back by {@link RouteTable#rtfree}. */
  public Rtentry rt;
}
