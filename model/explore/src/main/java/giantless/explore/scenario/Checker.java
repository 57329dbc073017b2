package giantless.explore.scenario;

/**
 * Checks something at the end of every execution of every scenario. Found as a service ({@code
 * META-INF/services/giantless.explore.scenario.Checker}), so that a module which knows what a
 * machine is can look for what it has lost. One object serves all executions and keeps nothing.
 */
public interface Checker {

  /**
   * Looks at the machines as the actors have left them. Called after the invariants and before the
   * scenario's cleanup, alone and by no schedule; it may take locks.
   *
   * @throws LeakError if something is left that no cleanup is for
   * @throws LostWakeupError if a thread waits for what is there
   * @throws AssertionError for anything else that is wrong
   */
  default void inspect(Setup setup) {}

  /**
   * Looks at what the scenario gave to {@link Setup#register}. Called after the invariants and the
   * scenario's cleanup, alone and by no schedule; it may take locks.
   *
   * @throws LeakError if something is left
   * @throws AssertionError for anything else that is wrong
   */
  void check(Setup setup);
}
