package giantless.explore.search;

import giantless.lock.explored.Operation;
import java.util.Arrays;

/** One step of the execution that runs, or, while its thread waits, the step that it would take. */
final class Step {
  static final int NONE = -1;
  private static final int[] NO_WAKERS = {};
  private static final long[] NO_DEADLINES = {};

  /** Who takes it: twice the thread's number, one more if it is its deadline that comes. */
  int actor;

  Operation.Kind kind;
  boolean mayWait;

  /** A signal ends the wait. */
  boolean interruptible;

  /** The answer that a choice got. */
  int answer = NONE;

  final Touch touch = new Touch();

  /** The first two slots' locks' holds, as this step changed them. */
  long change0;

  long change1;

  /** The thread holds the lock shared already when it asks for it. */
  boolean again;

  /** Nothing else could be done: it comes after all before it, and all others after it. */
  boolean barrier;

  /** The park's deadline had come before it began. */
  boolean expired;

  /** Whose end is waited for. */
  int joined = NONE;

  /**
   * The index of the step that its actor or its thread took before; the first one's is the spawn.
   */
  int before = NONE;

  /** How many steps of the actor come before it. */
  int rank;

  /** The steps by which the actor was woken since its step before. */
  int[] wakers = NO_WAKERS;

  int wakerCount;

  /** Deadlines that it set or cancelled: pairs of a thread and the time. */
  long[] deadlines = NO_DEADLINES;

  int deadlineCount;

  /** Which steps come before this one, in any order of the same events: one past the rank. */
  int[] clock = new int[8];

  void reset(int actor) {
    this.actor = actor;
    kind = null;
    mayWait = false;
    answer = NONE;
    touch.clear();
    change0 = 0;
    change1 = 0;
    again = false;
    barrier = false;
    expired = false;
    joined = NONE;
    before = NONE;
    rank = 0;
    wakerCount = 0;
    deadlineCount = 0;
    Arrays.fill(clock, 0);
  }

  /** What is known of a step before it is taken. */
  void announce(Step pending) {
    reset(pending.actor);
    kind = pending.kind;
    mayWait = pending.mayWait;
    interruptible = pending.interruptible;
    touch.set(pending.touch);
    again = pending.again;
    expired = pending.expired;
    joined = pending.joined;
    wakerCount = pending.wakerCount;
    if (wakerCount > wakers.length) {
      wakers = new int[pending.wakers.length];
    }
    System.arraycopy(pending.wakers, 0, wakers, 0, wakerCount);
  }

  void wokenBy(int step) {
    if (wakerCount == wakers.length) {
      wakers = Arrays.copyOf(wakers, Math.max(2, wakerCount * 2));
    }
    wakers[wakerCount++] = step;
  }

  void deadline(int thread, long time) {
    if (deadlineCount + 2 > deadlines.length) {
      deadlines = Arrays.copyOf(deadlines, Math.max(4, deadlines.length * 2));
    }
    deadlines[deadlineCount++] = thread;
    deadlines[deadlineCount++] = time;
  }

  /** As the step, with nothing before it yet. */
  void startOver(Step s) {
    Arrays.fill(clock, 0);
    actor = s.actor;
  }

  boolean isWokenBy(int step) {
    for (int i = 0; i < wakerCount; i++) {
      if (wakers[i] == step) {
        return true;
      }
    }
    return false;
  }

  /** Whether the step of this actor and rank comes before this one in any order. */
  boolean isAfter(Step s) {
    return s.actor < clock.length && clock[s.actor] > s.rank;
  }

  void join(Step s) {
    join(s.clock);
    mark(s.actor, s.rank + 1);
  }

  private void mark(int actor, int value) {
    if (actor >= clock.length) {
      clock = Arrays.copyOf(clock, actor * 2);
    }
    clock[actor] = Math.max(clock[actor], value);
  }

  void join(int[] other) {
    if (other.length > clock.length) {
      clock = Arrays.copyOf(clock, other.length);
    }
    for (int i = 0; i < other.length; i++) {
      if (other[i] > clock[i]) {
        clock[i] = other[i];
      }
    }
  }
}
