package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.netinet.Inside;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * UDP's control blocks, list and hashes: binding, connecting, disconnecting and closing are one
 * step each to whoever looks up where a packet goes; no port is given twice; and a block that a
 * lookup finds has its socket. Each thread acts on a socket of its own, as a system call's
 * reference keeps another thread's close away.
 */
class InPcbInfoIT {
  private static final int THREADS = 8;
  private static final int FIRST_USER = 1000;
  private static final int US = 10 << 24 | 1;
  private static final int PEER = 10 << 24 | 2;

  /** The structure. */
  @Param(name = "port", gen = IntGen.class, conf = "7000:7001")
  @Param(name = "peer", gen = IntGen.class, conf = "1:2")
  public static class Structure {
    private final Host host = Machines.host();
    private final Socket[] sockets = new Socket[THREADS];

    public Structure() {
      Wire wire = new Wire(host.net(), "wire0");
      host.net().attach(wire);
      host.inet().control.aifaddr(wire, InAliasReq.parse("10.0.0.1/24"));
    }

    /** The thread's own socket, known by the user who made it. */
    private Socket socket(int thread) {
      if (sockets[thread] == null) {
        Socket[] aso = new Socket[1];
        UipcSocket.socreate(
            host.sockets(),
            SocketConst.AF_INET,
            aso,
            SocketConst.SOCK_DGRAM,
            0,
            new Ucred(FIRST_USER + thread));
        sockets[thread] = aso[0];
      }
      return sockets[thread];
    }

    private static PrUsrreqs udp(Socket so) {
      return so.soProto.prUsrreqs;
    }

    @Operation
    public String bind(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "port") int port) {
      Socket so = socket(thread);
      return udp(so).bind(so, new SockAddrIn(0, port), Ucred.root()).name();
    }

    @Operation
    public String connect(
        @Param(gen = ThreadIdGen.class) int thread, @Param(name = "peer") int peer) {
      Socket so = socket(thread);
      return udp(so).connect(so, new SockAddrIn(PEER, peer), Ucred.root()).name();
    }

    @Operation
    public String disconnect(@Param(gen = ThreadIdGen.class) int thread) {
      Socket so = socket(thread);
      return udp(so).disconnect(so).name();
    }

    @Operation
    public void close(@Param(gen = ThreadIdGen.class) int thread) {
      UipcSocket.soclose(socket(thread));
      sockets[thread] = null;
    }

    /** The thread whose socket gets a packet from that port of the peer, or -1. */
    @Operation
    public int lookup(@Param(name = "peer") int peer, @Param(name = "port") int port) {
      Socket so = Inside.lookup(host.udp().info(), PEER, peer, US, port);
      return so == null ? -1 : so.soCred.uid() - FIRST_USER;
    }

    /** List, hashes and counts agree, also once all are closed. */
    @Validate
    public void links_and_counts_agree() {
      host.udp().info().check();
      for (Socket so : sockets) {
        if (so != null) {
          UipcSocket.soclose(so);
        }
      }
      host.udp().info().check();
      int left = host.udp().info().count() + host.sockets().numopensockets();
      if (left != 0) {
        throw new IllegalStateException(left + " blocks and sockets left");
      }
    }
  }

  /** Two numbers a thread. */
  public static class Specification {
    private static final int ANY = -1;
    private final int[] ports = new int[THREADS];
    private final int[] peers = new int[THREADS];

    public String bind(int thread, int port) {
      if (ports[thread] != 0) {
        return Errno.EINVAL.name();
      }
      for (int p : ports) {
        if (p == port) {
          return Errno.EADDRINUSE.name();
        }
      }
      ports[thread] = port;
      return Errno.OK.name();
    }

    public String connect(int thread, int peer) {
      if (peers[thread] != 0) {
        return Errno.EISCONN.name();
      }
      peers[thread] = peer;
      if (ports[thread] == 0) {
        ports[thread] = ANY;
      }
      return Errno.OK.name();
    }

    public String disconnect(int thread) {
      if (peers[thread] == 0) {
        return Errno.ENOTCONN.name();
      }
      peers[thread] = 0;
      return Errno.OK.name();
    }

    public void close(int thread) {
      ports[thread] = 0;
      peers[thread] = 0;
    }

    public int lookup(int peer, int port) {
      for (int i = 0; i < THREADS; i++) {
        if (ports[i] == port && (peers[i] == peer || peers[i] == 0)) {
          return i;
        }
      }
      return -1;
    }
  }

  @Test
  void ports_and_peers_change_in_one_step() {
    Linearizability.layerHolds(Structure.class, Specification.class);
  }

  /** The wrong twin: the conflict is looked for under the lock, and the list updated without. */
  @Param(name = "port", gen = IntGen.class, conf = "7000:7001")
  @Param(name = "peer", gen = IntGen.class, conf = "1:2")
  public static class ListWithoutLock {
    /** A block on the list. */
    private static final class Block {
      private final int thread;
      private final int port;
      private Block next;

      Block(int thread, int port) {
        this.thread = thread;
        this.port = port;
      }
    }

    private final Mtx lock = Machines.runtime().mtx(Locks.UDP);
    private final boolean[] bound = new boolean[THREADS];
    private Block head;

    private Block find(int port) {
      Block b = head;
      while (b != null && b.port != port) {
        b = b.next;
      }
      return b;
    }

    @Operation
    public String bind(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "port") int port) {
      if (bound[thread]) {
        return Errno.EINVAL.name();
      }
      lock.lock();
      Block other = find(port);
      lock.unlock();
      if (other != null) {
        return Errno.EADDRINUSE.name();
      }
      Machines.window();
      Block b = new Block(thread, port);
      b.next = head;
      head = b;
      bound[thread] = true;
      return Errno.OK.name();
    }

    @Operation
    public int lookup(@Param(name = "peer") int peer, @Param(name = "port") int port) {
      lock.lock();
      Block b = find(port);
      lock.unlock();
      return b == null ? -1 : b.thread;
    }
  }

  @Test
  void a_list_updated_outside_its_lock_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(ListWithoutLock.class, "bind", 0, 7000)),
            List.of(Scenarios.actor(ListWithoutLock.class, "bind", 1, 7000))),
        ListWithoutLock.class,
        Specification.class,
        "Invalid execution results");
    Linearizability.isBroken(
        ListWithoutLock.class, Specification.class, "Invalid execution results");
    Linearizability.isBrokenUnderStress(
        ListWithoutLock.class, Specification.class, "Invalid execution results");
  }
}
