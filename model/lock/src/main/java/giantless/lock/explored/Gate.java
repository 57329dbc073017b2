package giantless.lock.explored;

import giantless.lock.LockObject;

/** Decides whether a published operation can be performed now. Without side effects. */
interface Gate {
  boolean admits(ExploredThread td, Operation op);

  /**
   * The lock that a thread which is not admitted waits for, if nothing else can end the wait; null
   * for sleeps, joins, and waits that a signal ends.
   */
  LockObject wanted(ExploredThread td, Operation op);
}
