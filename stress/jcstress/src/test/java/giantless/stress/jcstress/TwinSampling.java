package giantless.stress.jcstress;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The sampling budget of wrong twins. A twin must be seen to fail, and how often it does depends on
 * the load of the machine; one that was seen too rarely in the samples of all tests is sampled
 * further, in a bounded number of rounds. Nothing is forgotten: all samples count, and the rounds
 * are recorded.
 */
final class TwinSampling {
  /** Forbidden samples that are enough; fewer say that the machine gave the twin little chance. */
  static final long ENOUGH = 100;

  /** The most further rounds. */
  static final int ROUNDS = 6;

  /** Takes more samples of the tests. */
  interface Round {
    void sample(List<String> tests) throws Exception;
  }

  private TwinSampling() {}

  /**
   * Samples until every twin was seen often enough, or the budget is spent.
   *
   * @param rare the twins that were not seen to fail often enough
   * @return how many further rounds each of the twins took that needed any
   */
  static Map<String, Integer> further(Supplier<List<String>> rare, Round round) throws Exception {
    Map<String, Integer> rounds = new TreeMap<>();
    List<String> left = rare.get();
    for (int i = 0; i < ROUNDS && !left.isEmpty(); i++) {
      round.sample(left);
      for (String twin : left) {
        rounds.merge(twin, 1, Integer::sum);
      }
      left = rare.get();
    }
    return rounds;
  }
}
