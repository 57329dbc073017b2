package giantless.lock.witness;

import giantless.lock.LockClass;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A lock class in the order table. Serves as the {@link HeldSite} of its locks when no places are
 * remembered, so that holding a lock allocates nothing.
 */
final class OrderNode implements HeldSite {
  final OrderTable table;
  final LockClass lockClass;

  /** Of a monitor, as {@link giantless.lock.LockObject#key}; else null. */
  final Object key;

  final int id;

  /** The ids of all classes that lead here, near and far. Under the table's monitor. */
  final BitSet above;

  /**
   * What may follow, by id; null before the first. Grows under the table's monitor and is read
   * without.
   */
  private volatile OrderEdge[] out;

  OrderNode(OrderTable table, LockClass lockClass, Object key, int id, BitSet above) {
    this.table = table;
    this.lockClass = lockClass;
    this.key = key;
    this.id = id;
    this.above = above;
  }

  /** What is known of acquiring a lock of class {@code to} with this one held; null: nothing. */
  OrderEdge edge(OrderNode to) {
    OrderEdge[] edges = out;
    return edges != null && to.id < edges.length ? edges[to.id] : null;
  }

  /**
   * Under the table's monitor. An edge is reached through its final fields, so a plain store does.
   */
  void put(OrderEdge edge) {
    int i = edge.to.id;
    OrderEdge[] edges = out;
    if (edges == null) {
      out = edges = new OrderEdge[i + 16];
    } else if (i >= edges.length) {
      out = edges = Arrays.copyOf(edges, Math.max(i + 1, edges.length * 2));
    }
    edges[i] = edge;
  }

  private boolean isMonitor() {
    return lockClass.kind() == LockClass.Kind.MONITOR;
  }

  /** The class; a monitor's with a name that no other monitor has. */
  LockClass named() {
    return isMonitor() ? table.named(this) : lockClass;
  }

  String name() {
    return named().name();
  }

  String describe() {
    return isMonitor() ? name() : name() + " (" + lockClass.kind().label() + ")";
  }

  @Override
  public OrderNode node() {
    return this;
  }

  @Override
  public CallStack stack() {
    return CallStack.UNKNOWN;
  }

  @Override
  public String toString() {
    return CallStack.UNKNOWN.line();
  }
}
