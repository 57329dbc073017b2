package giantless.scenarios.check;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.LeakError;
import giantless.explore.scenario.Setup;
import giantless.stack.Host;

/**
 * What is counted by references is gone once the machine is shut down and the last one was given
 * back: files, sockets, control blocks, descriptors in flight, nodes of the file system, routes,
 * addresses of interfaces. A count below zero is a panic of the stack where it happens.
 */
public final class ReferenceLeak implements Checker {
  @Override
  public void check(Setup setup) {
    for (Host h : setup.registered(Host.class)) {
      none(h, h.kernel().files().openfiles(), "open files");
      none(h, h.sockets().numopensockets(), "sockets");
      none(h, h.udp().info().count(), "UDP control blocks");
      none(h, h.tcp().info().count(), "TCP control blocks");
      none(h, h.rawIp().info().count(), "raw control blocks");
      none(h, h.unix().count(), "UNIX domain control blocks");
      none(h, h.unix().inflight(), "descriptors in flight");
      none(h, h.vfs().uses(), "references to nodes of the file system");
      none(h, h.net().routes.stat.rts_inuse.get(), "routes");
      none(h, h.net().ifaddrsInUse(), "addresses of interfaces");
    }
  }

  private static void none(Host h, long n, String what) {
    if (n != 0) {
      throw new LeakError(h + ": " + n + " " + what + " are left at the end");
    }
  }
}
