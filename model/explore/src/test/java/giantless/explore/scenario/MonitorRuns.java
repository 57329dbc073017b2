package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.search.Explorer;
import giantless.lock.explored.ThreadCarrier;
import giantless.weave.Weave;
import giantless.weave.WeavingClassLoader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Loads {@link MonitorScenes} and {@link MonitorWaitScenes} woven, as the command does with a
 * user's classes, and runs them.
 */
public final class MonitorRuns implements AutoCloseable {
  private static final List<Class<?>> SCENES =
      List.of(MonitorScenes.class, MonitorWaitScenes.class, MonitorOrderScenes.class);
  private static final ClassLoader OURS = MonitorRuns.class.getClassLoader();

  private final WeavingClassLoader loader =
      Weave.loader(OURS, n -> SCENES.stream().anyMatch(s -> n.startsWith(s.getName())));

  public MonitorRuns() {
    loader.setDefaultAssertionStatus(true);
  }

  ClassLoader loader() {
    return loader;
  }

  /** The programs, sorted. */
  public List<String> names() {
    return SCENES.stream()
        .flatMap(s -> Arrays.stream(s.getDeclaredClasses()))
        .filter(c -> c.isAnnotationPresent(Scenario.class))
        .map(Class::getSimpleName)
        .sorted()
        .toList();
  }

  /** The program of that name, woven. */
  public ScenarioClass scene(String name) {
    for (Class<?> scenes : SCENES) {
      for (Class<?> c : scenes.getDeclaredClasses()) {
        if (c.getSimpleName().equals(name)) {
          return Scenarios.named(c.getName(), loader);
        }
      }
    }
    throw new IllegalArgumentException("no program " + name);
  }

  /** Demands what the program says of itself, and that a failure comes again by its trace. */
  public Outcome run(String name) {
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
        // A reversal is told by the execution that shows it, and those before that it needs.
        assertThat(o.minimal() == null).isEqualTo(o.kind() == FailureKind.ORDER_REVERSAL);
      }
      return o;
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
