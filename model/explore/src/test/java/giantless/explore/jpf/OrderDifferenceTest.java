package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.LockClass;
import giantless.lock.witness.LockOrderGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A difference between the views of the lock order is named edge by edge. */
class OrderDifferenceTest {
  private static final LockClass A = lock("a");
  private static final LockClass B = lock("b", A);
  private static final LockClass C = lock("c", B);
  private static final List<LockClass> DECLARED = List.of(A, B, C);

  private static LockClass lock(String name, LockClass... after) {
    return LockClass.mtx(name).after(after).protects("a test").source("a test").build();
  }

  private static LockOrderGraph learnt(String... edges) {
    StringBuilder b = new StringBuilder();
    for (String edge : edges) {
      String[] ends = edge.split(">");
      b.append(b.length() == 0 ? "" : ",");
      b.append("{\"from\":\"" + ends[0] + "\",\"to\":\"" + ends[1] + "\",\"count\":1,");
      b.append("\"thread\":\"t\",\"fromStack\":[],\"toStack\":[\"X.go(X.java:7)\"],");
      b.append("\"observers\":[\"x\"]}");
    }
    return LockOrderGraph.fromJson("{\"learnt\":[" + b + "]}");
  }

  private static List<String> difference(LockOrderGraph explorer, LockOrderGraph jpf) {
    return OrderDifference.of(DECLARED, explorer, true, jpf);
  }

  @Test
  void the_same_declared_edges_are_no_difference() {
    LockOrderGraph both = learnt("a>b", "a>c");
    assertThat(difference(both, both)).isEmpty();
  }

  @Test
  void what_one_has_not_learnt_is_named() {
    assertThat(difference(learnt("a>b", "b>c"), learnt("a>b")))
        .containsExactly(
            "b -> c: learnt by the explorer's Witness, and not by jpf (first by thread t,"
                + " X.go(X.java:7))");
    assertThat(difference(learnt("a>b"), learnt("a>b", "a>c")))
        .containsExactly(
            "a -> c: learnt by jpf, and not by the explorer's Witness (first by thread t,"
                + " X.go(X.java:7))");
  }

  @Test
  void an_explorer_that_has_seen_a_part_may_lack_edges_but_not_have_more() {
    assertThat(OrderDifference.of(DECLARED, learnt("a>b"), false, learnt("a>b", "b>c"))).isEmpty();
    assertThat(OrderDifference.of(DECLARED, learnt("a>b"), false, learnt("b>c", "c>a")))
        .containsExactly(
            "a -> b: learnt by the explorer's Witness, and not by jpf (first by thread t,"
                + " X.go(X.java:7))",
            "c -> a: learnt by jpf, and not declared (first by thread t, X.go(X.java:7))");
  }

  @Test
  void what_is_not_declared_is_named_for_each_that_learnt_it() {
    LockOrderGraph both = learnt("c>a");
    assertThat(difference(both, both))
        .containsExactly(
            "c -> a: learnt by the explorer's Witness, and not declared (first by thread t,"
                + " X.go(X.java:7))",
            "c -> a: learnt by jpf, and not declared (first by thread t, X.go(X.java:7))");
  }

  @Test
  void locks_of_a_program_of_its_own_are_in_no_declared_order() {
    LockOrderGraph both = learnt("mine>yours");
    assertThat(difference(both, both)).isEmpty();
  }
}
