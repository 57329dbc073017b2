package giantless.lock.explored;

import giantless.lock.LockWatch;
import giantless.lock.jpf.JpfThread;
import giantless.lock.jpf.JpfWorld;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * In the place of the explorer's world inside Java PathFinder, so that scenarios are the same
 * bytecode. It has what scenarios use of that one; what it has not fails as a missing method.
 */
public final class World extends JpfWorld {

  public World(int earlyExpiries, long seed) {
    super(earlyExpiries, seed);
  }

  @Override
  public ExploredRuntime runtime(String host, LockWatch watch, int cpus) {
    return (ExploredRuntime) super.runtime(host, watch, cpus);
  }

  @Override
  protected ExploredRuntime make(String host, LockWatch watch, int cpus) {
    return new ExploredRuntime(this, host, watch, cpus);
  }

  /**
   * Runs the body, and all other threads, by one schedule; a failure ends the execution.
   *
   * @param again says something of races, which are not looked for here
   * @param onlooker is the explorer's
   */
  public Result settle(Runnable body, boolean again, UnaryOperator<Scheduler> onlooker) {
    drive(body);
    return new Result(null, false, 0, 0, null);
  }

  /** Looks at fields, and performs no operation of the runtime. */
  public <T> T look(Supplier<T> onlooker) {
    return onlook(onlooker);
  }

  /**
   * The first thread with this wait message, or with this name and asleep or parked, that waits
   * although the condition is true, in words; or null.
   */
  public String waitsInVain(String who, Supplier<Boolean> isTrue) {
    List<JpfThread> all = threads();
    for (int i = 0; i < all.size(); i++) {
      JpfThread td = all.get(i);
      String on = waitsOn(td);
      if (on != null && (who.equals(on) || who.equals(td.name())) && isTrue.get().booleanValue()) {
        return "thread " + td.name() + (on.isEmpty() ? " is parked" : " sleeps on " + on);
      }
    }
    return null;
  }
}
