package giantless.stress.netperf.kern;

import giantless.lock.explored.Simulation;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Boot and shutdown of a machine, which an explorer pays for every schedule: the goal is 100
 * microseconds when warm. And the allocator's fast path.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HostBootBench {

  /** A machine that runs. */
  @State(Scope.Thread)
  public static class Running {
    Host host;

    @Setup
    public void boot() {
      host = Host.builder().build();
    }

    @TearDown
    public void shutdown() {
      host.shutdownClean();
    }
  }

  /** Boot and shutdown on real threads. */
  @Benchmark
  public void bootAndShutdown() {
    Host.builder().build().shutdown();
  }

  /** The same with a process and a packet. */
  @Benchmark
  public void bootUseAndShutdown() {
    Host host = Host.builder().build();
    host.newProc("p");
    host.mbufs().freem(host.mbufs().getcl(How.DONTWAIT, Mbuf.MT_DATA, Mbuf.M_PKTHDR));
    host.shutdownClean();
  }

  /** The same with Witness. */
  @Benchmark
  public void bootUseAndShutdownWatched() {
    Host host = Host.builder().watch(new Witness()).build();
    host.newProc("p");
    host.mbufs().freem(host.mbufs().getcl(How.DONTWAIT, Mbuf.MT_DATA, Mbuf.M_PKTHDR));
    host.shutdownClean();
  }

  /** Boot and shutdown on the explored runtime, with its world. */
  @Benchmark
  public Object bootAndShutdownExplored() {
    return Simulation.run(rt -> Host.builder().runtime(rt).build().shutdown());
  }

  /** An mbuf with a cluster from the CPU's cache and back. */
  @Benchmark
  public void getclAndFree(Running r) {
    r.host.mbufs().freem(r.host.mbufs().getcl(How.DONTWAIT, Mbuf.MT_DATA, Mbuf.M_PKTHDR));
  }
}
