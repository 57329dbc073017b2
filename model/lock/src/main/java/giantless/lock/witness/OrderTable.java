package giantless.lock.witness;

import giantless.lock.LockClass;
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
    return (e != null && e.learnt) || OrderRules.isDeclared(a.lockClass, b.lockClass);
  }
}
