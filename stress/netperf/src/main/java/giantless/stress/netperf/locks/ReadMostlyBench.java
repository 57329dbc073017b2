package giantless.stress.netperf.locks;

import giantless.lock.Locks;
import giantless.lock.RmLock;
import giantless.lock.nat.NativeRuntime;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Reading under an rm lock beside {@link StampedLock}: its optimistic reading, which excludes no
 * writer and must be validated, and its read lock, which does exclude writers as the rm lock does.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class ReadMostlyBench {
  NativeRuntime rt;
  RmLock rm;
  final StampedLock stamped = new StampedLock();
  long value = 42;

  @Setup
  public void boot() {
    rt = NativeRuntime.real(null, 2, 1);
    rm = rt.rm(Locks.NETISR);
  }

  @TearDown
  public void shutdown() {
    rt.shutdown();
  }

  private long rmRead() {
    RmLock.Tracker t = rm.rlock();
    long v = value;
    rm.runlock(t);
    return v;
  }

  private long optimisticRead() {
    long stamp = stamped.tryOptimisticRead();
    long v = value;
    if (!stamped.validate(stamp)) {
      stamp = stamped.readLock();
      v = value;
      stamped.unlockRead(stamp);
    }
    return v;
  }

  private long stampedRead() {
    long stamp = stamped.readLock();
    long v = value;
    stamped.unlockRead(stamp);
    return v;
  }

  @Benchmark
  @Threads(1)
  public long read1RmLock() {
    return rmRead();
  }

  /**
   * The floor of every lock whose readers hold off writers: announce oneself, a full fence, look
   * for a writer. No such lock on this memory model can do with less.
   */
  @Benchmark
  @Threads(1)
  public long read1FenceAlone() {
    VarHandle.fullFence();
    return value;
  }

  @Benchmark
  @Threads(1)
  public long read1StampedOptimistic() {
    return optimisticRead();
  }

  @Benchmark
  @Threads(1)
  public long read1StampedReadLock() {
    return stampedRead();
  }

  @Benchmark
  @Threads(2)
  public long read2RmLock() {
    return rmRead();
  }

  @Benchmark
  @Threads(2)
  public long read2StampedOptimistic() {
    return optimisticRead();
  }

  @Benchmark
  @Threads(2)
  public long read2StampedReadLock() {
    return stampedRead();
  }
}
