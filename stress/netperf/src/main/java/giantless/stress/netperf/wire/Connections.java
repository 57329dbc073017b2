package giantless.stress.netperf.wire;

import giantless.stack.FileCalls;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.Ip;
import giantless.stack.socket.SocketConst;

/**
 * Many TCP connections between two hosts over a wire: opened and closed, some at a time, or held
 * open while a segment at a time crosses each in turn. One thread is both the client and the
 * server.
 */
public final class Connections implements AutoCloseable {
  private static final int PORT = 7;
  private static final SockAddrIn SERVER = new SockAddrIn(0x0a000002, PORT);

  private static final int TCP_NODELAY = 1;
  private static final long SETTLE_NANOS = 20_000_000_000L;

  /** Bytes of a segment of {@link #nanosPerSegment}. */
  private static final int SEGMENT = 64;

  /** Segments, or connections, that are on their way at once; below IFQ_MAXLEN (50). */
  private static final int BATCH = 32;

  /**
   * Segments that a connection sends when it is its turn: of two the second is acknowledged at
   * once. A single one would wait for the timer among many connections and not among few, and what
   * is compared would be two kinds of work.
   */
  private static final int TURN = 2;

  private final TwoHosts wire;
  private final Syscalls client;
  private final Syscalls server;
  private final int listener;
  private int[] near = new int[0];
  private int[] far = new int[0];

  public Connections() throws SysException {
    wire = new TwoHosts(NetisrMode.DIRECT, true, null);
    client = wire.a.syscalls(wire.a.newProc("client"));
    server = wire.b.syscalls(wire.b.newProc("server"));
    listener = server.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    server.bind(listener, new SockAddrIn(0, PORT));
    server.listen(listener, -1);
  }

  /**
   * Opens and closes connections, one byte each way on each: some at a time, so that what is
   * measured is the work and not the way from thread to thread. The server and the client are the
   * first to close in turn.
   */
  public void churn(int count) throws SysException {
    for (int done = 0; done < count; done += BATCH) {
      int n = Math.min(BATCH, count - done);
      int[] s = new int[n];
      int[] t = new int[n];
      for (int k = 0; k < n; k++) {
        s[k] = begin();
      }
      for (int k = 0; k < n; k++) {
        t[k] = server.accept(listener, null);
      }
      byte[] heard = exchange(s, t, done);
      for (int k = 0; k < n; k++) {
        if (isServerFirst(heard[k])) {
          server.close(t[k]);
        }
        if (!isServerFirst((byte) (done + k))) {
          client.close(s[k]);
        }
      }
      byte[] b = new byte[1];
      for (int k = 0; k < n; k++) {
        if (!isServerFirst(heard[k])) {
          end(server, t[k], b);
        }
        if (isServerFirst((byte) (done + k))) {
          end(client, s[k], b);
        }
      }
    }
  }

  /** A connection that opens while the caller does other things. */
  private int begin() throws SysException {
    int s = client.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    client.setsockopt(s, Ip.IPPROTO_TCP, TCP_NODELAY, 1);
    client.fcntl(s, FileCalls.F_SETFL, FileCalls.O_NONBLOCK);
    try {
      client.connect(s, SERVER);
    } catch (SysException e) {
      if (e.errno() != Errno.EINPROGRESS) {
        throw e;
      }
    }
    client.fcntl(s, FileCalls.F_SETFL, 0);
    return s;
  }

  /**
   * Sends the number of each connection over it, and has the server send back what it hears.
   *
   * @param t in the order in which they were accepted, which may be another one
   * @return what the server has heard on each
   */
  private byte[] exchange(int[] s, int[] t, int first) throws SysException {
    byte[] b = new byte[1];
    for (int k = 0; k < s.length; k++) {
      b[0] = (byte) (first + k);
      client.send(s[k], b, 0);
    }
    byte[] heard = new byte[t.length];
    for (int k = 0; k < t.length; k++) {
      server.recv(t[k], b, 0);
      heard[k] = b[0];
      server.send(t[k], b, 0);
    }
    for (int k = 0; k < s.length; k++) {
      client.recv(s[k], b, 0);
      if (b[0] != (byte) (first + k)) {
        throw new IllegalStateException("connection " + (first + k) + " has another's byte");
      }
    }
    return heard;
  }

  private static boolean isServerFirst(byte number) {
    return number % 2 == 0;
  }

  private int connect() throws SysException {
    int s = client.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    client.setsockopt(s, Ip.IPPROTO_TCP, TCP_NODELAY, 1);
    client.connect(s, SERVER);
    return s;
  }

  private static void end(Syscalls sys, int s, byte[] b) throws SysException {
    if (sys.recv(s, b, 0) != 0) {
      throw new IllegalStateException("data after the end");
    }
    sys.close(s);
  }

  /**
   * What is in use on both hosts beside the listener and what waits in TIME_WAIT, once it is
   * nothing, or else after some seconds: the last segments may still be on the wire.
   */
  public String settled() {
    String none = "sockets 0, mbufs 0, clusters 0";
    long start = System.nanoTime();
    String now = inUse();
    while (!now.equals(none) && System.nanoTime() - start < SETTLE_NANOS) {
      Thread.onSpinWait();
      now = inUse();
    }
    return now;
  }

  private String inUse() {
    return "sockets "
        + (wire.a.sockets().numopensockets() + wire.b.sockets().numopensockets() - 1)
        + ", mbufs "
        + (wire.a.mbufs().inUse() + wire.b.mbufs().inUse())
        + ", clusters "
        + (wire.a.mbufs().clustersInUse() + wire.b.mbufs().clustersInUse());
  }

  /** Opens connections until so many are open. */
  public void hold(int count) throws SysException {
    int have = near.length;
    near = java.util.Arrays.copyOf(near, count);
    far = java.util.Arrays.copyOf(far, count);
    for (int i = have; i < count; i++) {
      near[i] = connect();
      far[i] = server.accept(listener, null);
    }
  }

  /**
   * Sends segments over the first {@code connections} of those that are held, two on each in turn,
   * and receives each.
   *
   * @return nanoseconds for a segment: sent, received, half an acknowledgement
   */
  public double nanosPerSegment(int connections, int segments) throws SysException {
    byte[] out = new byte[SEGMENT];
    byte[] in = new byte[SEGMENT];
    long start = System.nanoTime();
    int at = 0;
    for (int done = 0; done < segments; done += BATCH) {
      for (int k = 0; k < BATCH; k++) {
        client.send(near[(at + k / TURN) % connections], out, 0);
      }
      for (int k = 0; k < BATCH; k++) {
        int got = 0;
        while (got < SEGMENT) {
          got += server.recv(far[(at + k / TURN) % connections], in, 0, SEGMENT - got, 0);
        }
      }
      at = (at + BATCH / TURN) % connections;
    }
    return (System.nanoTime() - start) / (double) segments;
  }

  /** Segments without data that the server has sent until now. */
  public long acknowledgements() {
    return wire.b.tcp().stat().tcpsSndacks.get();
  }

  /** The counters of both hosts, to explain a failure. */
  public String counters() {
    return wire.counters();
  }

  /** Ends both hosts; throws if an mbuf, a socket, a control block or a reference is left. */
  @Override
  public void close() throws SysException {
    client.proc().exit(0);
    server.proc().exit(0);
    wire.close();
  }
}
