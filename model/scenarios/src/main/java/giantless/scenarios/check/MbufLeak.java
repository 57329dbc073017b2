package giantless.scenarios.check;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.LeakError;
import giantless.explore.scenario.Setup;
import giantless.stack.Host;

/** No mbuf and no cluster is in use once the machine is shut down. */
public final class MbufLeak implements Checker {
  @Override
  public void check(Setup setup) {
    for (Host h : setup.registered(Host.class)) {
      long mbufs = h.mbufs().inUse();
      long clusters = h.mbufs().clustersInUse();
      if (mbufs != 0 || clusters != 0) {
        throw new LeakError(
            h + ": " + mbufs + " mbufs and " + clusters + " clusters are in use at the end");
      }
    }
  }
}
