package giantless.explore.jpf.inside;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.witness.OrderRules;
import gov.nasa.jpf.vm.ElementInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order of the lock classes over all paths of all rounds: never backtracked. An edge against
 * the declared or the learnt order is a reversal, whether or not a deadlock can come of it.
 */
final class LockOrder {

  /** One edge and who was first to go it. */
  private static final class Edge {
    final String thread;
    final List<Site> from;
    final List<Site> to;
    long count;

    Edge(String thread, List<Site> from, List<Site> to) {
      this.thread = thread;
      this.from = from;
      this.to = to;
    }
  }

  private final Map<String, LockClass> classes = new LinkedHashMap<>();
  private final Map<LockClass, Map<LockClass, Edge>> edges = new LinkedHashMap<>();
  private final Map<String, String> reversals = new LinkedHashMap<>();
  private final Map<Integer, LockClass> byRef = new HashMap<>();
  private final Map<Integer, LockClass> monitors = new TreeMap<>();

  LockOrder() {
    for (LockClass c : Locks.all()) {
      classes.put(c.name(), c);
    }
  }

  /** The class of the lock in this JVM; each monitor of the language has one of its own. */
  LockClass of(Model model, int lock) {
    if (!Model.isLock(lock)) {
      return monitors.computeIfAbsent(lock, ref -> LockClass.monitor(Monitors.name(ref)).build());
    }
    ElementInfo c = model.lockClass(lock);
    LockClass known = byRef.get(c.getObjectRef());
    if (known == null) {
      known = here(model, c);
      byRef.put(c.getObjectRef(), known);
    }
    return known;
  }

  private LockClass here(Model model, ElementInfo c) {
    String name = model.className(c);
    LockClass known = classes.get(name);
    if (known != null) {
      return known;
    }
    List<LockClass> after = new ArrayList<>();
    for (int before : Lists.elements(model.ref(c, "class.after", "after"))) {
      after.add(here(model, Model.get(before)));
    }
    LockClass.Builder b = builder(model.kindName(c), name);
    b.after(after.toArray(new LockClass[0]));
    if (model.isRecursive(c)) {
      b.recursive();
    }
    if (model.isDupOk(c)) {
      b.dupOk();
    }
    LockClass made = b.protects("of the program").source("of the program").build();
    classes.put(name, made);
    return made;
  }

  private static LockClass.Builder builder(String kind, String name) {
    switch (kind) {
      case "MTX":
        return LockClass.mtx(name);
      case "SPIN":
        return LockClass.spin(name);
      case "RW":
        return LockClass.rw(name);
      case "RM":
        return LockClass.rm(name);
      case "RM_SLEEPABLE":
        return LockClass.sleepableRm(name);
      default:
        return LockClass.sx(name);
    }
  }

  /** A thread that holds one is about to acquire the other, which the kinds allow. */
  void learn(
      LockClass from, LockClass to, String thread, List<Site> fromStack, List<Site> toStack) {
    Edge e = edges.computeIfAbsent(from, k -> new LinkedHashMap<>()).get(to);
    if (e != null) {
      e.count++;
      return;
    }
    String name = name(from) + " -> " + name(to);
    if (OrderRules.isUnordered(from, to) || reversals.containsKey(name)) {
      return;
    }
    List<LockClass> path = path(to, from);
    if (path.isEmpty()) {
      e = new Edge(thread, fromStack, toStack);
      e.count = 1;
      edges.get(from).put(to, e);
    } else {
      reversals.put(name, splat(from, to, thread, fromStack, toStack, path));
    }
  }

