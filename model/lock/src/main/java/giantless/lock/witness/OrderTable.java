package giantless.lock.witness;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lock classes that a witness has met and the order among them. Its monitor protects growth;
 * lookups of known classes and edges take no lock.
 */
final class OrderTable {
  /** Open addressing by identity, a power of two long and at most half full. */
  private volatile OrderNode[] slots = new OrderNode[128];

  private final List<OrderNode> nodes = new ArrayList<>();

  OrderNode node(LockClass c) {
    OrderNode[] table = slots;
    int mask = table.length - 1;
    for (int i = spread(c) & mask; ; i = (i + 1) & mask) {
      OrderNode n = table[i];
      if (n == null) {
        return add(c);
      }
      if (n.lockClass == c) {
        return n;
      }
    }
  }

  private static int spread(LockClass c) {
    int h = System.identityHashCode(c);
    return h ^ (h >>> 15);
  }

  private synchronized OrderNode add(LockClass c) {
    for (OrderNode n : nodes) {
      if (n.lockClass == c) {
        return n;
      }
    }
    OrderNode node = new OrderNode(this, c, nodes.size());
    nodes.add(node);
    OrderNode[] table =
        new OrderNode[Math.max(slots.length, 4 * Integer.highestOneBit(nodes.size()))];
    for (OrderNode n : nodes) {
      int i = spread(n.lockClass) & (table.length - 1);
      while (table[i] != null) {
        i = (i + 1) & (table.length - 1);
      }
      table[i] = n;
    }
    slots = table;
    for (LockClass before : c.after()) {
      node(before);
    }
    return node;
  }

  synchronized List<OrderNode> nodes() {
    return new ArrayList<>(nodes);
  }

  synchronized List<OrderEdge> learnt() {
    List<OrderEdge> edges = new ArrayList<>();
    for (OrderNode from : nodes) {
      for (OrderNode to : nodes) {
        OrderEdge e = from.edge(to);
        if (e != null && e.learnt) {
          edges.add(e);
        }
      }
    }
    return edges;
  }

  /**
   * The shortest way from one class to another over declared and learnt edges, both ends included;
   * empty if there is none. Under the monitor.
   */
  List<OrderNode> path(OrderNode from, OrderNode to) {
    Map<OrderNode, OrderNode> cameFrom = new IdentityHashMap<>();
    ArrayDeque<OrderNode> queue = new ArrayDeque<>();
    cameFrom.put(from, from);
    queue.add(from);
    while (!queue.isEmpty()) {
      OrderNode n = queue.remove();
      if (n == to) {
        List<OrderNode> path = new ArrayList<>();
        for (OrderNode p = to; p != from; p = cameFrom.get(p)) {
          path.add(p);
        }
        path.add(from);
        Collections.reverse(path);
        return path;
      }
      for (OrderNode next : nodes) {
        if (!cameFrom.containsKey(next) && isStep(n, next)) {
          cameFrom.put(next, n);
          queue.add(next);
        }
      }
    }
    return List.of();
  }

  private static boolean isStep(OrderNode a, OrderNode b) {
    OrderEdge e = a.edge(b);
    return (e != null && e.learnt) || isDeclared(a.lockClass, b.lockClass);
  }

  /** Whether {@code after(...)} of b names a. */
  static boolean isDeclared(LockClass a, LockClass b) {
    for (LockClass before : b.after()) {
      if (before == a) {
        return true;
      }
    }
    return false;
  }

  /** What the kinds of two classes alone forbid about acquiring b with a held; null if nothing. */
  static WitnessViolation.Kind forbidden(LockClass a, LockClass b) {
    if (a == b) {
      return a.isDupOk() ? null : WitnessViolation.Kind.DUPLICATE;
    }
    if (a.kind() == LockClass.Kind.SPIN && b.kind() != LockClass.Kind.SPIN) {
      return WitnessViolation.Kind.SPIN_HELD;
    }
    if (b.kind().isSleepable() && !a.kind().isSleepable() && a != Locks.GIANT) {
      return WitnessViolation.Kind.SLEEPABLE_WITH_MUTEX;
    }
    if (b == Locks.GIANT && !a.kind().isSleepable()) {
      return WitnessViolation.Kind.GIANT_WITH_MUTEX;
    }
    return null;
  }

  /**
   * Whether an allowed pair has no order: two locks of one class, and Giant with a sleepable lock,
   * since Giant is released when its owner blocks there.
   */
  static boolean isUnordered(LockClass a, LockClass b) {
    return a == b
        || (a == Locks.GIANT && b.kind().isSleepable())
        || (b == Locks.GIANT && a.kind().isSleepable());
  }

  /**
   * Whether the kinds alone put a before b: sleepable locks before mutexes, mutexes before spin
   * mutexes, Giant before all other mutexes.
   */
  static boolean isImplied(LockClass a, LockClass b) {
    if (a.kind() != LockClass.Kind.SPIN && b.kind() == LockClass.Kind.SPIN) {
      return true;
    }
    if (b == Locks.GIANT || b.kind().isSleepable()) {
      return false;
    }
    return a == Locks.GIANT || a.kind().isSleepable();
  }
}
