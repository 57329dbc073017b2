package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/** A range that the peer misses, {@code struct sackhole}; of a {@link SackScoreboard}. */
@Confined("the connection: its lock hands it from thread to thread")
final class SackHole {
  /** The first number of the range. */
  int start;

  /** The first number behind it. */
  int end;

  /** What is before this was sent again. */
  int rxmit;

  SackHole(int start, int end, int rxmit) {
    this.start = start;
    this.end = end;
    this.rxmit = rxmit;
  }
}
