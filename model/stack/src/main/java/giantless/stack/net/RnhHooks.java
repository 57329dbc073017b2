package giantless.stack.net;

import giantless.lock.contract.Requires;

/**
 * What the family of a tree wants to know of its routes, {@code rnh_matchaddr} and {@code
 * rnh_close}. Called with the route locked; looks at the route and sends nothing.
 */
public interface RnhHooks {
  /** Cares for nothing. */
  RnhHooks NONE =
      new RnhHooks() {
        @Override
        public void matched(Rtentry rt) {}

        @Override
        public void closed(Rtentry rt) {}
      };

  /** A lookup found a route that nobody referred to. Also called with the tree's lock held. */
  @Requires("rt.lock")
  void matched(Rtentry rt);

  /** The last reference on a route in the tree was given back. */
  @Requires("rt.lock")
  void closed(Rtentry rt);
}
