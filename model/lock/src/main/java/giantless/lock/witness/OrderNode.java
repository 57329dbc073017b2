package giantless.lock.witness;

import giantless.lock.LockClass;
import java.util.Arrays;

/**
 * A lock class in the order table. Serves as the {@link HeldSite} of its locks when no places are
 * remembered, so that holding a lock allocates nothing.
 */
final class OrderNode implements HeldSite {
  final OrderTable table;
  final LockClass lockClass;
  final int id;

  /** What may follow, by id; grows under the table's monitor and is read without. */
  private volatile OrderEdge[] out = new OrderEdge[16];

  OrderNode(OrderTable table, LockClass lockClass, int id) {
    this.table = table;
    this.lockClass = lockClass;
    this.id = id;
  }

  /** What is known of acquiring a lock of class {@code to} with this one held; null: nothing. */
  OrderEdge edge(OrderNode to) {
    OrderEdge[] edges = out;
    return to.id < edges.length ? edges[to.id] : null;
  }

  /**
   * Under the table's monitor. An edge is reached through its final fields, so a plain store does.
   */
  void put(OrderEdge edge) {
    int i = edge.to.id;
    if (i >= out.length) {
      out = Arrays.copyOf(out, Math.max(i + 1, out.length * 2));
    }
    out[i] = edge;
  }

  String describe() {
    return lockClass.name() + " (" + lockClass.kind().label() + ")";
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
