package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.search.Explorer;
import giantless.lock.explored.ThreadCarrier;
import giantless.weave.Weave;
import giantless.weave.WeavingClassLoader;
import java.io.IOException;

/** Loads {@link MonitorScenes} woven, as the command does with a user's classes, and runs them. */
final class MonitorRuns implements AutoCloseable {
  private static final ClassLoader OURS = MonitorRuns.class.getClassLoader();

  private final WeavingClassLoader loader =
      Weave.loader(OURS, name -> name.startsWith(MonitorScenes.class.getName()));

  MonitorRuns() {
    loader.setDefaultAssertionStatus(true);
  }

  ClassLoader loader() {
    return loader;
  }

  ScenarioClass scene(String name) {
    return Scenarios.named(MonitorScenes.class.getName() + "$" + name, loader);
  }

  /** Demands what the program says of itself, and that a failure comes again by its trace. */
  Outcome run(String name) {
    return run(name, ThreadCarrier.best());
  }

  /** By these threads. */
  Outcome run(String name, ThreadCarrier carrier) {
    ScenarioClass scene = scene(name);
    try (ScenarioRunner runner = new ScenarioRunner(new Explorer(carrier).races(true), OURS)) {
      Outcome o = runner.run(scene);
      assertThat(o.whyNotAsDeclared()).as(o.story()).isNull();
      if (o.trace() != null) {
        Outcome again = runner.replay(scene, o.trace());
        assertThat(again.kind()).isEqualTo(o.kind());
        assertThat(again.story()).isEqualTo(o.story());
        assertThat(o.minimal()).isNotNull();
      }
      return o;
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
