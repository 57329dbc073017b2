package giantless.properties.local;

import giantless.properties.local.model.Ask;
import giantless.properties.local.model.Kind;
import giantless.properties.local.model.NameModel;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Random calls by name: most sockets of a run are of one type, and most names are one of a few, for
 * else nobody would meet. There is a socket in each of the first slots; mostly two of them have a
 * name, and the others are connected to one.
 */
final class NameSteps implements ArbitrarySupplier<List<NameStep>> {
  private static final int MOST = 80;
  private static final int FIRST = 4;

  @Override
  public Arbitrary<List<NameStep>> get() {
    return Arbitraries.of(Kind.class).flatMap(NameSteps::of);
  }

  private static Arbitrary<List<NameStep>> of(Kind most) {
    Arbitrary<Kind> kind =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(most)), Tuple.of(1, Arbitraries.of(Kind.class)));
    return Combinators.combine(
            kind.list().ofSize(FIRST),
            Arbitraries.of(true, true, true, false),
            any(kind).list().ofMaxSize(MOST).withSizeDistribution(RandomDistribution.uniform()))
        .as(NameSteps::all);
  }

  private static List<NameStep> all(List<Kind> kinds, boolean met, List<NameStep> more) {
    List<NameStep> out = new ArrayList<>();
    for (int i = 0; i < FIRST; i++) {
      out.add(NameStep.socket(i, kinds.get(i)));
    }
    if (met) {
      out.add(NameStep.bind(0, "/a"));
      out.add(NameStep.bind(1, "/b"));
      out.add(NameStep.listen(0, 1));
      out.add(NameStep.listen(1, 0));
      out.add(NameStep.connect(2, "/a"));
      out.add(NameStep.connect(3, "/a"));
    }
    out.addAll(more);
    return out;
  }

  private static Arbitrary<NameStep> any(Arbitrary<Kind> kind) {
    Arbitrary<Integer> slot = Arbitraries.integers().between(0, NameModel.SLOTS - 1);
    return Arbitraries.frequencyOf(
        Tuple.of(4, Combinators.combine(slot, kind).as(NameStep::socket)),
        Tuple.of(8, Combinators.combine(slot, path()).as(NameStep::bind)),
        Tuple.of(2, Combinators.combine(slot, path()).as(NameStep::unlink)),
        Tuple.of(10, Combinators.combine(slot, path()).as(NameStep::connect)),
        Tuple.of(6, Combinators.combine(slot, Arbitraries.of(0, 1, 2)).as(NameStep::listen)),
        Tuple.of(8, slot.map(NameStep::accept)),
        Tuple.of(14, sends(slot, Arbitraries.just(""))),
        Tuple.of(8, sends(slot, path())),
        Tuple.of(14, receives(slot)),
        Tuple.of(1, Combinators.combine(slot, bool()).as(NameStep::wantCreds)),
        Tuple.of(1, shutdowns(slot)),
        Tuple.of(3, slot.map(NameStep::close)));
  }

  /** Names that meet, other ways to write them, and what is no name. */
  private static Arbitrary<String> path() {
    String d = NameMachine.DIRECTORY;
    return Arbitraries.frequencyOf(
        Tuple.of(12, Arbitraries.of("/a", "/b")),
        Tuple.of(3, Arbitraries.of("//a", d + "/./c", d + "/c", longPath(104), longPath(103))),
        Tuple.of(
            1,
            Arbitraries.of(d, "/", d + "/", "/a/", "/a/c", "/e/c", longPath(105), longPath(254))));
  }

  private static String longPath(int length) {
    return "/" + "p".repeat(length - 1);
  }

  private static Arbitrary<Boolean> bool() {
    return Arbitraries.of(true, false);
  }

  private static Arbitrary<Integer> size() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 300),
        Arbitraries.of(0, 1, 168, 169, 1990, 2032, 2048, 2049, 8192, 8193));
  }

  /** An empty path is none. */
  private static Arbitrary<NameStep> sends(Arbitrary<Integer> slot, Arbitrary<String> path) {
    Arbitrary<Ask> ask = Arbitraries.of(Ask.NONE, Ask.NONE, Ask.NONE, Ask.CREDS);
    Arbitrary<Integer> salt = Arbitraries.integers().between(0, 255);
    return Combinators.combine(slot, path, size(), salt, ask)
        .as((s, p, n, b, a) -> NameStep.send(s, p.isEmpty() ? null : p, n, b, a));
  }

  private static Arbitrary<NameStep> receives(Arbitrary<Integer> slot) {
    Arbitrary<Integer> room = Arbitraries.of(400, 400, 0, 20, 96);
    Arbitrary<Boolean> peek = Arbitraries.of(false, false, false, true);
    return Combinators.combine(slot, size(), room, peek).as(NameStep::receive);
  }

  private static Arbitrary<NameStep> shutdowns(Arbitrary<Integer> slot) {
    return Combinators.combine(slot, Arbitraries.of(0, 1, 2))
        .as((s, how) -> NameStep.shutdown(s, how != 1, how != 0));
  }
}
