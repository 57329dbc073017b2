package giantless.explore.jpf.model;

import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.World;
import giantless.lock.jpf.JpfWatch;

/** Two threads that take two locks crosswise: who does not find the deadlock does not work. */
public final class Probe {
  private static final long SEED = 1;

  private Probe() {}

  public static void main(String[] args) {
    World world = new World(0, SEED);
    try {
      ExploredRuntime rt = world.runtime("", new JpfWatch(), 2);
      Mtx a = rt.mtx(Locks.SO_SND);
      Mtx b = rt.mtx(Locks.SO_RCV);
      world.run(
          () -> {
            KThread forth = rt.spawn("forth", Priority.USER, 0, () -> both(a, b));
            KThread back = rt.spawn("back", Priority.USER, 1, () -> both(b, a));
            forth.join();
            back.join();
          });
    } catch (Throwable e) {
      world.fail(e);
    }
    world.finish();
  }

  private static void both(Mtx first, Mtx second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }
}
