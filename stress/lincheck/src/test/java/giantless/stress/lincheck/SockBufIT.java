package giantless.stress.lincheck;

import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The receive buffer of a datagram socket: a bounded FIFO of records, whose readers copy out with
 * the mutex released; what shutdown drops is gone. Those that sleep are in {@link SockBufSleepIT}.
 */
class SockBufIT {
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
      if (left > OneSocket.RECORDS || cc != 0 || mbcnt != 0 || pool.inUse() != 0) {
        throw new IllegalStateException(
            left + " records, then cc " + cc + " mbcnt " + mbcnt + " mbufs " + pool.inUse());
      }
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

  /** The wrong twin: the record is linked without the mutex. */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class UnlockedAppend extends WrongBuffer {
    @Operation(params = "record")
    public boolean append(int record) {
      lock.lock();
      boolean fits = length < OneSocket.RECORDS;
      lock.unlock();
      if (fits) {
        Machines.window();
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
    Linearizability.isBroken(UnlockedAppend.class, Fifo.class, "Invalid execution results");
    Linearizability.isBrokenUnderStress(
        UnlockedAppend.class, Fifo.class, "Invalid execution results");
  }
}
