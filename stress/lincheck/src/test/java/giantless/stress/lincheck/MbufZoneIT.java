package giantless.stress.lincheck;

import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import java.util.ArrayDeque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * The mbuf zone with its per-CPU caches is, from outside, one pool with a limit: an allocation
 * fails only if the limit is in use, wherever free mbufs are cached, and what is in use adds up.
 */
class MbufZoneIT {
  private static final int LIMIT = 3;
  private static final int THREADS = 8;

  /** The structure. */
  public static class Structure {
    private final MbufPool pool = Machines.mbufs(Machines.kernel("kern.ipc.nmbufs", LIMIT));
    private final ArrayDeque<Mbuf>[] mine = Slots.queues(THREADS);

    @Operation
    public boolean alloc(@Param(gen = ThreadIdGen.class) int thread) {
      Mbuf m = pool.get(How.DONTWAIT, Mbuf.MT_DATA);
      if (m == null) {
        return false;
      }
      mine[thread].push(m);
      return true;
    }

    @Operation
    public boolean free(@Param(gen = ThreadIdGen.class) int thread) {
      Mbuf m = mine[thread].poll();
      if (m == null) {
        return false;
      }
      pool.freem(m);
      return true;
    }
  }

  /** One number with a limit. */
  public static class Specification {
    private final int[] mine = new int[THREADS];
    private int inUse;

    public boolean alloc(int thread) {
      if (inUse == LIMIT) {
        return false;
      }
      inUse++;
      mine[thread]++;
      return true;
    }

    public boolean free(int thread) {
      if (mine[thread] == 0) {
        return false;
      }
      inUse--;
      mine[thread]--;
      return true;
    }
  }

  @Test
  void the_zone_is_one_pool_with_a_limit() {
    Linearizability.holds(Structure.class, Specification.class);
  }

  /** The wrong twin: the limit is tested and the count raised in two steps. */
  public static class TestThenTake {
    private final int[] mine = new int[THREADS];
    private volatile int inUse;

    @Operation
    public boolean alloc(@Param(gen = ThreadIdGen.class) int thread) {
      if (inUse >= LIMIT) {
        return false;
      }
      Machines.window();
      int now = inUse;
      inUse = now + 1;
      mine[thread]++;
      return true;
    }

    @Operation
    public boolean free(@Param(gen = ThreadIdGen.class) int thread) {
      if (mine[thread] == 0) {
        return false;
      }
      mine[thread]--;
      int now = inUse;
      inUse = now - 1;
      return true;
    }
  }

  @Test
  void a_zone_that_tests_its_limit_apart_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(TestThenTake.class, "alloc", 0),
                Scenarios.actor(TestThenTake.class, "alloc", 0)),
            List.of(
                Scenarios.actor(TestThenTake.class, "alloc", 1),
                Scenarios.actor(TestThenTake.class, "alloc", 1))),
        TestThenTake.class,
        Specification.class,
        "Invalid execution results");
    Linearizability.isBroken(TestThenTake.class, Specification.class, "Invalid execution results");
    Linearizability.isBrokenUnderStress(
        TestThenTake.class, Specification.class, "Invalid execution results");
  }
}
