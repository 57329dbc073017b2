package giantless.explore.search;

/** Writes the points on a search's path down, and reads them. */
final class NodeState {
  private NodeState() {}

  static void save(Node n, StateWriter out) {
    out.line("node", n.expanded, n.sleepers());
    for (int i = 0; i < n.sleepers(); i++) {
      out.line("sleeper", n.sleeper(i), n.isForeign(i));
      save(n.touch(i), out);
    }
    save(n.root, out);
  }

  static Node restore(StateReader in) {
    Node n = new Node();
    n.expanded = in.line("node").truth();
    int sleepers = in.integer();
    for (int i = 0; i < sleepers; i++) {
      int actor = in.line("sleeper").integer();
      boolean foreign = in.truth();
      n.sleep(actor, touch(in), foreign);
    }
    n.root = branch(in);
    n.current = n.root.child;
    if (n.current == null) {
      throw in.error("a point of the path without a step");
    }
    return n;
  }

  static void save(Touch t, StateWriter out) {
    out.line("touch", t.writes, t.shares);
    out.ints("slots", t.slots, t.size);
  }

  static Touch touch(StateReader in) {
    Touch t = new Touch();
    int writes = in.line("touch").integer();
    int shares = in.integer();
    for (int slot : in.line("slots").ints()) {
      t.add(slot, false);
    }
    t.writes = writes;
    t.shares = shares;
    return t;
  }

  private static void save(Branch b, StateWriter out) {
    int children = 0;
    for (Branch c = b.child; c != null; c = c.next) {
      children++;
    }
    out.line("branch", b.actor, b.answer, b.touch != null, children);
    if (b.touch != null) {
      save(b.touch, out);
    }
    for (Branch c = b.child; c != null; c = c.next) {
      save(c, out);
    }
  }

  private static Branch branch(StateReader in) {
    int actor = in.line("branch").integer();
    int answer = in.integer();
    boolean touches = in.truth();
    int children = in.integer();
    Branch b = new Branch(actor, answer, touches ? touch(in) : null);
    Branch last = null;
    for (int i = 0; i < children; i++) {
      Branch c = branch(in);
      if (last == null) {
        b.child = c;
      } else {
        last.next = c;
      }
      last = c;
    }
    return b;
  }
}
