package giantless.lock;

/**
 * The panics about locks used wrongly, in one place so that every runtime says the same words. Each
 * method makes the panic, and the caller throws it.
 */
public final class Misuse {
  private Misuse() {}

  /** The owner acquires a lock again whose class is not recursive. */
  public static Panic recursion(LockObject lock) {
    return new Panic("recursion on non-recursive lock " + lock.describe());
  }

  /** A reader or writer acquires in the other mode what it holds, which can never succeed. */
  public static Panic otherMode(LockObject lock, LockMode wanted) {
    return new Panic(
        "lock "
            + lock.describe()
            + (wanted == LockMode.SHARED
                ? " wanted shared by its exclusive owner"
                : " wanted exclusively by a thread that holds it shared"));
  }

  /** Exclusive release by a thread that does not own the lock. */
  public static Panic unlockByStranger(LockObject lock, KThread thread) {
    return new Panic(
        "unlock of " + lock.describe() + " by thread " + thread.name() + ", which does not own it");
  }

  /** Shared release by a thread that has no shared hold. */
  public static Panic sharedUnlockByStranger(LockObject lock, KThread thread) {
    return new Panic(
        "shared unlock of "
            + lock.describe()
            + " by thread "
            + thread.name()
            + ", which does not hold it shared");
  }

  /** An upgrade by a thread that holds the lock not shared. */
  public static Panic upgradeByStranger(LockObject lock, KThread thread) {
    return new Panic(
        "upgrade of "
            + lock.describe()
            + " by thread "
            + thread.name()
            + ", which does not hold it shared");
  }

  /** A downgrade by a thread that does not own the lock, or owns it more than once. */
  public static Panic downgradeOf(LockObject lock, KThread thread, boolean recursed) {
    return new Panic(
        "downgrade of "
            + lock.describe()
            + " by thread "
            + thread.name()
            + (recursed ? ", which owns it more than once" : ", which does not own it"));
  }

  /** Destruction while somebody holds the lock whom the destroyer must not ignore. */
  public static Panic destroyWhileHeld(LockObject lock) {
    return new Panic("destroy of " + lock.describe() + " while it is held");
  }

  /** Destruction while threads wait for the lock. */
  public static Panic destroyWithWaiters(LockObject lock) {
    return new Panic("destroy of " + lock.describe() + " while threads wait for it");
  }

  /** Any use after destruction. */
  public static Panic destroyed(LockObject lock) {
    return new Panic("use of destroyed " + lock.describe());
  }

  /** The interlock of a sleep is not owned by the sleeper. */
  public static Panic interlockNotOwned(Mtx interlock, String what) {
    return new Panic("sleep on " + what + " with interlock " + interlock.describe() + " not owned");
  }

  /** The interlock of a sleep is owned more than once, so that the sleep would not release it. */
  public static Panic interlockRecursed(Mtx interlock, String what) {
    return new Panic(
        "sleep on " + what + " with interlock " + interlock.describe() + " owned more than once");
  }

  /** The interlock of a sleep is a spin mutex. */
  public static Panic interlockSpin(Mtx interlock, String what) {
    return new Panic("sleep on " + what + " with spin interlock " + interlock.describe());
  }

  /** Two sleepers of one channel came with different interlocks. */
  public static Panic interlocksDiffer(String what, Mtx first, Mtx second) {
    return new Panic(
        "sleepers on "
            + what
            + " use different interlocks: "
            + (first == null ? "none" : first.describe())
            + " and "
            + (second == null ? "none" : second.describe()));
  }

  /** sleep(9) or wakeup(9) on a condition variable as channel. */
  public static Panic channelIsCondVar(String what) {
    return new Panic("condition variable " + what + " used as a sleep channel");
  }

  /** A lock of the wrong kind is asked for, for example a mutex from a class of kind sx. */
  public static Panic wrongKind(LockClass lockClass, String wanted) {
    return new Panic(
        "lock class "
            + lockClass.name()
            + " is of kind "
            + lockClass.kind().label()
            + ", not "
            + wanted);
  }
}
