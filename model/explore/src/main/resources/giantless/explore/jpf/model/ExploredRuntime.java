package giantless.lock.explored;

import giantless.lock.LockWatch;
import giantless.lock.jpf.JpfRuntime;

/** In the place of the explorer's runtime inside Java PathFinder. */
public final class ExploredRuntime extends JpfRuntime {
  ExploredRuntime(World world, String host, LockWatch watch, int cpus) {
    super(world, host, watch, cpus);
  }

  @Override
  public World world() {
    return (World) super.world();
  }
}
