package giantless.properties.twins;

/** A comparison of a variant of the stack with something that is sure, on inputs made of a seed. */
public interface Compared {
  /**
   * Runs it once.
   *
   * @param steps the number of steps that were compared is added to its first element
   * @param shorten whether a failure is to be told in as few steps as can be found
   * @return what differs; null if nothing does
   */
  String run(long seed, long[] steps, boolean shorten);
}
