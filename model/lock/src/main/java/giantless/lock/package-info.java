/**
 * The lock primitives of the stack, their classes and order, and the runtime that carries them.
 *
 * <p>Start at {@link giantless.lock.LockRuntime}: it makes every lock, thread and timer. The lock
 * classes of the kernel stand in {@link giantless.lock.Locks}. The primitives are abstract here and
 * are implemented once for each runtime ({@code nat}: real threads; {@code explored}: one thread at
 * a time under a scheduler), so that the code which uses them is the same bytecode in all of them.
 */
package giantless.lock;
