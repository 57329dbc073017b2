package giantless.lock.nat;

/**
 * Something that lends priority to a thread for whom others wait. Guarded by the turnstile lock.
 */
interface Lender {
  /** The best priority lent, or {@code Integer.MAX_VALUE}. */
  int lentPriority();
}
