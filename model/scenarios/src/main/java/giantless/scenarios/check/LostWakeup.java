package giantless.scenarios.check;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.LostWakeupError;
import giantless.explore.scenario.Setup;
import giantless.lock.explored.ExploredRuntime;
import giantless.stack.Host;
import giantless.stack.net.Ifnet;
import java.util.List;

/**
 * No kernel thread idles while there is work for it: packets in a queue of netisr, frames in the
 * output queue of an interface that nobody drains, a callout that is overdue. An actor that sleeps
 * for ever fails the execution by itself.
 */
public final class LostWakeup implements Checker {
  /** Nothing: a machine that is shut down has none of it. */
  @Override
  public void check(Setup setup) {}

  @Override
  public void inspect(Setup setup) {
    for (Host h : setup.registered(Host.class)) {
      int packets = h.net().netisr.waiting();
      if (packets > 0) {
        throw new LostWakeupError(h + ": netisr sleeps, and " + packets + " packets wait for it");
      }
      List<Ifnet> all = h.net().ifnets.snapshotRef();
      for (Ifnet ifp : all) {
        if (ifp.snd.length() > 0) {
          throw new LostWakeupError(
              ifp + ": nobody sends, and " + ifp.snd.length() + " packets wait for it");
        }
      }
      h.net().ifnets.releAll(all);
    }
    for (ExploredRuntime rt : setup.runtimes()) {
      if (rt.callouts().nextDeadline() <= rt.uptimeNanos()) {
        throw new LostWakeupError(rt.host() + ": softclock sleeps, and a callout is overdue");
      }
    }
  }
}
