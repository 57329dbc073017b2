package giantless.properties.local;

import giantless.properties.local.model.Ask;
import giantless.properties.local.model.Receiving.Flags;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Random calls on both ends: mostly any, of which sends and receives are the most; now and then
 * such that fill one buffer with records of a cluster or two, to the limit of its storage.
 */
final class LocalSteps implements ArbitrarySupplier<List<LocalStep>> {
  private static final int MOST = 60;

  @Override
  public Arbitrary<List<LocalStep>> get() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, any().list().ofMaxSize(MOST)), Tuple.of(1, filling().list().ofMaxSize(MOST)));
  }

  private static Arbitrary<LocalStep> any() {
    Arbitrary<Integer> end = Arbitraries.of(0, 1);
    // Ends of a connection are rare, else there is little to see before.
    return Arbitraries.frequencyOf(
        Tuple.of(32, sends(end, size())),
        Tuple.of(24, receives(end)),
        Tuple.of(2, Combinators.combine(end, bool()).as(LocalStep::wantCreds)),
        Tuple.of(1, shutdowns(end)),
        Tuple.of(1, end.map(LocalStep::close)));
  }

  private static Arbitrary<LocalStep> filling() {
    return Arbitraries.frequencyOf(
        Tuple.of(20, sends(Arbitraries.just(0), Arbitraries.integers().between(165, 330))),
        Tuple.of(2, receives(Arbitraries.just(1))),
        Tuple.of(1, Arbitraries.just(LocalStep.wantCreds(1, true))));
  }

  private static Arbitrary<Boolean> bool() {
    return Arbitraries.of(true, false);
  }

  /** True seldom. */
  private static Arbitrary<Boolean> seldom() {
    return Arbitraries.of(true, false, false, false);
  }

  /**
   * Sizes around those of mbufs, clusters, pages and limits, and less than the limit by a control
   * message.
   */
  private static Arbitrary<Integer> size() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 300),
        Arbitraries.of(
            0, 1, 168, 169, 512, 513, 2032, 2048, 2049, 4096, 8080, 8172, 8176, 8192, 8193),
        Arbitraries.integers().between(1, 9000));
  }

  private static Arbitrary<LocalStep> sends(Arbitrary<Integer> end, Arbitrary<Integer> size) {
    Arbitrary<Ask> ask =
        Arbitraries.oneOf(Arbitraries.just(Ask.NONE), Arbitraries.of(Ask.values()));
    Arbitrary<Integer> salt = Arbitraries.integers().between(0, 255);
    return Combinators.combine(end, size, salt, ask, seldom()).as(LocalStep::send);
  }

  private static Arbitrary<LocalStep> receives(Arbitrary<Integer> end) {
    Arbitrary<Integer> room =
        Arbitraries.oneOf(Arbitraries.just(400), Arbitraries.of(0, 5, 12, 16, 20, 36, 52, 96, 112));
    Arbitrary<Flags> flags = Combinators.combine(seldom(), seldom(), seldom()).as(Flags::new);
    return Combinators.combine(end, size(), room, flags).as(LocalStep::receive);
  }

  private static Arbitrary<LocalStep> shutdowns(Arbitrary<Integer> end) {
    return Combinators.combine(end, Arbitraries.of(0, 1, 2))
        .as((e, how) -> LocalStep.shutdown(e, how != 1, how != 0));
  }
}
