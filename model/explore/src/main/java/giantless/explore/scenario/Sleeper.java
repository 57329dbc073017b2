package giantless.explore.scenario;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.World;
import java.util.function.BooleanSupplier;

/** What certain threads wait for; given to {@link Setup#sleepsUntil}. */
final class Sleeper {
  private final String who;
  private final String what;
  private final BooleanSupplier isTrue;

  Sleeper(String who, String what, BooleanSupplier isTrue) {
    this.who = who;
    this.what = what;
    this.isTrue = isTrue;
  }

  /** The thread that sleeps or is parked although what it waits for is true, in words; or null. */
  String lost(World world) {
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      String on = td.asleepOn();
      boolean parked = td.operation().kind() == Operation.Kind.PARK && !world.isEnabled(td);
      boolean meant = who.equals(on) || ((on != null || parked) && who.equals(td.name()));
      if (meant && world.look(() -> isTrue.getAsBoolean())) {
        return "thread "
            + td.baseName()
            + (on == null ? " is parked" : " sleeps on " + on)
            + " although "
            + what;
      }
    }
    return null;
  }
}
