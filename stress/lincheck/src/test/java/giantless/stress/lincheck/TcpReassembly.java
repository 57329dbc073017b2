package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.kern.Kernel;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.netinet.InsideTcp;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * TCP's reassembly queue under the connection's lock: segments of two bytes that overlap come in
 * any order, each byte is new once, and what is next in the stream is taken together.
 */
final class TcpReassembly {
  private TcpReassembly() {}

  private static final int BYTES = 5;
  private static final int SEGMENT = 2;

  /** The queue. */
  @Param(name = "seq", gen = IntGen.class, conf = "0:3")
  public static class Queue {
    private final Kernel kernel = Machines.kernel();
    private final MbufPool pool = Machines.mbufs(kernel);
    private final InsideTcp.Reassembly queue = new InsideTcp.Reassembly(kernel.rt(), pool);

    @Operation(params = "seq")
    public int insert(int seq) {
      Mbuf m = pool.gethdr(How.DONTWAIT, Mbuf.MT_DATA);
      m.len = SEGMENT;
      m.pkthdr.len = SEGMENT;
      return queue.insert(seq, SEGMENT, m);
    }

    @Operation
    public int take() {
      return queue.take();
    }

    @Operation
    public int pieces() {
      return queue.pieces();
    }

    @Validate
    public void nothing_is_left_at_the_end() {
      queue.flush();
      if (pool.inUse() != 0) {
        throw new IllegalStateException(pool.inUse() + " mbufs left");
      }
    }
  }

  /** Which bytes are there. */
  public static class Specification {
    private final boolean[] there = new boolean[BYTES + 1];
    private int next;

    public int insert(int seq) {
      int fresh = 0;
      for (int i = seq; seq >= next && i < seq + SEGMENT; i++) {
        fresh += there[i] ? 0 : 1;
        there[i] = true;
      }
      return fresh;
    }

    public int take() {
      int len = 0;
      while (there[next]) {
        there[next++] = false;
        len++;
      }
      return len;
    }

    public int pieces() {
      int n = 0;
      for (int i = next; i < BYTES; i++) {
        n += there[i] && !there[i + 1] ? 1 : 0;
      }
      return n;
    }
  }

  /** The wrong twin: what is there is looked at before the lock is taken. */
  @Param(name = "seq", gen = IntGen.class, conf = "0:3")
  public static class LookedAtBefore {
    private final Mtx lock = Machines.runtime().mtx(Locks.TCPINP);
    private final boolean[] there = new boolean[BYTES];

    @Operation(params = "seq")
    public int insert(int seq) {
      int fresh = 0;
      for (int i = seq; i < seq + SEGMENT; i++) {
        fresh += there[i] ? 0 : 1;
      }
      Machines.window();
      lock.lock();
      for (int i = seq; i < seq + SEGMENT; i++) {
        there[i] = true;
      }
      lock.unlock();
      return fresh;
    }
  }
}
