package giantless.stress.lincheck;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SoReceive;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockets;
import giantless.stack.socket.UipcSocket;
import giantless.stack.socket.UipcSocket2;
import java.util.ArrayDeque;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The receive buffer of a datagram socket: a bounded FIFO of records, whose readers copy out with
 * the mutex released; no reader sleeps beside a record; what shutdown drops is gone.
 */
class SockBufIT {
  /** Room for two records of an address and a byte each, by their storage. */
  private static final int RECORDS = 2;

  private static final int HIWAT = 80;
  private static final SockAddr FROM = SockAddrIn.of(10 << 24 | 2);

  /** A protocol that has nothing but the socket. */
  private static final class Nothing implements PrUsrreqs {
    @Override
    public Errno attach(Socket so, int proto, Ucred cred) {
      return UipcSocket2.soreserve(so, HIWAT, HIWAT);
    }

    @Override
    public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
      so.sockets.mbufs().freem(m);
      return Errno.EOPNOTSUPP;
    }
  }

  /** A socket, and what all structures do with it. */
  abstract static class OneSocket {
    final MbufPool pool;
    final Socket so;

    OneSocket() {
      Kernel kernel = Machines.kernel();
      pool = Machines.mbufs(kernel);
      Sockets sockets = new Sockets(kernel, pool);
      sockets.register(
          new Protosw(
              SocketConst.SOCK_DGRAM,
              SocketConst.AF_INET,
              0,
              Protosw.PR_ATOMIC | Protosw.PR_ADDR,
              new Nothing(),
              null));
      Socket[] aso = new Socket[1];
      UipcSocket.socreate(sockets, SocketConst.AF_INET, aso, SocketConst.SOCK_DGRAM, 0, Ucred.ROOT);
      so = aso[0];
    }

    /** udp_append: the record and the wakeup under one hold of the mutex. */
    final boolean put(int record) {
      Mbuf m = pool.gethdr(How.DONTWAIT, Mbuf.MT_DATA);
      m.data[m.off] = (byte) record;
      m.len = 1;
      m.pkthdr.len = 1;
      so.rcv.lock.lock();
      boolean fits = SbAppend.sbappendaddrLocked(so.rcv, FROM, m, null);
      if (fits) {
        UipcSocket2.sorwakeupLocked(so);
      } else {
        so.rcv.lock.unlock();
        pool.freem(m);
      }
      return fits;
    }

    /** The record's byte; 0: none there; -1: the end; -2: a record of another sender. */
    final int take(int flags) {
      byte[] b = new byte[1];
      Uio uio = Uio.reading(b, 0, 1);
      SoReceive r = new SoReceive(so, uio, false, flags);
      Errno error = r.receive();
      if (error == Errno.EWOULDBLOCK) {
        return 0;
      }
      if (uio.resid() == 1) {
        return -1;
      }
      return FROM.equals(r.from()) ? b[0] : -2;
    }
  }

  /** Readers and writers, none of which sleeps for data. */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class Records extends OneSocket {
    @Operation(params = "record")
    public boolean append(int record) {
      return put(record);
    }

    @Operation
    public int receive() {
      return take(SocketConst.MSG_NBIO);
    }

    /** The account of the buffer agrees with what is in it, and memory with both. */
    @Validate
    public void account_is_exact() {
      int left = 0;
      while (take(SocketConst.MSG_NBIO) > 0) {
        left++;
      }
      so.rcv.lock.lock();
      int cc = so.rcv.sbCc();
      int mbcnt = so.rcv.sbMbcnt();
      so.rcv.lock.unlock();
      if (left > RECORDS || cc != 0 || mbcnt != 0 || pool.inUse() != 0) {
        throw new IllegalStateException(
            left + " records, then cc " + cc + " mbcnt " + mbcnt + " mbufs " + pool.inUse());
      }
    }
  }

  /** A bounded queue. */
  public static class Fifo {
    final ArrayDeque<Integer> queue = new ArrayDeque<>();

    public boolean append(int record) {
      return queue.size() < RECORDS && queue.add(record);
    }

    public int receive() {
      return queue.isEmpty() ? 0 : queue.remove();
    }
  }

  @Test
  void a_receive_buffer_is_a_bounded_fifo() {
    Linearizability.layerHolds(Records.class, Fifo.class);
  }

  /**
   * Shutdown against a writer. It is two steps to a reader: first no more will come, then what is
   * there goes; so the reader is the thread that shuts down.
   */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class Shutdown extends OneSocket {
    @Operation(params = "record")
    public boolean append(int record) {
      return put(record);
    }

    @Operation(nonParallelGroup = "reader")
    public int receive() {
      return take(SocketConst.MSG_NBIO);
    }

    @Operation(nonParallelGroup = "reader")
    public void shutdown() {
      UipcSocket.soshutdown(so, SocketConst.SHUT_RD);
    }
  }

  /** A bounded queue that can be closed. */
  public static class ClosableFifo extends Fifo {
    private boolean closed;

    @Override
    public boolean append(int record) {
      return !closed && super.append(record);
    }

    @Override
    public int receive() {
      return closed ? -1 : super.receive();
    }

    public void shutdown() {
      closed = true;
      queue.clear();
    }
  }

  @Test
  void what_shutdown_drops_is_gone() {
    Linearizability.layerHolds(Shutdown.class, ClosableFifo.class);
  }

  /** Readers that sleep until there is a record. */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class Sleepers extends OneSocket {
    @Operation(params = "record")
    public boolean append(int record) {
      return put(record);
    }

    @Operation
    public int receive() {
      return take(0);
    }
  }

  // As many records as readers, so that who sleeps for good was not woken.

  private static ExecutionScenario oneSleeper(Class<?> structure) {
    return Scenarios.of(
        List.of(Scenarios.actor(structure, "receive")),
        List.of(Scenarios.actor(structure, "append", 1)));
  }

  private static ExecutionScenario twoSleepers(Class<?> structure) {
    return Scenarios.of(
        List.of(Scenarios.actor(structure, "receive")),
        List.of(Scenarios.actor(structure, "receive")),
        List.of(Scenarios.actor(structure, "append", 1), Scenarios.actor(structure, "append", 2)));
  }

  @Test
  void no_reader_sleeps_beside_a_record() {
    Linearizability.holdsIn(oneSleeper(Sleepers.class), Sleepers.class, Fifo.class);
  }

  @Test
  void of_two_sleepers_each_gets_a_record() {
    Linearizability.holdsIn(twoSleepers(Sleepers.class), Sleepers.class, Fifo.class);
  }

  /** A buffer of the twins' own: what it does right is as in the real one. */
  abstract static class WrongBuffer {
    final LockRuntime rt = Machines.runtime();
    final Mtx lock = rt.mtx(Locks.SO_RCV);
    final int[] queue = new int[RECORDS];
    int length;

    final void add(int record) {
      queue[length] = record;
      length++;
    }

    final int remove() {
      int first = queue[0];
      queue[0] = queue[1];
      length--;
      return first;
    }
  }

  /** The wrong twin: whether somebody sleeps is looked at before the append, without the mutex. */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class LostWakeup extends WrongBuffer {
    private boolean sbWait;

    @Operation(params = "record")
    public boolean append(int record) {
      boolean wake = sbWait;
      lock.lock();
      boolean fits = length < RECORDS;
      if (fits) {
        add(record);
      }
      if (wake) {
        sbWait = false;
        rt.sleepQueue().wakeup(this);
      }
      lock.unlock();
      return fits;
    }

    @Operation
    public int receive() {
      lock.lock();
      while (length == 0) {
        sbWait = true;
        rt.sleepQueue().sleep(this, lock, "sbwait");
      }
      int first = remove();
      lock.unlock();
      return first;
    }
  }

  @Test
  void a_lost_wakeup_is_caught() {
    Linearizability.isBrokenIn(
        oneSleeper(LostWakeup.class), LostWakeup.class, Fifo.class, "The execution has hung");
  }

  /** The wrong twin: the record is linked without the mutex. */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class UnlockedAppend extends WrongBuffer {
    @Operation(params = "record")
    public boolean append(int record) {
      lock.lock();
      boolean fits = length < RECORDS;
      lock.unlock();
      if (fits) {
        add(record);
      }
      return fits;
    }

    @Operation
    public int receive() {
      lock.lock();
      int first = length == 0 ? 0 : remove();
      lock.unlock();
      return first;
    }
  }

  @Test
  void an_append_without_the_mutex_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(UnlockedAppend.class, "append", 1)),
            List.of(
                Scenarios.actor(UnlockedAppend.class, "append", 2),
                Scenarios.actor(UnlockedAppend.class, "receive"),
                Scenarios.actor(UnlockedAppend.class, "receive"))),
        UnlockedAppend.class,
        Fifo.class,
        "Invalid execution results");
  }
}
