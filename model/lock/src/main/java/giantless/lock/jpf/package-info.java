/**
 * The runtime for Java PathFinder: the same primitives once more, for the same bytecode of the
 * stack, in a form that this model checker sees soundly and in few states.
 *
 * <p>Threads are threads of the JVM under check. What the primitives keep are plain fields, and
 * Java PathFinder is configured not to schedule at fields of this package; all scheduling is in
 * {@link giantless.lock.jpf.Checker#step}, a native method whose peer asks which threads could go
 * on ({@link giantless.lock.jpf.Gate}) and lets the search try each. Mutexes are, besides, the
 * monitors of the JVM under check, so that its own listeners know what is held. The monitors that
 * the program enters are Java PathFinder's, scheduled by our policy there; the program's waits and
 * notifications come to {@link giantless.lock.jpf.MonitorCalls}. Where it has {@code
 * java.util.concurrent}, or {@code notify} with several waiters, Java PathFinder on 17 misses
 * errors or invents some, so nothing here is built on those.
 *
 * <p>Start at {@link giantless.lock.jpf.JpfWorld}. The peers and listeners are sources among the
 * resources of {@code model/explore}, compiled against the user's own Java PathFinder. Outside of
 * it nothing here runs.
 */
package giantless.lock.jpf;
