package giantless.stress.netperf.explore;

import giantless.explore.search.Program;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;

/** The program that is explored here: threads that take and give back one lock, so many times. */
final class Locking {
  private Locking() {}

  static Program of(int threads, int times) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 2);
      Mtx m = rt.mtx(Locks.SO_RCV);
      return () -> {
        for (int t = 0; t < threads; t++) {
          rt.spawn(
              "t" + t,
              Priority.USER,
              0,
              () -> {
                for (int i = 0; i < times; i++) {
                  m.lock();
                  m.unlock();
                }
              });
        }
      };
    };
  }
}
