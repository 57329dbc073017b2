package giantless.lock.witness;

/** A held lock of which the place is remembered. */
final class Acquisition implements HeldSite {
  private final OrderNode node;
  private final CallStack stack;

  Acquisition(OrderNode node, CallStack stack) {
    this.node = node;
    this.stack = stack;
  }

  @Override
  public OrderNode node() {
    return node;
  }

  @Override
  public CallStack stack() {
    return stack;
  }

  @Override
  public String toString() {
    return stack.line();
  }
}
