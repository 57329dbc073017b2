/**
 * The stack's deliberate unlocked reads, its {@code @Racy} fields and atomic words: what a reader
 * without the lock may see and what it may not. The code under test is the stack's own, on one host
 * with real threads.
 */
package giantless.stress.jcstress.stack;
