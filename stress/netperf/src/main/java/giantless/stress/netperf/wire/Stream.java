package giantless.stress.netperf.wire;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One established stream whose throughput is measured: one thread writes blocks until the time is
 * over, another reads until it has all of them. The two must not share a lock of ours; they agree
 * on the end through an atomic.
 */
public abstract class Stream implements AutoCloseable {
  /** Bytes of a write and of a read at most. */
  public static final int BLOCK = 64 * 1024;

  private static final double BITS = 8;

  /** What the two threads of a measurement have in common. */
  private static final class Run {
    private final AtomicLong total = new AtomicLong(Long.MAX_VALUE);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
  }

  /** Writes the whole block. */
  protected abstract void write(byte[] block) throws Exception;

  /** Reads what there is, at most a block; the number of bytes. */
  protected abstract int read(byte[] block) throws Exception;

  /**
   * Moves bytes for some time.
   *
   * @return Gbit/s, from the first write until the last byte was read
   */
  public final double measure(long nanos) throws Exception {
    Run run = new Run();
    Thread reader = new Thread(() -> drain(run), "reader");
    long start = System.nanoTime();
    reader.start();
    long sent = 0;
    byte[] block = new byte[BLOCK];
    while (System.nanoTime() - start < nanos) {
      write(block);
      sent += BLOCK;
    }
    run.total.set(sent + BLOCK);
    write(block);
    reader.join();
    if (run.failure.get() != null) {
      throw new IllegalStateException(run.failure.get());
    }
    return (sent + BLOCK) * BITS / (System.nanoTime() - start);
  }

  private void drain(Run run) {
    byte[] block = new byte[BLOCK];
    long count = 0;
    try {
      while (count < run.total.get()) {
        count += read(block);
      }
    } catch (Exception e) {
      run.failure.set(e);
    }
  }

  @Override
  public abstract void close() throws Exception;
}
