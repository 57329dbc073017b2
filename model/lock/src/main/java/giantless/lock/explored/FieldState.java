package giantless.lock.explored;

/**
 * The accesses to one field that later ones may conflict with: the last write, and the reads since,
 * of which one is enough until two threads read without order (FastTrack). Each with its place and
 * the locks held.
 */
class FieldState {
  long write;
  private FieldSite writeSite;
  private HeldAt writeHeld;
  private Object writeStack;

  /** The last read; 0 if none, or if there are {@link #readers}. */
  long read;

  private FieldSite readSite;
  private HeldAt readHeld;
  private Object readStack;
  private Accesses readers;

  /** Nothing more is said about a field with a race. */
  boolean raced;

  /**
   * Notes a read.
   *
   * @return the access that it has no order with, or null
   */
  Access read(ThreadClock t, FieldSite site) {
    if (read == t.epoch) {
      return null;
    }
    Access conflict = t.covers(write) ? null : lastWrite();
    if (readers != null) {
      readers.put(t, site);
    } else if (t.covers(read)) {
      read = t.epoch;
      readSite = site;
      readHeld = t.thread.heldNow();
      readStack = t.of.stack();
    } else {
      readers = new Accesses();
      readers.put(read, readSite, readHeld, readStack);
      readers.put(t, site);
      read = 0;
    }
    return conflict;
  }

  /** Notes a write. */
  Access write(ThreadClock t, FieldSite site) {
    if (write == t.epoch) {
      return null;
    }
    Access conflict = unordered(t, true);
    write = t.epoch;
    writeSite = site;
    writeHeld = t.thread.heldNow();
    writeStack = t.of.stack();
    read = 0;
    readers = null;
    return conflict;
  }

  /** An access with which one of the thread now has no order: a write, or any if this one is. */
  final Access unordered(ThreadClock t, boolean writes) {
    if (!t.covers(write)) {
      return lastWrite();
    }
    if (!writes) {
      return null;
    }
    if (readers != null) {
      return readers.unordered(t);
    }
    return t.covers(read) ? null : new Access(read, readSite, readHeld, readStack);
  }

  private Access lastWrite() {
    return new Access(write, writeSite, writeHeld, writeStack);
  }

  /** Whether all of it happened before all that can come. */
  boolean isOver(RaceDetector detector) {
    return detector.allCover(write)
        && (readers == null ? detector.allCover(read) : readers.allOver(detector));
  }
}
