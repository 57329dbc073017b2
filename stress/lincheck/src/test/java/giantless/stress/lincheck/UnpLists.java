package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Ucred;
import giantless.stack.local.UnixDomain;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockets;
import giantless.stack.socket.UipcSocket;
import giantless.stack.vfs.Vfs;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * The lists of UNIX domain control blocks and their connections, with each locking: datagram
 * sockets connect to one target and leave it, and who lists them all sees one moment.
 */
final class UnpLists {
  private UnpLists() {}

  private static final int CLIENTS = 2;

  /** The structure on one locking. */
  @Param(name = "client", gen = IntGen.class, conf = "0:1")
  public abstract static class Connections {
    private final Kernel kernel = Machines.kernel();
    private final Sockets sockets = new Sockets(kernel, Machines.mbufs(kernel));
    private final UnixDomain domain;
    private final Socket target;
    private final Socket[] clients = new Socket[CLIENTS];

    Connections(UnpLocking.Kind kind) {
      domain = new UnixDomain(kernel, sockets, new Vfs(kernel), kind);
      target = socket();
      for (int i = 0; i < CLIENTS; i++) {
        clients[i] = socket();
      }
    }

    private Socket socket() {
      Socket[] so = new Socket[1];
      UipcSocket.socreate(
          sockets, SocketConst.AF_LOCAL, so, SocketConst.SOCK_DGRAM, 0, Ucred.root());
      return so[0];
    }

    @Operation(params = "client")
    public boolean connect(int client) {
      return UipcSocket.soconnect2(clients[client], target) == Errno.OK;
    }

    @Operation(params = "client")
    public void disconnect(int client) {
      clients[client].soProto.prUsrreqs.disconnect(clients[client]);
    }

    @Operation
    public int connected() {
      int n = 0;
      for (UnixDomain.XUnpcb x : domain.pcblist()) {
        if (x.peer != null) {
          n++;
        }
      }
      return n;
    }
  }

  /** Over the one mutex of 2004. */
  @Param(name = "client", gen = IntGen.class, conf = "0:1")
  public static class Global extends Connections {
    public Global() {
      super(UnpLocking.Kind.GLOBAL);
    }
  }

  /** Over link lock, list lock and the mutexes of the control blocks. */
  @Param(name = "client", gen = IntGen.class, conf = "0:1")
  public static class PerPcb extends Connections {
    public PerPcb() {
      super(UnpLocking.Kind.PER_PCB);
    }
  }

  /** A flag for each client. */
  public static class Specification {
    private final boolean[] connected = new boolean[CLIENTS];

    public boolean connect(int client) {
      boolean free = !connected[client];
      connected[client] = true;
      return free;
    }

    public void disconnect(int client) {
      connected[client] = false;
    }

    public int connected() {
      int n = 0;
      for (boolean c : connected) {
        n += c ? 1 : 0;
      }
      return n;
    }
  }

  /** The wrong twin: who lists takes the lock for each of them anew. */
  @Param(name = "client", gen = IntGen.class, conf = "0:1")
  public static class ListInManyHolds {
    private final Mtx lock = Machines.runtime().mtx(Locks.UNP);
    private final boolean[] connected = new boolean[CLIENTS];

    @Operation(params = "client")
    public boolean connect(int client) {
      lock.lock();
      boolean free = !connected[client];
      connected[client] = true;
      lock.unlock();
      return free;
    }

    @Operation(params = "client")
    public void disconnect(int client) {
      lock.lock();
      connected[client] = false;
      lock.unlock();
    }

    @Operation
    public int connected() {
      int n = 0;
      for (int i = 0; i < CLIENTS; i++) {
        lock.lock();
        n += connected[i] ? 1 : 0;
        lock.unlock();
        Machines.window();
      }
      return n;
    }
  }
}
