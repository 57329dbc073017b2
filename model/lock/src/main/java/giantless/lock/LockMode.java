package giantless.lock;

/** How a lock is held. */
public enum LockMode {
  EXCLUSIVE,
  SHARED
}
