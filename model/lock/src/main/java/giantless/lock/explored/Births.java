package giantless.lock.explored;

/**
 * Counts what one Java thread makes outside of runs, so that it can be told apart in every world by
 * when it was made. For the {@link CarrierWatch}, which keeps one for each Java thread; used by
 * that thread alone.
 */
public final class Births {
  private long count;

  /** What the thread makes now, to be kept in it; see {@link Shadowed}. */
  public Object next() {
    return new Birth(this, 0, count++, true);
  }

  long count() {
    return count;
  }
}
