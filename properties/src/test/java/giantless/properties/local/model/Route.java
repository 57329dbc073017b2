package giantless.properties.local.model;

/**
 * Where a message goes. Immutable.
 *
 * @param byName sendto(2) with an address
 * @param error what the domain says of the destination; or {@link Outcome#OK}
 * @param to who gets it; null if nobody does
 * @param from the sender's name; null if it has none
 */
record Route(boolean byName, String error, End to, String from) {
  /** To who it is connected to. */
  static Route toPeer(End to) {
    return new Route(false, Outcome.OK, to, null);
  }
}
