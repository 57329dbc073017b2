package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.netinet.InsideTcp;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * The syncache: a SYN makes an entry, of which one acknowledgement makes one connection, or a reset
 * makes nothing; and the count is that of the entries.
 */
final class TcpSyncacheEntries {
  private TcpSyncacheEntries() {}

  private static final int US = 10 << 24 | 1;
  private static final int PEER = 10 << 24 | 2;
  private static final int PORTS = 3;

  /** The syncache of a listener. */
  @Param(name = "port", gen = IntGen.class, conf = "1:2")
  public static class Syncache {
    private final Host host = Machines.host();
    private final InsideTcp tcp = new InsideTcp(host.tcp(), US, PEER);
    private final Socket listener;

    public Syncache() {
      Wire wire = new Wire(host.net(), "wire0");
      host.net().attach(wire);
      host.inet().control.aifaddr(wire, InAliasReq.parse("10.0.0.1/24"));
      Socket[] so = new Socket[1];
      UipcSocket.socreate(
          host.sockets(), SocketConst.AF_INET, so, SocketConst.SOCK_STREAM, 0, Ucred.root());
      listener = so[0];
      UipcSocket.sobind(listener, new SockAddrIn(0, InsideTcp.PORT), Ucred.root());
      SoListen.solisten(listener, PORTS, Ucred.root());
    }

    @Operation(params = "port")
    public void syn(int port) {
      tcp.syn(listener, port);
    }

    @Operation(params = "port")
    public int ack(int port) {
      return tcp.ack(listener, port);
    }

    @Operation(params = "port")
    public void reset(int port) {
      tcp.reset(port);
    }

    @Operation
    public int halfOpen() {
      return host.tcp().syncache().count();
    }

    @Validate
    public void links_and_queues_agree() {
      host.tcp().info().check();
      SoListen.check(listener);
      int children = SoListen.queueLengths(listener)[1];
      if (host.tcp().info().count() != 1 + children) {
        throw new IllegalStateException(children + " children wait");
      }
    }
  }

  /** Two sets of ports. */
  public static class Specification {
    private final boolean[] halfOpen = new boolean[PORTS];
    private final boolean[] connected = new boolean[PORTS];

    public void syn(int port) {
      halfOpen[port] = true;
    }

    public int ack(int port) {
      boolean mine = halfOpen[port] && !connected[port];
      halfOpen[port] = false;
      connected[port] |= mine;
      return mine ? 1 : -1;
    }

    public void reset(int port) {
      halfOpen[port] = false;
    }

    public int halfOpen() {
      int n = 0;
      for (boolean h : halfOpen) {
        n += h ? 1 : 0;
      }
      return n;
    }
  }

  /** The wrong twin: the entry is found in one hold of the bucket, and removed in the next. */
  @Param(name = "port", gen = IntGen.class, conf = "1:2")
  public static class FoundAndRemoved {
    private final Mtx lock = Machines.runtime().mtx(Locks.TCP_SC);
    private final boolean[] entries = new boolean[PORTS];

    @Operation(params = "port")
    public void syn(int port) {
      lock.lock();
      entries[port] = true;
      lock.unlock();
    }

    @Operation(params = "port")
    public int ack(int port) {
      lock.lock();
      boolean found = entries[port];
      lock.unlock();
      Machines.window();
      lock.lock();
      entries[port] = false;
      lock.unlock();
      return found ? 1 : -1;
    }
  }
}