  private List<LockClass> path(LockClass from, LockClass to) {
    Map<LockClass, LockClass> cameFrom = new HashMap<>();
    ArrayDeque<LockClass> queue = new ArrayDeque<>();
    cameFrom.put(from, from);
    queue.add(from);
    while (!queue.isEmpty()) {
      LockClass n = queue.remove();
      if (n == to) {
        List<LockClass> path = new ArrayList<>();
        for (LockClass p = to; p != from; p = cameFrom.get(p)) {
          path.add(0, p);
        }
        path.add(0, from);
        return path;
      }
      List<LockClass> all = new ArrayList<>(classes.values());
      all.addAll(monitors.values());
      for (LockClass next : all) {
        if (!cameFrom.containsKey(next)
            && (OrderRules.isDeclared(n, next)
                || edges.getOrDefault(n, Map.of()).containsKey(next))) {
          cameFrom.put(next, n);
          queue.add(next);
        }
      }
    }
    return List.of();
  }

  private String splat(
      LockClass from,
      LockClass to,
      String thread,
      List<Site> fromStack,
      List<Site> toStack,
      List<LockClass> path) {
    StringBuilder b = new StringBuilder("lock order reversal\n");
    b.append(" 1st ").append(describe(from)).append(" @ ").append(line(fromStack));
    b.append(" by thread ").append(thread).append('\n');
    b.append(" 2nd ").append(describe(to)).append(" @ ").append(line(toStack));
    b.append(" by thread ").append(thread).append("\norder so far: ");
    for (int i = 0; i < path.size(); i++) {
      b.append(i == 0 ? "" : " -> ").append(name(path.get(i)));
    }
    b.append('\n');
    for (int i = 1; i < path.size(); i++) {
      LockClass a = path.get(i - 1);
      LockClass c = path.get(i);
      Edge e = edges.getOrDefault(a, Map.of()).get(c);
      b.append(' ').append(name(a)).append(" -> ").append(name(c));
      b.append(OrderRules.isDeclared(a, c) ? " declared" : "");
      if (e != null) {
        b.append(" by thread ").append(e.thread).append(" @ ").append(line(e.to));
      }
      b.append('\n');
    }
    return b.toString();
  }

  private static boolean isMonitor(LockClass c) {
    return c.kind() == LockClass.Kind.MONITOR;
  }

  /** Of several monitors of a name, the one made first has the plain one, the next {@code #2}. */
  private String name(LockClass c) {
    if (!isMonitor(c)) {
      return c.name();
    }
    int before = 0;
    for (Map.Entry<Integer, LockClass> e : monitors.entrySet()) {
      if (e.getValue() == c) {
        break;
      }
      before += e.getValue().name().equals(c.name()) ? 1 : 0;
    }
    return before == 0 ? c.name() : c.name() + "#" + (before + 1);
  }

  private String describe(LockClass c) {
    return isMonitor(c) ? name(c) : c.name() + " (" + c.kind().label() + ")";
  }

  private static String line(List<Site> stack) {
    return stack.isEmpty() ? "unknown" : stack.get(0).brief();
  }

  /** What was found, each as a splat. */
  List<String> reversals() {
    return new ArrayList<>(reversals.values());
  }

  /**
   * The learnt edges, as {@code LockOrderGraph.fromJson} reads them; without those of monitors,
   * which mean nothing to other programs.
   */
  String toJson() {
    StringBuilder b = new StringBuilder("{\"learnt\":[");
    String comma = "";
    for (Map.Entry<LockClass, Map<LockClass, Edge>> from : edges.entrySet()) {
      if (isMonitor(from.getKey())) {
        continue;
      }
      for (Map.Entry<LockClass, Edge> to : from.getValue().entrySet()) {
        Edge e = to.getValue();
        b.append(comma).append("{\"from\":").append(Text.quote(from.getKey().name()));
        b.append(",\"to\":").append(Text.quote(to.getKey().name()));
        b.append(",\"count\":").append(e.count);
        b.append(",\"thread\":").append(Text.quote(e.thread));
        b.append(",\"fromStack\":").append(Text.quoted(e.from));
        b.append(",\"toStack\":").append(Text.quoted(e.to));
        b.append(",\"observers\":[\"jpf\"]}");
        comma = ",";
      }
    }
    return b.append("]}").toString();
  }
}
