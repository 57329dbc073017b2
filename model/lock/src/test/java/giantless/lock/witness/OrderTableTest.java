package giantless.lock.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.LockClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The sets of what leads to what, against a walk over all edges. */
class OrderTableTest {
  private static final int CLASSES = 90;

  /** Some classes with a declared order, none of them known to the table yet. */
  private static List<LockClass> classes(Random random) {
    List<LockClass> all = new ArrayList<>();
    for (int i = 0; i < CLASSES; i++) {
      LockClass.Builder b = LockClass.mtx("c" + i);
      if (i > 0 && random.nextInt(3) == 0) {
        b.after(all.get(random.nextInt(i)));
      }
      all.add(b.build());
    }
    return all;
  }

  /** By the edges alone, in whatever order: a way of at least one step, or the class itself. */
  private static boolean walk(OrderTable t, OrderNode from, OrderNode to, List<OrderNode> seen) {
    if (from == to) {
      return true;
    }
    seen.add(from);
    for (OrderNode next : t.nodes()) {
      OrderEdge e = from.edge(next);
      boolean step = e != null && e.learnt || next.lockClass.after().contains(from.lockClass);
      if (step && !seen.contains(next) && walk(t, next, to, seen)) {
        return true;
      }
    }
    return false;
  }

  private static void compare(OrderTable t, OrderNode a, OrderNode b) {
    boolean leads = walk(t, a, b, new ArrayList<>());
    assertThat(t.leads(a, b)).as("%s leads to %s", a.describe(), b.describe()).isEqualTo(leads);
    List<OrderNode> path = t.path(a, b);
    assertThat(path.isEmpty()).isEqualTo(!leads);
    if (leads) {
      assertThat(path.get(0)).isSameAs(a);
      assertThat(path.get(path.size() - 1)).isSameAs(b);
    }
  }

  private static void grow(Random random, int edges, boolean behindTheTable) {
    List<LockClass> all = classes(random);
    OrderTable t = new OrderTable(all.subList(0, random.nextInt(CLASSES)));
    synchronized (t) {
      for (int i = 0; i < edges; i++) {
        OrderNode a = t.node(all.get(random.nextInt(CLASSES)));
        OrderNode b = t.node(all.get(random.nextInt(CLASSES)));
        compare(t, a, b);
        if (!t.leads(b, a) && a.edge(b) == null) {
          OrderEdge edge = new OrderEdge(a, b, "t", CallStack.UNKNOWN, CallStack.UNKNOWN);
          if (behindTheTable) {
            a.put(edge);
          } else {
            t.learn(edge);
          }
        }
      }
    }
  }

  @Test
  void what_leads_to_what_is_what_a_walk_over_the_edges_finds() {
    for (int seed = 0; seed < 40; seed++) {
      grow(new Random(seed), 120, false);
    }
  }

  /** An edge that the sets do not know of: the comparison must see it. */
  @Test
  void an_edge_that_is_only_put_is_told_apart() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 40; seed++) {
                grow(new Random(seed), 120, true);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)\\[c\\d+ .* leads to c\\d+ .*expected: true.*but was: false.*");
  }
}
