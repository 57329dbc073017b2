/**
 * The explored runtime: one thread runs at a time, a {@link giantless.lock.explored.Scheduler}
 * decides who is next at each visible operation, and time is virtual.
 *
 * <p>Start at {@link giantless.lock.explored.Simulation} (one body, one verdict) or {@link
 * giantless.lock.explored.World} (several hosts that share a scheduler and a clock). A thread runs
 * on a {@link giantless.lock.explored.ThreadCarrier}: a continuation of the JVM where it has them,
 * else a platform thread that passes a baton; the same schedule gives the same trace on both.
 */
package giantless.lock.explored;
