package giantless.lock.witness;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Searches over graphs of names. */
final class Graphs {
  private Graphs() {}

  /** The shortest cycle through a node, without the repetition of its start; empty if none. */
  static List<String> shortest(Map<String, TreeSet<String>> next, String start) {
    Map<String, String> cameFrom = new HashMap<>();
    ArrayDeque<String> queue = new ArrayDeque<>();
    queue.add(start);
    while (!queue.isEmpty()) {
      String n = queue.remove();
      for (String to : next.getOrDefault(n, new TreeSet<>())) {
        if (to.equals(start)) {
          List<String> cycle = new ArrayList<>();
          for (String p = n; !p.equals(start); p = cameFrom.get(p)) {
            cycle.add(p);
          }
          cycle.add(start);
          Collections.reverse(cycle);
          return cycle;
        }
        if (cameFrom.putIfAbsent(to, n) == null) {
          queue.add(to);
        }
      }
    }
    return List.of();
  }
}
