package giantless.explore.search;

/** A node of a wakeup tree: a step to be taken, and what is to follow it. */
final class Branch {
  /** A choice whose alternatives are not known yet. */
  static final int UNKNOWN = -2;

  final int actor;
  int answer;
  final Touch touch;
  Branch child;
  Branch next;

  Branch(int actor, int answer, Touch touch) {
    this.actor = actor;
    this.answer = answer;
    this.touch = touch;
  }

  void append(Branch b) {
    if (child == null) {
      child = b;
      return;
    }
    Branch last = child;
    while (last.next != null) {
      last = last.next;
    }
    last.next = b;
  }

  /** Whether one of those that stand here begins with a step of the actor. */
  boolean begins(int actor) {
    Branch b = child;
    while (b != null && b.actor != actor) {
      b = b.next;
    }
    return b != null;
  }

  void remove(Branch b) {
    if (child == b) {
      child = b.next;
    } else {
      Branch at = child;
      while (at.next != b) {
        at = at.next;
      }
      at.next = b.next;
    }
    b.next = null;
  }

  /** A copy of a branch, of what follows it and of what stands beside it. */
  static Branch copy(Branch b) {
    if (b == null) {
      return null;
    }
    Branch c = new Branch(b.actor, b.answer, b.touch);
    c.child = copy(b.child);
    c.next = copy(b.next);
    return c;
  }

  int count() {
    int n = 0;
    for (Branch b = child; b != null; b = b.next) {
      n += Math.max(1, b.count());
    }
    return n;
  }
}
