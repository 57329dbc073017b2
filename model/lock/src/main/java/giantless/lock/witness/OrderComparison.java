package giantless.lock.witness;

import giantless.lock.LockClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The declared order beside a learnt one. A learnt edge between two declared classes must follow
 * from the declaration: from {@code after(...)}, closed under transitivity, or from the kinds
 * (sleepable before mutexes before spin mutexes, Giant before other mutexes). One that does not is
 * <em>undeclared</em>, an error: the code knows an order that the table does not state.
 */
public final class OrderComparison {
  private final Map<String, LockClass> declared = new LinkedHashMap<>();
  private final LockOrderGraph learnt;
  private final List<LockOrderEdge> undeclared = new ArrayList<>();
  private final List<String> neverSeen = new ArrayList<>();
  private final Set<String> unknown = new TreeSet<>();

  private OrderComparison(Collection<LockClass> classes, LockOrderGraph learnt) {
    this.learnt = learnt;
    for (LockClass c : classes) {
      if (declared.put(c.name(), c) != null) {
        throw new IllegalArgumentException("two lock classes are named " + c.name());
      }
    }
    Map<LockClass, Set<LockClass>> closure = closure(classes);
    for (LockOrderEdge e : learnt.edges()) {
      LockClass a = declared.get(e.from());
      LockClass b = declared.get(e.to());
      if (a == null || b == null) {
        unknown.add(a == null ? e.from() : e.to());
      } else if (!closure.get(b).contains(a) && !OrderRules.isImplied(a, b)) {
        undeclared.add(e);
      }
    }
    for (LockClass b : classes) {
      for (LockClass a : b.after()) {
        if (learnt.edge(a.name(), b.name()) == null) {
          neverSeen.add(a.name() + " -> " + b.name());
        }
      }
    }
  }

  /** Compares a table of classes, as {@code Locks.all()}, with what was learnt. */
  public static OrderComparison of(Collection<LockClass> declared, LockOrderGraph learnt) {
    return new OrderComparison(declared, learnt);
  }

  private static Map<LockClass, Set<LockClass>> closure(Collection<LockClass> classes) {
    Map<LockClass, Set<LockClass>> before = new IdentityHashMap<>();
    for (LockClass c : classes) {
      collect(c, before);
    }
    return before;
  }

  private static Set<LockClass> collect(LockClass c, Map<LockClass, Set<LockClass>> before) {
    Set<LockClass> known = before.get(c);
    if (known != null) {
      return known;
    }
    Set<LockClass> all = Collections.newSetFromMap(new IdentityHashMap<>());
    for (LockClass a : c.after()) {
      all.add(a);
      all.addAll(collect(a, before));
    }
    before.put(c, all);
    return all;
  }

  /** Learnt edges between declared classes that the declaration does not give. */
  public List<LockOrderEdge> undeclared() {
    return List.copyOf(undeclared);
  }

  /** Edges written in an {@code after(...)} that nobody saw, as {@code a -> b}. */
  public List<String> declaredNeverSeen() {
    return List.copyOf(neverSeen);
  }

  /** Names in learnt edges that the table does not have. */
  public Set<String> unknownClasses() {
    return Set.copyOf(unknown);
  }

  /**
   * Demands that nothing undeclared was learnt.
   *
   * @throws WitnessViolation naming every undeclared edge with its first stacks
   */
  public void check() {
    if (undeclared.isEmpty()) {
      return;
    }
    StringBuilder out = new StringBuilder(WitnessViolation.Kind.UNDECLARED_ORDER.title());
    for (LockOrderEdge e : undeclared) {
      LockClass b = declared.get(e.to());
      out.append("\n ").append(e.describe()).append(" seen first by thread ").append(e.thread());
      stack(out, e.from(), "was acquired", e.fromStack());
      stack(out, e.to(), "was attempted", e.toStack());
      out.append("\n  either the code is wrong or ").append(b.name()).append(" lacks after(");
      out.append(e.from()).append(')');
    }
    LockOrderEdge e = undeclared.get(0);
    throw new WitnessViolation(
        WitnessViolation.Kind.UNDECLARED_ORDER,
        declared.get(e.from()),
        declared.get(e.to()),
        out.toString());
  }

  private static void stack(StringBuilder out, String name, String what, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append("\n  ").append(name).append(' ').append(what).append(" at:");
    for (String line : lines) {
      out.append("\n   at ").append(line);
    }
  }

  /** JSON: classes, declared and learnt edges, undeclared ones, and those never seen. */
  public String toJson() {
    Json.Writer w = new Json.Writer();
    w.open('{').name("classes").open('[');
    for (LockClass c : declared.values()) {
      w.open('{');
      w.name("name").string(c.name());
      w.name("kind").string(c.kind().label());
      w.name("recursive").bool(c.isRecursive());
      w.name("dupOk").bool(c.isDupOk());
      w.name("protects").string(c.protects());
      w.name("source").string(c.source());
      w.close('}');
    }
    w.close(']').name("declared").open('[');
    for (LockClass b : declared.values()) {
      for (LockClass a : b.after()) {
        w.open('{').name("from").string(a.name()).name("to").string(b.name()).close('}');
      }
    }
    w.close(']').name("learnt");
    learnt.writeEdges(w);
    w.name("undeclared").strings(undeclared.stream().map(LockOrderEdge::describe).toList());
    w.name("declaredNeverSeen").strings(neverSeen);
    return w.close('}').toString();
  }

  /**
   * DOT for Graphviz: declared and seen solid, declared and never seen dashed, undeclared red,
   * learnt and following from the declaration only grey.
   */
  public String toDot() {
    StringBuilder out =
        new StringBuilder("digraph lockorder {\n  rankdir=TB;\n  node [shape=box];\n");
    for (LockClass c : declared.values()) {
      out.append("  ").append(quote(c.name())).append(" [label=");
      out.append(quote(c.name() + "\n" + c.kind().label())).append("];\n");
    }
    for (LockClass b : declared.values()) {
      for (LockClass a : b.after()) {
        LockOrderEdge e = learnt.edge(a.name(), b.name());
        dot(out, a.name(), b.name(), e == null ? "style=dashed" : "label=\"" + e.count() + "\"");
      }
    }
    for (LockOrderEdge e : learnt.edges()) {
      LockClass a = declared.get(e.from());
      LockClass b = declared.get(e.to());
      if (a == null || b == null || !OrderRules.isDeclared(a, b)) {
        String color = undeclared.contains(e) ? "red" : "gray";
        dot(out, e.from(), e.to(), "label=\"" + e.count() + "\", color=" + color);
      }
    }
    return out.append("}\n").toString();
  }

  private static void dot(StringBuilder out, String from, String to, String attributes) {
    out.append("  ").append(quote(from)).append(" -> ").append(quote(to));
    out.append(" [").append(attributes).append("];\n");
  }

  private static String quote(String s) {
    return "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
