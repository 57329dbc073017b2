package giantless.scenarios.check;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.Setup;
import giantless.stack.Host;
import giantless.stack.net.Ifnet;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import java.util.List;

/** What queues and socket buffers count is what is in them. */
public final class QueueAccounting implements Checker {
  /** Nothing: a machine that is shut down has none of it. */
  @Override
  public void check(Setup setup) {}

  @Override
  public void inspect(Setup setup) {
    for (Host h : setup.registered(Host.class)) {
      List<Ifnet> all = h.net().ifnets.snapshotRef();
      for (Ifnet ifp : all) {
        ifp.snd.check();
      }
      h.net().ifnets.releAll(all);
      h.net().netisr.check();
    }
    for (Socket so : Open.sockets(setup)) {
      agrees(so.snd);
      agrees(so.rcv);
    }
  }

  private static void agrees(SockBuf sb) {
    sb.lock.lock();
    SbAppend.sbcheck(sb);
    sb.lock.unlock();
  }
}
