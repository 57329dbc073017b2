package giantless.stack.kern;

import giantless.lock.Panic;

/** KASSERT(9). The message is built by the caller only where the check has failed. */
public final class Kassert {
  private Kassert() {}

  /**
   * KASSERT(9), for a message that is there already: one that has to be put together first costs as
   * much when all is well, so that is written with {@link #panic}.
   *
   * @throws Panic with the message if the condition is false
   */
  public static void kassert(boolean condition, String message) {
    if (!condition) {
      throw new Panic(message);
    }
  }

  /** panic(9), in the form {@code throw panic("...")}. */
  public static Panic panic(String message) {
    return new Panic(message);
  }
}
