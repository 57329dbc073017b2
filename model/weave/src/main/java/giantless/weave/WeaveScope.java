package giantless.weave;

import java.util.function.Predicate;

/** Which classes, by internal name, are woven. Immutable. */
final class WeaveScope {
  private final Predicate<String> contracts;
  private final Predicate<String> fields;
  private final Predicate<String> monitors;

  private WeaveScope(
      Predicate<String> contracts, Predicate<String> fields, Predicate<String> monitors) {
    this.contracts = contracts;
    this.fields = fields;
    this.monitors = monitors;
  }

  /** The rooms of Giantless but the locks and this one; fields in those that are under test. */
  static WeaveScope house() {
    return new WeaveScope(
        Weaver::isOurs,
        Weaver::isUnderTest,
        n -> n != null && n.startsWith("giantless/scenarios/"));
  }

  /** Classes by name, with dots. */
  static WeaveScope of(Predicate<String> names) {
    Predicate<String> all =
        n ->
            n != null
                && !n.startsWith("java/")
                && !n.startsWith("javax/")
                && !n.startsWith("jdk/")
                && !n.startsWith("giantless/lock/")
                && (!n.startsWith("giantless/weave/") || n.startsWith("giantless/weave/probe/"))
                && names.test(n.replace('/', '.'));
    // The stack has no monitors; a test says so.
    return new WeaveScope(all, all, all.and(n -> !n.startsWith("giantless/stack/")));
  }

  /** Contracts are enforced in it. */
  boolean weaves(String name) {
    return contracts.test(name);
  }

  /** Accesses to fields in its code and to its fields are told. */
  boolean watches(String name) {
    return fields.test(name);
  }

  /** The monitors that its code uses are explored, and its objects are known by their birth. */
  boolean explores(String name) {
    return monitors.test(name);
  }
}
