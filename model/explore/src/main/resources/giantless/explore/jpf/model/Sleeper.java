package giantless.explore.scenario;

import giantless.lock.explored.World;
import java.util.function.BooleanSupplier;

/** In the place of the explorer's class inside Java PathFinder, whose threads are others. */
final class Sleeper {
  private final String who;
  private final String what;
  private final BooleanSupplier isTrue;

  Sleeper(String who, String what, BooleanSupplier isTrue) {
    this.who = who;
    this.what = what;
    this.isTrue = isTrue;
  }

  String lost(World world) {
    String thread = world.waitsInVain(who, () -> Boolean.valueOf(isTrue.getAsBoolean()));
    return thread == null ? null : thread + " although " + what;
  }
}
