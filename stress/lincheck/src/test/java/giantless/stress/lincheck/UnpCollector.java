package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * Sockets that are in flight alone, with the collector at work: each is received with what lies in
 * its buffer, and what nobody can receive any more is gone at the end. The collector is a thread of
 * the machine, which the model checker's runtime does not have: it is looked at under stress here,
 * and with every schedule by the explorer.
 */
final class UnpCollector {
  private UnpCollector() {}

  private static final int ROOM = 64;

  /** A process that sends sockets to itself. */
  public abstract static class Flights {
    private final Host host;
    private final Syscalls sys;
    private final int[] way;

    Flights(UnpLocking.Kind kind) throws SysException {
      host = Host.builder().runtime(Machines.runtime()).unixLocking(kind).build();
      sys = host.syscalls(host.newProc("p"));
      way = pair();
      sys.fcntl(way[1], Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
    }

    private int[] pair() throws SysException {
      return sys.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0);
    }

    private void send(int to, int fd) throws SysException {
      byte[] b = new byte[4];
      Sockopt.putInt(b, 0, fd);
      MsgHdr m = new MsgHdr(null, new byte[1]);
      m.control = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, b));
      sys.sendmsg(to, m, 0);
    }

    /** Sends a socket with a byte in its buffer, and keeps no descriptor of it. */
    @Operation
    public void pass() throws SysException {
      int[] p = pair();
      sys.write(p[0], new byte[] {1});
      send(way[0], p[1]);
      sys.close(p[1]);
      sys.close(p[0]);
    }

    /** 1: a socket with its byte; 0: no message; -1: a socket that has lost it. */
    @Operation
    public int receive() throws SysException {
      MsgHdr m = new MsgHdr(null, new byte[1]);
      m.controllen = ROOM;
      try {
        sys.recvmsg(way[1], m, 0);
      } catch (SysException none) {
        return 0;
      }
      int fd = Sockopt.getInt(m.control, CMsg.HDR);
      int n = sys.recv(fd, new byte[2], SocketConst.MSG_NBIO);
      sys.close(fd);
      return n == 1 ? 1 : -1;
    }

    /** Makes garbage: two sockets in each other's buffers. */
    @Operation
    public void lose() throws SysException {
      int[] p = pair();
      send(p[0], p[0]);
      send(p[1], p[1]);
      sys.close(p[0]);
      sys.close(p[1]);
    }

    /** The collector looks when a socket ends. */
    @Operation
    public void collect() throws SysException {
      sys.close(sys.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0));
    }

    @Validate
    public void garbage_is_gone() throws SysException {
      while (receive() != 0) {
        // What is left.
      }
      host.shutdownClean();
    }
  }

  /** Over the one mutex of 2004. */
  public static class Global extends Flights {
    public Global() throws SysException {
      super(UnpLocking.Kind.GLOBAL);
    }
  }

  /** Over link lock, list lock and the mutexes of the control blocks. */
  public static class PerPcb extends Flights {
    public PerPcb() throws SysException {
      super(UnpLocking.Kind.PER_PCB);
    }
  }

  /** A number of messages. */
  public static class Specification {
    private int messages;

    public void pass() {
      messages++;
    }

    public int receive() {
      int n = messages > 0 ? 1 : 0;
      messages -= n;
      return n;
    }

    public void lose() {}

    public void collect() {}
  }

  /** The wrong twin: a socket is closed by its sender before the collector can see the message. */
  public static class CollectedBeforeItIsSent {
    private final Mtx lock = Machines.runtime().mtx(Locks.UNP);
    private int unseen;
    private int alive;
    private int dead;

    @Operation
    public void pass() {
      lock.lock();
      unseen++;
      lock.unlock();
      Machines.window();
      lock.lock();
      if (unseen > 0) {
        unseen--;
        alive++;
      } else {
        dead++;
      }
      lock.unlock();
    }

    @Operation
    public int receive() {
      lock.lock();
      int n = 0;
      if (dead > 0) {
        dead--;
        n = -1;
      } else if (alive > 0) {
        alive--;
        n = 1;
      }
      lock.unlock();
      return n;
    }

    @Operation
    public void collect() {
      lock.lock();
      unseen = 0;
      lock.unlock();
    }
  }
}
