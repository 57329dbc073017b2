package giantless.lock.explored;

/**
 * Who made an object, and how many others that one had made before: the same in every execution,
 * whoever comes to the object first. Immutable.
 */
final class Birth {
  /** The {@link Births} of a Java thread, or the {@link WovenFields} of the world that ran. */
  final Object of;

  /** The id of the world's thread. */
  final int maker;

  final long rank;

  /** Whether it was made before the threads ran whose schedules are explored. */
  final boolean isOfSetUp;

  Birth(Object of, int maker, long rank, boolean isOfSetUp) {
    this.of = of;
    this.maker = maker;
    this.rank = rank;
    this.isOfSetUp = isOfSetUp;
  }
}
