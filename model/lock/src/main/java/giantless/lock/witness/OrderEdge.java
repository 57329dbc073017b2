package giantless.lock.witness;

import java.util.concurrent.atomic.LongAdder;

/**
 * The verdict on acquiring one class while another is held, made once and then looked up. Learnt:
 * part of the order, with the stacks of the first time. Not learnt: allowed without an order (Giant
 * and sleepable locks, equals of a class that allows it), or reported already.
 */
final class OrderEdge {
  final OrderNode from;
  final OrderNode to;
  final boolean learnt;
  final String thread;
  final CallStack fromStack;
  final CallStack toStack;
  private final LongAdder count = new LongAdder();

  /** An edge of the learnt order. */
  OrderEdge(OrderNode from, OrderNode to, String thread, CallStack fromStack, CallStack toStack) {
    this.from = from;
    this.to = to;
    this.learnt = true;
    this.thread = thread;
    this.fromStack = fromStack;
    this.toStack = toStack;
  }

  /** A pair that is not judged again. */
  OrderEdge(OrderNode from, OrderNode to) {
    this.from = from;
    this.to = to;
    this.learnt = false;
    this.thread = "";
    this.fromStack = CallStack.UNKNOWN;
    this.toStack = CallStack.UNKNOWN;
  }

  void hit() {
    if (learnt) {
      count.increment();
    }
  }

  long count() {
    return count.sum();
  }
}
