package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.netinet.InsideTcp;
import giantless.stack.socket.SoOpt;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import giantless.stack.socket.UipcSocket;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * TCP's control blocks with those in TIME_WAIT: of four ends there is one connection, from connect
 * until it is closed, or until it has waited and made room for a SYN. All connections have one
 * local port; each thread has one socket, and each port of the peer is one connection.
 */
final class TcpHash {
  private TcpHash() {}

  private static final int THREADS = 8;
  private static final int US = 10 << 24 | 1;
  private static final int PEER = 10 << 24 | 2;
  private static final int PORTS = 3;

  /** The structure. */
  @Param(name = "port", gen = IntGen.class, conf = "1:2")
  public static class Hash {
    private final Host host = Machines.host();
    private final InsideTcp tcp = new InsideTcp(host.tcp(), US, PEER);
    private final Socket[] sockets = new Socket[THREADS];

    public Hash() {
      Wire wire = new Wire(host.net(), "wire0");
      host.net().attach(wire);
      host.inet().control.aifaddr(wire, InAliasReq.parse("10.0.0.1/24"));
    }

    @Operation
    public String open(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "port") int port) {
      if (sockets[thread] != null) {
        return Errno.EISCONN.name();
      }
      Socket[] so = new Socket[1];
      UipcSocket.socreate(
          host.sockets(), SocketConst.AF_INET, so, SocketConst.SOCK_STREAM, 0, Ucred.root());
      SoOpt.sosetopt(
          so[0], Sockopt.set(SocketConst.SOL_SOCKET, SocketConst.SO_REUSEPORT, Sockopt.ofInt(1)));
      Errno error = UipcSocket.sobind(so[0], new SockAddrIn(0, InsideTcp.PORT), Ucred.root());
      if (error == Errno.OK) {
        error = UipcSocket.soconnect(so[0], new SockAddrIn(PEER, port), Ucred.root());
      }
      if (error == Errno.OK) {
        sockets[thread] = so[0];
      } else {
        UipcSocket.soclose(so[0]);
      }
      return error.name();
    }

    /** The thread's connection ends, and waits if that is said. */
    private boolean end(int thread, boolean waits) {
      Socket so = sockets[thread];
      if (so == null) {
        return false;
      }
      if (waits) {
        tcp.timeWait(so);
      }
      sockets[thread] = null;
      UipcSocket.soclose(so);
      return true;
    }

    @Operation
    public boolean close(@Param(gen = ThreadIdGen.class) int thread) {
      return end(thread, false);
    }

    @Operation
    public boolean timeWait(@Param(gen = ThreadIdGen.class) int thread) {
      return end(thread, true);
    }

    @Operation
    public int segment(@Param(name = "port") int port) {
      return tcp.lookup(port);
    }

    @Operation
    public boolean syn(@Param(name = "port") int port) {
      return tcp.newSyn(port);
    }

    @Validate
    public void links_and_counts_agree() {
      for (int i = 0; i < THREADS; i++) {
        end(i, false);
      }
      host.tcp().info().check();
      if (host.tcp().info().count() != tcp.waiting() || host.sockets().numopensockets() != 0) {
        throw new IllegalStateException(
            host.tcp().info().count() + " blocks, " + tcp.waiting() + " of them wait");
      }
    }
  }

  /** What each port of the peer is connected to. */
  public static class Specification {
    private static final int FREE = 0;
    private static final int CONNECTED = 1;
    private static final int WAITS = 2;
    private final int[] states = new int[PORTS];
    private final int[] ports = new int[THREADS];

    public String open(int thread, int port) {
      if (ports[thread] != 0) {
        return Errno.EISCONN.name();
      }
      if (states[port] != FREE) {
        return Errno.EADDRINUSE.name();
      }
      states[port] = CONNECTED;
      ports[thread] = port;
      return Errno.OK.name();
    }

    private boolean end(int thread, int becomes) {
      int port = ports[thread];
      if (port != 0) {
        states[port] = becomes;
        ports[thread] = 0;
      }
      return port != 0;
    }

    public boolean close(int thread) {
      return end(thread, FREE);
    }

    public boolean timeWait(int thread) {
      return end(thread, WAITS);
    }

    public int segment(int port) {
      return states[port];
    }

    public boolean syn(int port) {
      boolean ended = states[port] == WAITS;
      if (ended) {
        states[port] = FREE;
      }
      return ended;
    }
  }

  /** The wrong twin: that a connection waits is looked at in one hold, and ended in the next. */
  @Param(name = "port", gen = IntGen.class, conf = "1:2")
  public static class EndedInAnotherHold {
    private final Mtx lock = Machines.runtime().mtx(Locks.TCP);
    private final int[] states = {0, Specification.CONNECTED, 0};

    @Operation
    public boolean timeWait(@Param(gen = ThreadIdGen.class) int thread) {
      lock.lock();
      boolean connected = states[1] == Specification.CONNECTED;
      if (connected) {
        states[1] = Specification.WAITS;
      }
      lock.unlock();
      return connected;
    }

    @Operation
    public boolean syn(@Param(name = "port") int port) {
      lock.lock();
      boolean waits = states[port] == Specification.WAITS;
      lock.unlock();
      if (waits) {
        Machines.window();
        lock.lock();
        states[port] = 0;
        lock.unlock();
      }
      return waits;
    }
  }

  /** The specification of the twin, whose connection is there from the start. */
  public static class OneConnection extends Specification {
    public OneConnection() {
      open(0, 1);
    }
  }
}
