package giantless.lock.witness;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One edge of a learnt order: {@code to} was acquired while {@code from} was held. Immutable. */
public final class LockOrderEdge {
  private final String from;
  private final String to;
  private final long count;
  private final String thread;
  private final List<String> fromStack;
  private final List<String> toStack;
  private final Set<String> observers;

  LockOrderEdge(
      String from,
      String to,
      long count,
      String thread,
      List<String> fromStack,
      List<String> toStack,
      Set<String> observers) {
    this.from = from;
    this.to = to;
    this.count = count;
    this.thread = thread;
    this.fromStack = List.copyOf(fromStack);
    this.toStack = List.copyOf(toStack);
    this.observers = Collections.unmodifiableSet(new TreeSet<>(observers));
  }

  public String from() {
    return from;
  }

  public String to() {
    return to;
  }

  /** How often. */
  public long count() {
    return count;
  }

  /** The thread that was first. */
  public String thread() {
    return thread;
  }

  /** Where the first thread had acquired {@code from}; empty if places were not remembered. */
  public List<String> fromStack() {
    return fromStack;
  }

  /** Where the first thread attempted {@code to}. */
  public List<String> toStack() {
    return toStack;
  }

  /** Who has seen it, sorted. */
  public Set<String> observers() {
    return observers;
  }

  /** {@code from -> to}. */
  public String describe() {
    return from + " -> " + to;
  }

  /** Both counts and all observers; the thread and stacks of this one. */
  LockOrderEdge plus(LockOrderEdge other) {
    Set<String> all = new TreeSet<>(observers);
    all.addAll(other.observers);
    return new LockOrderEdge(from, to, count + other.count, thread, fromStack, toStack, all);
  }

  @Override
  public String toString() {
    return describe();
  }
}
