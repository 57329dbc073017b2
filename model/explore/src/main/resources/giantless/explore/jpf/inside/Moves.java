package giantless.explore.jpf.inside;

import giantless.lock.explored.Operation;

/**
 * Which operations must let others go first. One that commutes with whatever others could do before
 * it need not; it is then taken together with what its thread did before.
 */
final class Moves {
  private Moves() {}

  /**
   * @param shared whether several threads touch what the operation is about
   * @param tried whether attempts are made on the lock that can fail
   */
  static boolean isSeen(Operation.Kind kind, boolean shared, boolean tried) {
    switch (kind) {
      case START:
      case END:
      case SPAWN:
      case JOIN:
        // The end of a thread lets a join go on, which nothing else can see.
        return false;
      case UNLOCK:
      case RUNLOCK:
      case WUNLOCK:
      case DOWNGRADE:
        // A release commutes with what others can do while the lock is held, except to try it.
        return shared && tried;
      case YIELD:
      case CLOCK:
        return true;
      default:
        return shared;
    }
  }

  /** Whether a thread that can go on here is to go on at once, as nothing can come of waiting. */
  static boolean isUrgent(int gate) {
    return gate == Model.JOIN;
  }
}
