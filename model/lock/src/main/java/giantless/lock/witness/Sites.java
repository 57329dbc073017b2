package giantless.lock.witness;

/** How much a {@link Witness} remembers of the place where a lock was acquired. */
public enum Sites {
  /** Nothing: no allocation on the known path; a held lock's place reads {@code unknown}. */
  NONE,
  /** File and line of the caller, at the cost of a short walk of the stack. */
  LINE,
  /** The caller's stack down to the depth that the witness was built with. */
  STACK
}
