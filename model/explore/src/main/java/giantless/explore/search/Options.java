package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.World;

/** The decisions that are possible now, threads before deadlines, in order of ids. */
final class Options {
  private Options() {}

  static boolean anyEnabled(World world) {
    for (int i = 0; i < world.liveCount(); i++) {
      if (world.isEnabled(world.live(i))) {
        return true;
      }
    }
    return false;
  }

  static int count(World world) {
    int n = 0;
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      n += world.isEnabled(td) ? 1 : 0;
      n += world.isExpirable(td) ? 1 : 0;
    }
    return n;
  }

  static int get(World world, int index) {
    int n = index;
    for (int i = 0; i < world.liveCount(); i++) {
      if (world.isEnabled(world.live(i)) && n-- == 0) {
        return world.live(i).id();
      }
    }
    for (int i = 0; i < world.liveCount(); i++) {
      if (world.isExpirable(world.live(i)) && n-- == 0) {
        return ~world.live(i).id();
      }
    }
    throw new IllegalArgumentException("there is no option " + index);
  }
}
