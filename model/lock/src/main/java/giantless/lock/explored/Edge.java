package giantless.lock.explored;

/**
 * What orders two threads: everything before the first half in one thread happens before everything
 * after the second half in the other. There is no other order; in particular time that passes, a
 * try that fails, and two readers of a lock order nothing.
 */
enum Edge {
  /** Making a thread, and its first step. */
  SPAWN,
  /** A thread's end, and the join that waited for it. */
  JOIN,
  /** Unlocking a mutex (also by falling asleep), and locking it (also by waking up). */
  MTX,
  /** Giving up a rw, sx or rm lock held exclusively (also by downgrade), and any hold after it. */
  WRITER,
  /** Giving up a shared hold, and the next exclusive one (also by upgrade). */
  READER,
  /** A signal or broadcast, and the waking of a thread that it woke. */
  CONDVAR,
  /** wakeup(9), and the waking of a thread that it woke. */
  WAKEUP,
  /** Unpark, and the park that took the permit. */
  PERMIT,
  /** Interrupting a thread, and that thread's learning of it. */
  SIGNAL,
  /** Writing an atomic, and any later read of it, also by an operation that fails. */
  ATOMIC,
  /** Writing a {@code @Racy} field, and any later read of it. */
  RACY
}
