package giantless.stack.kern;

/**
 * A filter of kqueue(2), {@code struct filterops}: when a note is active. The lock of a note's list
 * belongs to the object that it watches; it goes before the kqueue's lock.
 */
public interface FilterOps {
  /**
   * f_attach: the note is put on the list of its object ({@link Knote#attach}). Called with no lock
   * held; a filter of descriptors is attached by {@link FileOps#kqfilter} instead.
   */
  default Errno attach(Knote kn) {
    return Errno.EINVAL;
  }

  /**
   * f_detach: the note is taken off the list of its object, and nothing about the note happens from
   * then on. Called once, with no lock held; may sleep.
   */
  void detach(Knote kn);

  /**
   * f_event: whether the note is active; sets its data. Called with the list's lock held, at an
   * event also with the kqueue's: takes no lock.
   */
  boolean event(Knote kn);

  /** The program was told of an event with EV_CLEAR. Called with the list's lock held. */
  default void told(Knote kn) {}

  /** f_touch: the program changed the note. Called with the list's lock held. */
  default void touch(Knote kn, KEvent change) {
    kn.setSaved(change.fflags, change.data);
  }
}
