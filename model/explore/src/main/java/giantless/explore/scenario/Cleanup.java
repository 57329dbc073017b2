package giantless.explore.scenario;

/** What is to be done at the end of an execution. */
@FunctionalInterface
public interface Cleanup {
  void run() throws Exception;
}
