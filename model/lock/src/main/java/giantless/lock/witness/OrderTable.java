package giantless.lock.witness;

import giantless.lock.LockClass;
import giantless.lock.LockObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lock classes that a witness has met and the order among them. Its monitor protects growth;
 * lookups of known classes and edges take no lock.
 *
 * <p>Most pairs that are met are in order, so whether one class leads to another is asked of sets
 * that are kept, {@link #leads}; the way itself is only looked for where there is one.
 */
final class OrderTable {
  /** Open addressing by identity, a power of two long and at most half full. */
  private volatile OrderNode[] slots;

  private final List<OrderNode> nodes = new ArrayList<>();

  /** Monitors by name and key; a search knows them in all of its executions. */
  private final Map<List<Object>, OrderNode> monitors = new HashMap<>();

  /**
   * @param classes those that are known from the start
   */
  OrderTable(List<LockClass> classes) {
    OrderNode[] table = new OrderNode[room(Math.max(classes.size(), 64))];
    for (LockClass c : classes) {
      enter(table, c);
    }
    slots = table;
  }

  private static int room(int n) {
    return 4 * Integer.highestOneBit(n);
  }

  OrderNode node(LockObject lock) {
    LockClass c = lock.lockClass();
    return c.kind() == LockClass.Kind.MONITOR ? monitor(c, lock.key()) : node(c);
  }

  /** Of a class that is no monitor's. */
  OrderNode node(LockClass c) {
    OrderNode n = find(slots, c);
    return n != null ? n : add(c);
  }

  /** Each execution has classes of its own for the same monitors. */
  private synchronized OrderNode monitor(LockClass c, Object key) {
    List<Object> known = List.of(c.name(), key);
    OrderNode n = monitors.get(known);
    if (n == null) {
      n = new OrderNode(this, c, key, nodes.size(), new BitSet());
      nodes.add(n);
      monitors.put(known, n);
    }
    return n;
  }

  /**
   * The class with a name of its own: the one made first has the plain one, the next {@code #2}.
   */
  synchronized LockClass named(OrderNode node) {
    LockClass c = node.lockClass;
    int before = 0;
    for (OrderNode n : monitors.values()) {
      before += n.lockClass.name().equals(c.name()) && comesBefore(n, node) ? 1 : 0;
    }
    return before == 0 ? c : LockClass.monitor(c.name() + "#" + (before + 1)).build();
  }

  private static boolean comesBefore(OrderNode a, OrderNode b) {
    Object x = a.key;
    Object y = b.key;
    return x instanceof Long && y instanceof Long ? (Long) x < (Long) y : a.id < b.id;
  }

  private static OrderNode find(OrderNode[] table, LockClass c) {
    int mask = table.length - 1;
    for (int i = spread(c) & mask; ; i = (i + 1) & mask) {
      OrderNode n = table[i];
      if (n == null || n.lockClass == c) {
        return n;
      }
    }
  }

  private static int spread(LockClass c) {
    int h = System.identityHashCode(c);
    return h ^ (h >>> 15);
  }

  /** Readers look at {@link #slots} without the monitor, so a table that they have never grows. */
  private synchronized OrderNode add(LockClass c) {
    OrderNode known = find(slots, c);
    if (known != null) {
      return known;
    }
    OrderNode[] table = new OrderNode[Math.max(slots.length, room(2 * nodes.size() + 1))];
    for (OrderNode n : nodes) {
      insert(table, n);
    }
    OrderNode node = enter(table, c);
    slots = table;
    return node;
  }

  /** The node of a class, made with those that its declaration names if there is none yet. */
  private OrderNode enter(OrderNode[] table, LockClass c) {
    OrderNode known = find(table, c);
    if (known != null) {
      return known;
    }
    BitSet above = new BitSet();
    for (LockClass before : c.after()) {
      OrderNode b = enter(table, before);
      above.or(b.above);
      above.set(b.id);
    }
    OrderNode node = new OrderNode(this, c, null, nodes.size(), above);
    nodes.add(node);
    insert(table, node);
    return node;
  }

  private static void insert(OrderNode[] table, OrderNode n) {
    int i = spread(n.lockClass) & (table.length - 1);
    while (table[i] != null) {
      i = (i + 1) & (table.length - 1);
    }
    table[i] = n;
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

  /** Takes an edge into the order. Under the monitor. */
  void learn(OrderEdge edge) {
    edge.from.put(edge);
    if (edge.to.above.get(edge.from.id)) {
      return;
    }
    for (OrderNode n : nodes) {
      if (n == edge.to || n.above.get(edge.to.id)) {
        n.above.or(edge.from.above);
        n.above.set(edge.from.id);
      }
    }
  }

  /**
   * Whether there is a way from one class to another over declared and learnt edges. Under the
   * monitor.
   */
  boolean leads(OrderNode from, OrderNode to) {
    return from == to || to.above.get(from.id);
  }

  /**
   * The shortest way from one class to another over declared and learnt edges, both ends included;
   * empty if there is none. Under the monitor.
   */
  List<OrderNode> path(OrderNode from, OrderNode to) {
    if (!leads(from, to)) {
      return List.of();
    }
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
    throw new AssertionError(from.describe() + " leads to " + to.describe() + " by no way");
  }

  private static boolean isStep(OrderNode a, OrderNode b) {
    OrderEdge e = a.edge(b);
    return (e != null && e.learnt) || OrderRules.isDeclared(a.lockClass, b.lockClass);
  }
}
