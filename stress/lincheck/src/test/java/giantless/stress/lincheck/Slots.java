package giantless.stress.lincheck;

import java.util.ArrayDeque;

/** What each thread of a scenario keeps for itself between its operations. */
final class Slots {
  private Slots() {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  static <T> ArrayDeque<T>[] queues(int threads) {
    ArrayDeque<T>[] slots = new ArrayDeque[threads];
    for (int i = 0; i < threads; i++) {
      slots[i] = new ArrayDeque<>();
    }
    return slots;
  }
}
