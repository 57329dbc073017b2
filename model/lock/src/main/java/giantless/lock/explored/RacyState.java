package giantless.lock.explored;

/**
 * A {@code @Racy} field: what its accesses, which are steps, touch. They do not race with each
 * other, and a write orders what comes after a read that follows it, since the field is volatile.
 * What the constructor of the object itself does to the field is plain, and races with the rest.
 */
final class RacyState extends FieldState implements Kinded {
  final Operation readOp = Operation.read(Operation.Kind.READ, this, null);
  final Operation writeOp = Operation.write(Operation.Kind.WRITE, this, null);
  private final int number;
  private final Class<?> type;
  private final String field;
  private final Sync order = new Sync(Edge.RACY);
  private Accesses racyReads;
  private Accesses racyWrites;

  RacyState(int number, Class<?> type, String field) {
    this.number = number;
    this.type = type;
    this.field = field;
  }

  /** By where its object was made, not by who came to it first; -1 if that is not known. */
  @Override
  public int number() {
    return number;
  }

  /** The same for this field of all objects of the class. */
  @Override
  public String kind() {
    return type.getName() + " " + field;
  }

  @Override
  public String baseName() {
    return field;
  }

  /** Notes an access that was a step; returns the plain one that it has no order with, or null. */
  Access step(ThreadClock t, FieldSite site) {
    if (!site.write) {
      order.acquire(t);
      if (racyReads == null) {
        racyReads = new Accesses();
      }
      racyReads.put(t, site);
      return unordered(t, false);
    }
    Access conflict = unordered(t, true);
    if (racyWrites == null) {
      racyWrites = new Accesses();
    }
    racyWrites.put(t, site);
    order.release(t);
    return conflict;
  }

  @Override
  Access read(ThreadClock t, FieldSite site) {
    Access conflict = super.read(t, site);
    return conflict != null ? conflict : racyWrites == null ? null : racyWrites.unordered(t);
  }

  @Override
  Access write(ThreadClock t, FieldSite site) {
    Access conflict = super.write(t, site);
    if (conflict == null && racyWrites != null) {
      conflict = racyWrites.unordered(t);
    }
    return conflict != null ? conflict : racyReads == null ? null : racyReads.unordered(t);
  }

  /** Stays, as threads may have published steps on it. */
  @Override
  boolean isOver(RaceDetector detector) {
    return false;
  }
}
