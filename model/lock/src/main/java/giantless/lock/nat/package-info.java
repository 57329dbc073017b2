/**
 * The native runtime: real threads, compare-and-set and park. Start at {@link
 * giantless.lock.nat.NativeRuntime}.
 *
 * <p>What blocks here is made of two pieces, as in FreeBSD: the turnstiles ({@code Turnstile},
 * under one spin mutex a machine) for locks whose owner must not sleep and to whom priority is
 * lent, and the sleep queues ({@code SleepChain}, hashed, a spin mutex each) for sleeps, condition
 * variables and sx locks. These spin mutexes lie below the watch, which is never told of them.
 */
package giantless.lock.nat;
