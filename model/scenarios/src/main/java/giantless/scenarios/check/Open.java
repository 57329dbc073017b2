package giantless.scenarios.check;

import giantless.explore.scenario.Setup;
import giantless.stack.Host;
import giantless.stack.kern.File;
import giantless.stack.kern.Proc;
import giantless.stack.socket.Socket;
import java.util.ArrayList;
import java.util.List;

/** The sockets that are open: those of descriptors, and those that the scenario registered. */
final class Open {
  private Open() {}

  static List<Socket> sockets(Setup setup) {
    List<Socket> found = new ArrayList<>();
    for (Socket so : setup.registered(Socket.class)) {
      if (!so.hasState(Socket.SS_NOFDREF)) {
        found.add(so);
      }
    }
    for (Host h : setup.registered(Host.class)) {
      for (Proc p : h.kernel().procs().all()) {
        int n = p.fd().nfiles();
        for (int fd = 0; fd < n; fd++) {
          add(p, fd, found);
        }
      }
    }
    return found;
  }

  private static void add(Proc p, int fd, List<Socket> found) {
    File fp = p.fd().fget(fd);
    if (fp == null) {
      return;
    }
    if (fp.data() instanceof Socket && !found.contains(fp.data())) {
      found.add((Socket) fp.data());
    }
    fp.fdrop(null);
  }
}
