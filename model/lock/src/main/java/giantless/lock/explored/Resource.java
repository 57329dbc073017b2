package giantless.lock.explored;

/** A thing that operations touch and traces name. */
interface Resource extends Numbered {

  /** Its name, which others may share. */
  String baseName();

  /** How a lock is held, as {@link Touched#holds} gives it; 0 for what is no lock. */
  default long holds() {
    return 0;
  }
}
