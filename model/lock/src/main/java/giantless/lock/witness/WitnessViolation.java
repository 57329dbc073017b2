package giantless.lock.witness;

import giantless.lock.LockClass;
import giantless.lock.Panic;

/**
 * A rule of locking was broken. The message is the whole splat: the title, the locks with kind,
 * place and thread, for a reversal the chain of the order so far, and the stacks.
 */
public final class WitnessViolation extends Panic {
  private static final long serialVersionUID = 1L;

  /** What can be wrong; the title is the first line of the splat. */
  public enum Kind {
    ORDER_REVERSAL("lock order reversal"),
    RECURSION("recursion of a lock that is not recursive"),
    MODE_MIX("acquisition of a lock that the thread holds in another mode"),
    DUPLICATE("two locks of one class that does not allow it"),
    SPIN_HELD("acquisition of a lock that may block with a spin lock held"),
    SLEEPABLE_WITH_MUTEX("acquisition of a sleepable lock with a non-sleepable lock held"),
    GIANT_WITH_MUTEX("acquisition of Giant with another mutex held"),
    SLEEP_WITH_LOCK("sleep with a non-sleepable lock held"),
    STRANGER("unlock of a lock that the thread does not hold"),
    WRONG_MODE("unlock in another mode than the lock is held in"),
    LEAK("locks held where none may be"),
    DESTROY_HELD("destruction of a lock that is held"),
    UNDECLARED_ORDER("lock order learnt that is not declared");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** The first line of the splat. */
    public String title() {
      return title;
    }
  }

  private final Kind kind;
  private final transient LockClass first;
  private final transient LockClass second;

  WitnessViolation(Kind kind, LockClass first, LockClass second, String text) {
    super(text);
    this.kind = kind;
    this.first = first;
    this.second = second;
  }

  public Kind kind() {
    return kind;
  }

  /** The class of the lock that was held first; null where there is none. */
  public LockClass first() {
    return first;
  }

  /** The class of the lock that was attempted, released or destroyed; null where there is none. */
  public LockClass second() {
    return second;
  }
}
