package giantless.stack.net;

import giantless.lock.contract.Confined;
import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;

/**
 * A wire that loses some frames by chance, and delays others so that later ones overtake them. One
 * direction; the decisions follow from the seed and the number of the frame alone.
 */
@Confined("the one thread at a time that sends in this direction")
public final class ChanceFault implements WireFault {
  /** The longest delay, in nanoseconds: a few round trips of a local network. */
  public static final long DELAY_MAX = 3_000_000L;

  private static final int MILLION = 1_000_000;

  /** Frames seen. */
  public final Counter frames;

  /** Frames lost. */
  public final Counter lost;

  /** Frames delayed. */
  public final Counter delayed;

  private final int lossPpm;
  private final int reorderPpm;
  private long state;

  /**
   * @param lossPercent how many of a hundred frames are lost, 0 to 100
   * @param reorderPercent how many of those that are not lost are delayed, 0 to 100
   */
  public ChanceFault(Kernel kernel, double lossPercent, double reorderPercent, long seed) {
    this.frames = kernel.counter();
    this.lost = kernel.counter();
    this.delayed = kernel.counter();
    this.lossPpm = ppm(lossPercent);
    this.reorderPpm = ppm(reorderPercent);
    this.state = seed;
  }

  private static int ppm(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent: " + percent);
    }
    return (int) Math.round(percent * (MILLION / 100));
  }

  /** SplitMix64: a number from 0 to {@code bound - 1}. */
  private int next(int bound) {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    z ^= z >>> 31;
    return (int) Math.floorMod(z, (long) bound);
  }

  @Override
  public int copies(byte[] frame) {
    frames.inc();
    if (next(MILLION) < lossPpm) {
      lost.inc();
      return 0;
    }
    return 1;
  }

  @Override
  public long delayNanos(byte[] frame, int copy) {
    if (next(MILLION) >= reorderPpm) {
      return 0;
    }
    delayed.inc();
    return 1L + next((int) DELAY_MAX);
  }
}
