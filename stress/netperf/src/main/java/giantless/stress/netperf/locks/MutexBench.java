package giantless.stress.netperf.locks;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.nat.NativeRuntime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** A mutex without a watch beside {@link ReentrantLock}: lock, count, unlock. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MutexBench {

  /** One thread's own locks. */
  @State(Scope.Thread)
  public static class Own {
    NativeRuntime rt;
    Mtx mtx;
    final ReentrantLock reentrant = new ReentrantLock();
    long count;

    @Setup
    public void boot() {
      rt = NativeRuntime.real(null, 2, 1);
      mtx = rt.mtx(Locks.SO_RCV);
    }

    @TearDown
    public void shutdown() {
      rt.shutdown();
    }
  }

  /** Locks that all threads share. */
  @State(Scope.Benchmark)
  public static class Shared {
    NativeRuntime rt;
    Mtx mtx;
    final ReentrantLock reentrant = new ReentrantLock();
    long count;

    @Setup
    public void boot() {
      rt = NativeRuntime.real(null, 2, 1);
      mtx = rt.mtx(Locks.SO_RCV);
    }

    @TearDown
    public void shutdown() {
      rt.shutdown();
    }
  }

  @Benchmark
  @Threads(1)
  public long uncontendedMtx(Own s) {
    s.mtx.lock();
    long n = ++s.count;
    s.mtx.unlock();
    return n;
  }

  @Benchmark
  @Threads(1)
  public long uncontendedReentrantLock(Own s) {
    s.reentrant.lock();
    long n = ++s.count;
    s.reentrant.unlock();
    return n;
  }

  @Benchmark
  @Threads(2)
  public long contendedMtx(Shared s) {
    s.mtx.lock();
    long n = ++s.count;
    s.mtx.unlock();
    return n;
  }

  @Benchmark
  @Threads(2)
  public long contendedReentrantLock(Shared s) {
    s.reentrant.lock();
    long n = ++s.count;
    s.reentrant.unlock();
    return n;
  }
}
