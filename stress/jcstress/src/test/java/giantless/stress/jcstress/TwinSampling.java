package giantless.stress.jcstress;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The sampling budget of wrong twins. A twin must be seen to fail, and how often it does depends on
 * the load of the machine; one that was not seen in the samples of all tests is sampled further, in
 * a bounded number of rounds. Nothing is forgotten: all samples count, and the rounds are recorded.
 */
final class TwinSampling {
  /** The most further rounds. */
  static final int ROUNDS = 6;

  /** Takes more samples of the tests. */
  interface Round {
    void sample(List<String> tests) throws Exception;
  }

  private TwinSampling() {}

  /**
   * Samples until there is no twin left to be seen, or the budget is spent.
   *
   * @param unseen the twins that no sample has shown to fail
   * @return how many further rounds each of the twins took that needed any
   */
  static Map<String, Integer> further(Supplier<List<String>> unseen, Round round) throws Exception {
    Map<String, Integer> rounds = new TreeMap<>();
    List<String> left = unseen.get();
    for (int i = 0; i < ROUNDS && !left.isEmpty(); i++) {
      round.sample(left);
      for (String twin : left) {
        rounds.merge(twin, 1, Integer::sum);
      }
      left = unseen.get();
    }
    return rounds;
  }
}
