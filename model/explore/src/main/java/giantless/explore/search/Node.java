package giantless.explore.search;

import java.util.Arrays;

/** A point on the path of the search: who sleeps there, and what is still to be explored. */
final class Node {
  private int[] sleepers = new int[4];
  private Touch[] touches = new Touch[4];
  private int count;

  /** The wakeup tree; its children are still to be explored, {@link #current} among them. */
  Branch root = new Branch(Step.NONE, Step.NONE, null);

  /** The child that is being explored. */
  Branch current;

  /** The step taken here is a choice, whose other answers are in the tree. */
  boolean expanded;

  void clear() {
    count = 0;
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

  boolean sleeps(int actor) {
    for (int i = 0; i < count; i++) {
      if (sleepers[i] == actor) {
        return true;
      }
    }
    return false;
  }

  /** The step that the actor would take here is covered; what it touches is copied. */
  void sleep(int actor, Touch touch) {
    if (count == sleepers.length) {
      sleepers = Arrays.copyOf(sleepers, count * 2);
      touches = Arrays.copyOf(touches, count * 2);
    }
    sleepers[count] = actor;
    if (touches[count] == null) {
      touches[count] = new Touch();
    }
    touches[count++].set(touch);
  }
}
