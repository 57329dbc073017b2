package giantless.stack.mbuf;

/** What a {@link Zone} keeps. */
abstract class ZoneItem {
  /** Whether it lies in the zone; changed under the lock of the cache or of the zone it is in. */
  boolean inZone;
}
