package giantless.lock.explored;

/** A small seeded generator (Steele, Lea, Flood: SplitMix64), the same on every JVM. */
final class SplitMix {
  private long state;

  SplitMix(long seed) {
    this.state = seed;
  }

  long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound) {
    if (bound <= 1) {
      return 0;
    }
    return (int) (((next() >>> 32) * bound) >>> 32);
  }
}
