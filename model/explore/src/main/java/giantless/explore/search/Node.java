package giantless.explore.search;

import java.util.Arrays;

/** A point on the path of the search: who sleeps there, and what is still to be explored. */
final class Node {
  private int[] sleepers = new int[4];
  private Touch[] touches = new Touch[4];

  /** Fell asleep where another part of the search is. */
  private boolean[] foreign = new boolean[4];

  private int count;

  /** The wakeup tree; its children are still to be explored, {@link #current} among them. */
  Branch root = new Branch(Step.NONE, Step.NONE, null);

  /** The child that is being explored. */
  Branch current;

  /** The step taken here is a choice, whose other answers are in the tree. */
  boolean expanded;

  /** Nobody sees or hinders the step taken here; known of points where a search was cut. */
  boolean quiet;

  void clear() {
    count = 0;
    quiet = false;
    root.child = null;
    current = null;
    expanded = false;
  }

  int sleepers() {
    return count;
  }

  int sleeper(int i) {
    return sleepers[i];
  }

  Touch touch(int i) {
    return touches[i];
  }

  boolean isForeign(int i) {
    return foreign[i];
  }

  boolean sleeps(int actor) {
    for (int i = 0; i < count; i++) {
      if (sleepers[i] == actor) {
        return true;
      }
    }
    return false;
  }

  /** Those who slept in the one before, if what was done there does not touch what they would. */
  void inherit(Node before, Touch done) {
    for (int i = 0; i < before.count; i++) {
      if (!before.touches[i].conflicts(done)) {
        sleep(before.sleepers[i], before.touches[i], before.foreign[i]);
      }
    }
  }

  /**
   * Whether something is to be explored here. What was planned before it was known that its first
   * step is covered is dropped.
   */
  boolean isLeft() {
    while (root.child != null && sleeps(root.child.actor)) {
      root.remove(root.child);
    }
    return root.child != null;
  }

  /**
   * How many ends the plans of a path have that are to be followed.
   *
   * @param last whether what is taken at its last point is one of them
   */
  static long waiting(Node[] path, int length, boolean last) {
    long n = 0;
    for (int d = 0; d < length; d++) {
      Node node = path[d];
      for (Branch b = node.root.child; b != null; b = b.next) {
        boolean over = b == node.current && !(last && d == length - 1);
        n += over || node.sleeps(b.actor) ? 0 : Math.max(1, b.count());
      }
    }
    return n;
  }

  /** The step that the actor would take here is covered; what it touches is copied. */
  void sleep(int actor, Touch touch) {
    sleep(actor, touch, false);
  }

  void sleep(int actor, Touch touch, boolean isForeign) {
    if (count == sleepers.length) {
      sleepers = Arrays.copyOf(sleepers, count * 2);
      touches = Arrays.copyOf(touches, count * 2);
      foreign = Arrays.copyOf(foreign, count * 2);
    }
    sleepers[count] = actor;
    foreign[count] = isForeign;
    if (touches[count] == null) {
      touches[count] = new Touch();
    }
    touches[count++].set(touch);
  }
}
