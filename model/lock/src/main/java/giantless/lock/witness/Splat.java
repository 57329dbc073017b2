package giantless.lock.witness;

import giantless.lock.HeldLocks;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockObject;
import java.util.ArrayList;
import java.util.List;

/** Builds the text of a {@link WitnessViolation}. The format is stable: tests hold it exactly. */
final class Splat {
  private final WitnessViolation.Kind kind;
  private final KThread thread;
  private final boolean trace;
  private final StringBuilder text = new StringBuilder();
  private final List<String> stacks = new ArrayList<>();
  private int count;

  /**
   * @param detail goes behind the title
   * @param trace whether the stacks go behind all
   */
  Splat(WitnessViolation.Kind kind, KThread thread, String detail, boolean trace) {
    this.kind = kind;
    this.thread = thread;
    this.trace = trace;
    text.append(kind.title()).append(detail).append('\n');
  }

  static String ordinal(int n) {
    switch (n) {
      case 1:
        return "1st";
      case 2:
        return "2nd";
      case 3:
        return "3rd";
      default:
        return n + "th";
    }
  }

  /** A numbered line for a lock, and its stack for the end. */
  Splat lock(String describe, CallStack stack, String stackTitle) {
    count++;
    String nth = ordinal(count);
    text.append(' ').append(nth).append(' ').append(describe);
    text.append(" @ ")
        .append(stack.line())
        .append(" by thread ")
        .append(thread.name())
        .append('\n');
    if (stack.isKnown()) {
      stacks.add(nth + " " + stackTitle + " at:\n" + indent(stack, "  "));
    }
    return this;
  }

  /** A lock that the thread holds. */
  Splat held(HeldLocks held, int i) {
    return lock(held.lock(i).describe(), stackOf(held, i), "was acquired");
  }

  /** What is done at the present place. */
  Splat attempt(LockObject lock, CallStack here, String what) {
    return lock(lock.describe(), here, what);
  }

  /** The order known so far, and what each step of it rests on. */
  Splat chain(List<OrderNode> path) {
    text.append("order so far: ");
    for (int i = 0; i < path.size(); i++) {
      text.append(i == 0 ? "" : " -> ").append(path.get(i).name());
    }
    text.append('\n');
    for (int i = 1; i < path.size(); i++) {
      step(path.get(i - 1), path.get(i));
    }
    return this;
  }

  private void step(OrderNode a, OrderNode b) {
    text.append(' ').append(a.name()).append(" -> ").append(b.name());
    boolean declared = OrderRules.isDeclared(a.lockClass, b.lockClass);
    OrderEdge e = a.edge(b);
    boolean learnt = e != null && e.learnt;
    text.append(declared ? " declared" : "").append(declared && learnt ? "," : "");
    if (!learnt) {
      text.append('\n');
      return;
    }
    text.append(" learnt from thread ").append(e.thread).append('\n');
    text.append("  ").append(a.describe()).append(" @ ").append(e.fromStack.line()).append('\n');
    text.append(indent(e.fromStack, "   "));
    text.append("  ").append(b.describe()).append(" @ ").append(e.toStack.line()).append('\n');
    text.append(indent(e.toStack, "   "));
  }

  Splat line(String words) {
    text.append(words).append('\n');
    return this;
  }

  /** A stack of its own, not that of a lock. */
  Splat stack(String title, CallStack stack) {
    if (stack.isKnown()) {
      stacks.add(title + " at:\n" + indent(stack, "  "));
    }
    return this;
  }

  WitnessViolation violation(LockClass first, LockClass second) {
    StringBuilder all = new StringBuilder(text);
    if (trace) {
      for (String s : stacks) {
        all.append(s);
      }
    }
    all.setLength(all.length() - 1);
    return new WitnessViolation(kind, first, second, all.toString());
  }

  static CallStack stackOf(HeldLocks held, int i) {
    return held.site(i) instanceof HeldSite site ? site.stack() : CallStack.UNKNOWN;
  }

  private static String indent(CallStack stack, String margin) {
    StringBuilder out = new StringBuilder();
    for (String line : stack.lines()) {
      out.append(margin).append("at ").append(line).append('\n');
    }
    return out.toString();
  }
}
