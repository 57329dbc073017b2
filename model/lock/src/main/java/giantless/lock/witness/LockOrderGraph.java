package giantless.lock.witness;

import giantless.lock.LockClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A learnt order of lock classes, by name: what witnesses saw, of one JVM or joined from several.
 * Immutable; edges are sorted by name, so that its texts are the same for the same content.
 */
public final class LockOrderGraph {
  private final TreeMap<String, LockOrderEdge> edges;

  private LockOrderGraph(TreeMap<String, LockOrderEdge> edges) {
    this.edges = edges;
  }

  /** A graph of the edges; those with the same ends are added up. */
  static LockOrderGraph of(Collection<LockOrderEdge> edges) {
    TreeMap<String, LockOrderEdge> map = new TreeMap<>();
    for (LockOrderEdge e : edges) {
      map.merge(key(e.from(), e.to()), e, LockOrderEdge::plus);
    }
    return new LockOrderGraph(map);
  }

  public static LockOrderGraph empty() {
    return of(List.of());
  }

  private static String key(String from, String to) {
    return from + "\0" + to;
  }

  public List<LockOrderEdge> edges() {
    return new ArrayList<>(edges.values());
  }

  /** The edge, or null. */
  public LockOrderEdge edge(String from, String to) {
    return edges.get(key(from, to));
  }

  /** Both graphs in one. */
  public LockOrderGraph merge(LockOrderGraph other) {
    List<LockOrderEdge> all = edges();
    all.addAll(other.edges());
    return of(all);
  }

  /**
   * The cycles of two or more classes, which only joining can bring about, each as its names in
   * order, the smallest first. One for each edge that closes one.
   */
  public List<List<String>> cycles() {
    Map<String, TreeSet<String>> next = new TreeMap<>();
    for (LockOrderEdge e : edges.values()) {
      next.computeIfAbsent(e.from(), k -> new TreeSet<>()).add(e.to());
    }
    TreeSet<String> seen = new TreeSet<>();
    List<List<String>> cycles = new ArrayList<>();
    for (String start : next.keySet()) {
      List<String> cycle = Graphs.shortest(next, start);
      if (!cycle.isEmpty() && seen.add(String.join("\0", new TreeSet<>(cycle)))) {
        cycles.add(cycle);
      }
    }
    return cycles;
  }

  /** JSON: one object with the learnt edges; {@link #fromJson} reads it. */
  public String toJson() {
    Json.Writer w = new Json.Writer();
    w.open('{').name("learnt");
    writeEdges(w);
    return w.close('}').toString();
  }

  void writeEdges(Json.Writer w) {
    w.open('[');
    for (LockOrderEdge e : edges.values()) {
      w.open('{');
      w.name("from").string(e.from());
      w.name("to").string(e.to());
      w.name("count").number(e.count());
      w.name("thread").string(e.thread());
      w.name("fromStack").strings(e.fromStack());
      w.name("toStack").strings(e.toStack());
      w.name("observers").strings(e.observers());
      w.close('}');
    }
    w.close(']');
  }

  /**
   * Reads what {@link #toJson} or {@link OrderComparison#toJson} wrote.
   *
   * @throws IllegalArgumentException if the text is not that
   */
  public static LockOrderGraph fromJson(String json) {
    List<LockOrderEdge> edges = new ArrayList<>();
    for (Object item : Json.list(Json.object(Json.parse(json)).get("learnt"))) {
      Map<String, Object> o = Json.object(item);
      edges.add(
          new LockOrderEdge(
              Json.string(o.get("from")),
              Json.string(o.get("to")),
              Json.number(o.get("count")),
              Json.string(o.get("thread")),
              Json.strings(o.get("fromStack")),
              Json.strings(o.get("toStack")),
              Set.copyOf(Json.strings(o.get("observers")))));
    }
    return of(edges);
  }

  /**
   * DOT for Graphviz: declared edges that were seen are solid, declared ones not seen dashed,
   * learnt ones that are not declared red.
   */
  public String toDot(Collection<LockClass> declared) {
    return OrderComparison.of(declared, this).toDot();
  }
}
