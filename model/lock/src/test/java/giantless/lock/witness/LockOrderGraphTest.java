package giantless.lock.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The learnt order as text and as data, and the declared order beside it. */
class LockOrderGraphTest {
  private static final LockClass A = LockClass.mtx("a").protects("\"x\"").source("A.1").build();
  private static final LockClass B = LockClass.mtx("b").after(A).build();
  private static final LockClass C = LockClass.mtx("c").after(B).recursive().build();
  private static final LockClass D = LockClass.mtx("d").build();
  private static final LockClass SX = LockClass.sx("sx").build();
  private static final LockClass SPIN = LockClass.spin("spin").build();
  private static final List<LockClass> TABLE = List.of(A, B, C, D);

  private final Witness witness =
      Witness.builder().sites(Sites.NONE).depth(1).observer("unit").build();
  private final FakeRuntime rt = new FakeRuntime(witness);

  private void chain(LockClass... classes) {
    Mtx[] locks = new Mtx[classes.length];
    for (int i = 0; i < classes.length; i++) {
      locks[i] = rt.mtx(classes[i]);
      locks[i].lock();
    }
    for (Mtx m : locks) {
      m.unlock();
    }
  }

  private static LockOrderEdge edge(String from, String to, long count, String observer) {
    return new LockOrderEdge(
        from, to, count, "t", List.of(), List.of("X.f(X.java:1)"), Set.of(observer));
  }

  @Test
  void dot_shows_declared_learnt_and_undeclared_edges() {
    LockOrderGraph graph =
        LockOrderGraph.of(
            List.of(edge("a", "b", 2, "u"), edge("a", "c", 1, "u"), edge("d", "a", 7, "u")));
    assertThat(graph.toDot(TABLE))
        .isEqualTo(
            """
            digraph lockorder {
              rankdir=TB;
              node [shape=box];
              "a" [label="a\\nsleep mutex"];
              "b" [label="b\\nsleep mutex"];
              "c" [label="c\\nsleep mutex"];
              "d" [label="d\\nsleep mutex"];
              "a" -> "b" [label="2"];
              "b" -> "c" [style=dashed];
              "a" -> "c" [label="1", color=gray];
              "d" -> "a" [label="7", color=red];
            }
            """);
  }

  @Test
  void json_holds_classes_both_orders_and_their_difference() {
    LockOrderGraph graph = LockOrderGraph.of(List.of(edge("b", "a", 3, "u")));
    assertThat(OrderComparison.of(List.of(A, B), graph).toJson())
        .isEqualTo(
            """
            {
              "classes": [
                {
                  "name": "a",
                  "kind": "sleep mutex",
                  "recursive": false,
                  "dupOk": false,
                  "protects": "\\"x\\"",
                  "source": "A.1"
                },
                {
                  "name": "b",
                  "kind": "sleep mutex",
                  "recursive": false,
                  "dupOk": false,
                  "protects": "",
                  "source": ""
                }
              ],
              "declared": [
                {
                  "from": "a",
                  "to": "b"
                }
              ],
              "learnt": [
                {
                  "from": "b",
                  "to": "a",
                  "count": 3,
                  "thread": "t",
                  "fromStack": [],
                  "toStack": [
                    "X.f(X.java:1)"
                  ],
                  "observers": [
                    "u"
                  ]
                }
              ],
              "undeclared": [
                "b -> a"
              ],
              "declaredNeverSeen": [
                "a -> b"
              ]
            }
            """);
  }

  @Test
  void graphs_of_two_machines_join_through_json() {
    chain(A, B);
    chain(A, B);
    LockOrderGraph here = witness.graph();
    LockOrderGraph there =
        LockOrderGraph.of(List.of(edge("a", "b", 5, "other"), edge("b", "d", 1, "other")));
    LockOrderGraph both = here.merge(LockOrderGraph.fromJson(there.toJson()));
    assertThat(both.edges())
        .extracting(LockOrderEdge::describe)
        .containsExactly("a -> b", "b -> d");
    assertThat(both.edge("a", "b").count()).isEqualTo(7);
    assertThat(both.edge("a", "b").observers()).containsExactly("other", "unit");
    assertThat(both.edge("a", "b").toStack()).isEqualTo(here.edge("a", "b").toStack());
    assertThat(LockOrderGraph.fromJson(both.toJson()).toJson()).isEqualTo(both.toJson());
    assertThat(both.cycles()).isEmpty();
  }

