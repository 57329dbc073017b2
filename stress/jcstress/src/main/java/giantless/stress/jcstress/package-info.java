/**
 * Memory-model tests. {@code lock}: every primitive on the native runtime, one property a file;
 * {@code stack}: what the stack reads without a lock on purpose; {@code broken}: wrong twins, which
 * the gate demands to fail.
 */
package giantless.stress.jcstress;
