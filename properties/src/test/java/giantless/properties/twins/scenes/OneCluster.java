package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Priority;
import giantless.lock.explored.World;
import giantless.properties.twins.Scene;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * There is one cluster; a thread has it and gives it back, and another one, on the other CPU, waits
 * for it. Each takes it once only: who takes it again would find it where it was forgotten.
 */
public final class OneCluster implements Scene {
  private static final int LATER = 200;

  @Override
  public void run(World world, LockWatch watch) {
    LockRuntime rt = world.runtime("", watch, 2);
    Host h = Host.builder().runtime(rt).name("host").nmbclusters(1).mbufsMayFail(false).build();
    MbufPool pool = h.mbufs();
    Mbuf only = pool.getcl(How.WAITOK, Mbuf.MT_DATA, Mbuf.M_PKTHDR);
    KThread waiter =
        rt.spawn(
            "waiter",
            Priority.USER,
            1,
            () -> pool.freem(pool.getcl(How.WAITOK, Mbuf.MT_DATA, Mbuf.M_PKTHDR)));
    // The waiter has a long way to its sleep: the cluster comes back at any point of it.
    for (int i = rt.choose(LATER, "steps before the free"); i > 0; i--) {
      rt.yieldCpu();
    }
    pool.freem(only);
    waiter.join();
    h.shutdownClean();
  }
}
