package giantless.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What was woven, and what should have been. Made so that weaving cannot stop in silence: {@link
 * #verify} fails if a class failed, was missed, or stated contracts of which none was woven.
 * Thread-safe by its monitor.
 */
public final class WeaveReport {
  private final TreeSet<String> seen = new TreeSet<>();
  private final List<String> failures = new ArrayList<>();
  private int woven;
  private int stated;
  private int accesses;
  private int methods;
  private int racy;
  private int touches;

  synchronized void woven(String className, Weaver.Result result) {
    if (!seen.add(className)) {
      return;
    }
    woven += result.bytes == null ? 0 : 1;
    stated += result.stated;
    accesses += result.accesses;
    methods += result.methods;
    racy += result.racy;
    touches += result.touches;
  }

  synchronized void exempt(String className) {
    seen.add(className);
  }

  synchronized void failed(String className, Throwable why) {
    seen.add(className);
    failures.add(className + ": " + why);
  }

  /** Classes that were changed. */
  public synchronized int classes() {
    return woven;
  }

  /** Guarded fields and methods with contracts in the classes that were loaded. */
  public synchronized int stated() {
    return stated;
  }

  /** Accesses to guarded fields that are checked. */
  public synchronized int accesses() {
    return accesses;
  }

  /** Methods whose contracts are checked. */
  public synchronized int methods() {
    return methods;
  }

  /** Fields that are {@code @Racy}, in the classes that were loaded. */
  public synchronized int racy() {
    return racy;
  }

  /** Places where fields, arrays and collections are watched. */
  public synchronized int touches() {
    return touches;
  }

  synchronized boolean hasSeen(String className) {
    return seen.contains(className);
  }

  /**
   * Demands that every loaded class went through the weaver.
   *
   * @param loaded internal names of the classes of Giantless that the JVM has loaded
   * @throws WeaveError saying what was not checked
   */
  synchronized void verify(Iterable<String> loaded) {
    List<String> wrong = new ArrayList<>(failures);
    for (String name : loaded) {
      if (!seen.contains(name)) {
        wrong.add(name + ": loaded without being woven");
      }
    }
    if (stated > 0 && accesses + methods == 0) {
      wrong.add("nothing was woven, though " + stated + " contracts are stated");
    }
    if (!wrong.isEmpty()) {
      throw new WeaveError("lock contracts were not enforced: " + String.join("; ", wrong), null);
    }
  }

  @Override
  public synchronized String toString() {
    return "woven: "
        + woven
        + " classes, "
        + accesses
        + " accesses of guarded fields, "
        + methods
        + " methods with contracts, "
        + touches
        + " places where fields are watched";
  }
}
