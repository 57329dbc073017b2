/**
 * A runtime of Java monitors, for Lincheck's model checker. It switches threads at every access to
 * shared memory and knows monitors natively, while each acquisition of a native mutex under
 * contention is hundreds of accesses (turnstile, priority lending, adoption of threads): measured,
 * 12 ms an execution of eight acquisitions against 0.6. So the proof is in two steps, as
 * everywhere: the native primitives meet their specification ({@code NativeMtxIT} here, jcstress),
 * and the stack's structures are linearizable over any primitives that meet it.
 */
package giantless.stress.lincheck.monitor;
