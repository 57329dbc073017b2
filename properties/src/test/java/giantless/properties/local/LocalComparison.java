package giantless.properties.local;

import giantless.properties.local.model.Kind;
import giantless.properties.local.model.LocalModel;
import giantless.properties.local.model.Rules;
import giantless.stack.local.UnpLocking;

/** The pair of the stack beside the model: each call answers alike, and leaves the same unread. */
final class LocalComparison {
  /** The stack and the model do not agree. */
  static final class Difference extends AssertionError {
    private static final long serialVersionUID = 1L;

    Difference(String message) {
      super(message);
    }
  }

  private final LocalMachine stack;
  private final LocalModel model;

  LocalComparison(UnpLocking.Kind locking, Kind kind, Rules rules) {
    stack = new LocalMachine(locking, kind);
    model = new LocalModel(kind, rules, stack.creds());
  }

  /** Runs the steps to the end. */
  static void run(UnpLocking.Kind locking, Kind kind, Rules rules, Iterable<LocalStep> steps) {
    LocalComparison c = new LocalComparison(locking, kind, rules);
    for (LocalStep s : steps) {
      c.step(s);
    }
    c.stack.end();
  }

  /** One call, unless its end is closed. */
  private void step(LocalStep s) {
    if (!model.isOpen(s.end)) {
      return;
    }
    check(s + ":", s.on(model), s.on(stack));
    for (int end = 0; end < 2; end++) {
      if (model.isOpen(end)) {
        check("unread at " + end, model.dataBytes(end), stack.dataBytes(end));
        if (model.isJoined()) {
          check("unread with the rest at " + end, model.bytes(end), stack.bytes(end));
        }
      }
    }
    check("in flight", model.inflight(), stack.inflight());
  }

  /** Throws a {@link Difference} unless both say the same. */
  static void check(String what, Object model, Object stack) {
    if (!model.equals(stack)) {
      throw new Difference(what + " the model says " + model + ", the stack " + stack);
    }
  }
}
