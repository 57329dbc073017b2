package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.stack.kern.Kernel;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.IfQueue;
import java.util.ArrayDeque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** if_queue: first in, first out, with a limit that IF_PREPEND alone may pass, and exact drops. */
class IfQueueIT {
  private static final int LIMIT = 2;

  /** The structure; a packet is known by its length. */
  @Param(name = "packet", gen = IntGen.class, conf = "1:3")
  public static class Structure {
    final MbufPool pool;
    final IfQueue queue;

    public Structure() {
      Kernel kernel = Machines.kernel();
      pool = Machines.mbufs(kernel);
      queue = new IfQueue(kernel.rt(), Locks.IFQ, pool, LIMIT);
    }

    final Mbuf packet(int mark) {
      Mbuf m = pool.gethdr(How.DONTWAIT, Mbuf.MT_DATA);
      m.pkthdr.len = mark;
      return m;
    }

    @Operation(params = "packet")
    public boolean enqueue(int packet) {
      return queue.enqueue(packet(packet));
    }

    @Operation(params = "packet")
    public void prepend(int packet) {
      queue.prepend(packet(packet));
    }

    @Operation
    public int dequeue() {
      Mbuf m = queue.dequeue();
      if (m == null) {
        return 0;
      }
      int mark = m.pkthdr.len;
      pool.freem(m);
      return mark;
    }

    @Operation
    public int length() {
      return queue.length();
    }

    @Operation
    public long drops() {
      return queue.drops();
    }
  }

  /** A deque. */
  public static class Specification {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private long drops;

    public boolean enqueue(int packet) {
      if (queue.size() >= LIMIT) {
        drops++;
        return false;
      }
      queue.addLast(packet);
      return true;
    }

    public void prepend(int packet) {
      queue.addFirst(packet);
    }

    public int dequeue() {
      return queue.isEmpty() ? 0 : queue.removeFirst();
    }

    public int length() {
      return queue.size();
    }

    public long drops() {
      return drops;
    }
  }

  @Test
  void an_if_queue_is_a_bounded_fifo() {
    Linearizability.holds(Structure.class, Specification.class);
  }

  /** The wrong twin: IF_QFULL and IF_ENQUEUE each under the lock, and not both under one hold. */
  @Param(name = "packet", gen = IntGen.class, conf = "1:3")
  public static class TestedApart extends Structure {
    @Override
    @Operation(params = "packet")
    public boolean enqueue(int packet) {
      queue.lock.lock();
      boolean full = queue.isFull();
      queue.lock.unlock();
      if (full) {
        return false;
      }
      queue.lock.lock();
      queue.enqueueLocked(packet(packet));
      queue.lock.unlock();
      return true;
    }
  }

  @Test
  void a_queue_that_tests_its_limit_apart_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(TestedApart.class, "enqueue", 1),
                Scenarios.actor(TestedApart.class, "enqueue", 2)),
            List.of(Scenarios.actor(TestedApart.class, "enqueue", 3))),
        TestedApart.class,
        Specification.class,
        "Invalid execution results");
  }
}