  @Test
  void a_cycle_that_only_joining_shows_is_found() {
    LockOrderGraph one = LockOrderGraph.of(List.of(edge("a", "b", 1, "1"), edge("b", "c", 1, "1")));
    LockOrderGraph two = LockOrderGraph.of(List.of(edge("c", "a", 1, "2"), edge("c", "d", 1, "2")));
    assertThat(one.cycles()).isEmpty();
    assertThat(one.merge(two).cycles()).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void a_witness_learns_from_another_machine_and_then_sees_the_reversal() {
    LockOrderGraph elsewhere =
        LockOrderGraph.of(
            List.of(edge("udpinp", "ipqlock", 1, "x"), edge("so_rcv", "accept", 1, "x")));
    assertThat(witness.learn(elsewhere))
        .containsExactly("learnt elsewhere: so_rcv -> accept, here: accept -> so_snd -> so_rcv");
    assertThat(witness.graph().edges()).as("not seen here").isEmpty();
    rt.mtx(Locks.IPQ).lock();
    assertThatThrownBy(() -> rt.mtx(Locks.UDPINP).lock())
        .isInstanceOf(WitnessViolation.class)
        .hasMessageContaining("order so far: udpinp -> ipqlock");
  }

  @Test
  void malformed_json_is_refused_with_the_place() {
    assertThatThrownBy(() -> LockOrderGraph.fromJson("{\"learnt\": [}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON: value wanted at offset 12");
    assertThatThrownBy(() -> LockOrderGraph.fromJson("{\"learnt\": 1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON: array wanted, got 1");
    assertThatThrownBy(() -> LockOrderGraph.fromJson("{\"learnt\": []} x"))
        .hasMessage("JSON: end of text wanted at offset 15");
  }

  @Test
  void edges_that_follow_from_the_declaration_are_no_error() {
    chain(A, B, C, SPIN);
    OrderComparison cmp = OrderComparison.of(List.of(A, B, C, SPIN), witness.graph());
    assertThatCode(cmp::check).doesNotThrowAnyException();
    assertThat(cmp.declaredNeverSeen()).isEmpty();
    rt.sx(SX).xlock();
    chain(A);
    assertThatCode(() -> OrderComparison.of(List.of(A, B, C, SX, SPIN), witness.graph()).check())
        .doesNotThrowAnyException();
  }

  @Test
  void an_undeclared_edge_between_declared_classes_is_an_error() {
    chain(D, B);
    OrderComparison cmp = OrderComparison.of(TABLE, witness.graph());
    assertThat(cmp.undeclared()).extracting(LockOrderEdge::describe).containsExactly("d -> b");
    assertThat(cmp.declaredNeverSeen()).containsExactly("a -> b", "b -> c");
    SplatText.expect(
        WitnessViolation.Kind.UNDECLARED_ORDER,
        """
        lock order learnt that is not declared
         d -> b seen first by thread t
          b was attempted at:
           at giantless.lock.witness.LockOrderGraphTest.chain(LockOrderGraphTest.java:L1)
          either the code is wrong or b lacks after(d)
        """,
        cmp::check);
  }

  @Test
  void classes_outside_of_the_table_are_named_but_no_error() {
    chain(D, B);
    OrderComparison cmp = OrderComparison.of(List.of(A, B), witness.graph());
    assertThatCode(cmp::check).doesNotThrowAnyException();
    assertThat(cmp.unknownClasses()).containsExactly("d");
  }

  @Test
  void the_kernels_table_has_each_name_once_and_lists_what_it_comes_after() {
    Set<LockClass> seen = new HashSet<>();
    for (LockClass c : Locks.all()) {
      assertThat(seen).as("stands before " + c).containsAll(c.after());
      seen.add(c);
      assertThat(Locks.byName(c.name())).isSameAs(c);
      assertThat(c.protects()).isNotEmpty();
      assertThat(c.source()).isNotEmpty();
      for (LockClass before : c.after()) {
        assertThat(OrderRules.forbidden(before, c)).as(before + " -> " + c).isNull();
      }
    }
  }

  @Test
  void the_kernels_table_lists_every_constant() throws IllegalAccessException {
    Set<LockClass> constants = new HashSet<>();
    for (java.lang.reflect.Field f : Locks.class.getFields()) {
      constants.add((LockClass) f.get(null));
    }
    Set<LockClass> listed = new HashSet<>(Locks.all());
    assertThat(difference(constants, listed)).as("constants that ALL does not list").isEmpty();
    assertThat(difference(listed, constants)).as("listed in ALL, and no constant").isEmpty();
  }

  private static Set<LockClass> difference(Set<LockClass> all, Set<LockClass> without) {
    Set<LockClass> rest = new HashSet<>(all);
    rest.removeAll(without);
    return rest;
  }
}
