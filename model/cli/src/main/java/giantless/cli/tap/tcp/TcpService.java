package giantless.cli.tap.tcp;

import giantless.lock.AtomicInt;
import giantless.lock.LockRuntime;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/**
 * A TCP server: a process of the host whose threads accept a connection, serve it to its end, and
 * accept again. When the last idle thread gets a connection it starts another one, so that
 * connections are served at the same time up to {@link #THREADS_MAX}; those beyond wait in the
 * listen queue. Two atomic counts, no lock. Ends with its process.
 */
public final class TcpService {
  /** What is done with a connection; it is closed afterwards. */
  @FunctionalInterface
  public interface Session {
    /**
     * @throws SysException ends the connection; a peer that has gone is nothing special
     */
    void serve(Connection c) throws SysException;
  }

  private static final int THREADS_MAX = 2048;

  private final LockRuntime rt;
  private final Proc proc;
  private final Syscalls sys;
  private final int listener;
  private final Session session;
  private final AtomicInt idle;
  private final AtomicInt threads;

  private TcpService(Host host, Proc proc, Syscalls sys, int listener, Session session) {
    this.rt = host.rt();
    this.proc = proc;
    this.sys = sys;
    this.listener = listener;
    this.session = session;
    this.idle = rt.atomicInt(0);
    this.threads = rt.atomicInt(0);
  }

  /**
   * Starts a server.
   *
   * @return its process
   * @throws SysException the port cannot be had
   */
  public static Proc start(Host host, String name, int port, Session session) throws SysException {
    Proc proc = host.newProc(name);
    Syscalls sys = host.syscalls(proc);
    int s = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    sys.setsockopt(s, SocketConst.SOL_SOCKET, SocketConst.SO_REUSEADDR, 1);
    sys.bind(s, new SockAddrIn(0, port));
    sys.listen(s, -1);
    new TcpService(host, proc, sys, s, session).another();
    return proc;
  }

  private void another() {
    int n = threads.fetchAdd(1);
    if (n >= THREADS_MAX) {
      threads.fetchAdd(-1);
      return;
    }
    idle.fetchAdd(1);
    proc.spawn(proc.name() + " " + n, n % rt.cpus(), this::work);
  }

  private void work() {
    while (true) {
      int s;
      try {
        s = sys.accept(listener, null);
      } catch (SysException e) {
        if (e.errno() == Errno.EBADF || e.errno() == Errno.EINVAL || e.errno() == Errno.ENOTSOCK) {
          return;
        }
        rt.yieldCpu(); // The connection is gone, or descriptors are short until others have ended.
        continue;
      }
      if (idle.fetchAdd(-1) == 1) {
        another();
      }
      Connection c = new Connection(sys, s);
      try {
        session.serve(c);
      } catch (SysException e) {
        // The peer has gone, or does not take our data: it has what it wanted.
      }
      c.close();
      idle.fetchAdd(1);
    }
  }
}
