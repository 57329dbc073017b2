package giantless.lock.explored;

/**
 * What a lock, an atomic or a sleeping thread hands on from one thread to the next: the clocks of
 * those who released it. Belongs to one run at a time, and is empty in the next. All methods do
 * nothing for a thread without a clock, which acts outside of a run.
 */
final class Sync {
  private static final int[] NONE = new int[0];

  private final Edge edge;
  private final Edge readerEdge;
  private RaceDetector of;
  private int[] written = NONE;
  private int[] read = NONE;

  Sync(Edge edge) {
    this(edge, edge);
  }

  /**
   * @param edge of what {@link #release} hands on
   * @param readerEdge of what {@link #releaseShared} hands on
   */
  Sync(Edge edge, Edge readerEdge) {
    this.edge = edge;
    this.readerEdge = readerEdge;
  }

  private void in(RaceDetector detector) {
    if (of != detector) {
      of = detector;
      written = NONE;
      read = NONE;
    }
  }

  /** Takes what exclusive holders, or writers, have released. */
  void acquire(ThreadClock t) {
    if (t != null && of == t.of && !of.forgets(edge)) {
      t.join(written, written.length);
    }
  }

  /** Takes what anybody has released. */
  void acquireAll(ThreadClock t) {
    acquire(t);
    if (t != null && of == t.of && !of.forgets(readerEdge)) {
      t.join(read, read.length);
    }
  }

  void release(ThreadClock t) {
    if (t != null) {
      in(t.of);
      written = t.into(written);
      t.tick();
    }
  }

  void releaseShared(ThreadClock t) {
    if (t != null) {
      in(t.of);
      read = t.into(read);
      t.tick();
    }
  }
}
