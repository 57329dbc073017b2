/**
 * Witness and lock profiling: watches that judge and measure what threads do with locks.
 *
 * <p>{@link giantless.lock.witness.Witness} checks the rules of locking and learns the order of
 * lock classes; {@link giantless.lock.witness.LockOrderGraph} is what it learnt, {@link
 * giantless.lock.witness.OrderComparison} sets that against the declared order; {@link
 * giantless.lock.witness.LockProfile} measures waiting and holding. They stand outside of what is
 * modelled: they use the JDK's own synchronization, never the locks that they watch.
 */
package giantless.lock.witness;
