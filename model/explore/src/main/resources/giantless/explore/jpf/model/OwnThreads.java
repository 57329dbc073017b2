package giantless.explore.scenario;

/**
 * In the place of the explorer's class inside Java PathFinder, where the threads of the runtime are
 * Java threads. What a scenario must not make has been found outside.
 */
final class OwnThreads {
  private OwnThreads() {}

  static void forbid() {}
}
