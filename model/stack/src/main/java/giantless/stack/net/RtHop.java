package giantless.stack.net;

/** What {@link RouteTable#rtCheck} finds: the next hop's route, locked and referenced. */
public final class RtHop {
  /** Locked and referenced after OK; give it back by {@link RouteTable#rtfree}. */
  public Rtentry rt;
}
