package giantless.explore.scenario;

/**
 * Keeps scenarios from making Java threads, of which the search would see nothing. A Java thread
 * that carries actors has a mark that its children would inherit; being inherited is refused, in
 * the constructor of the child.
 */
final class OwnThreads {

  /** Says that a child is being made. */
  private static final class Mark extends InheritableThreadLocal<Boolean> {
    @Override
    protected Boolean childValue(Boolean marked) {
      if (marked != null && marked) {
        throw new BadScenario(
            "a Java thread is made; threads of a scenario are its actors, and what the runtime"
                + " spawns");
      }
      return marked;
    }
  }

  private static final Mark MARK = new Mark();

  private OwnThreads() {}

  /** From now on the calling Java thread may make no others. */
  static void forbid() {
    if (MARK.get() == null) {
      MARK.set(true);
    }
  }
}
