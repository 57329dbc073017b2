package giantless.stress.lincheck;

import java.lang.reflect.Method;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;

/** Scenarios that are given, where chance would rarely draw them or would draw some that hang. */
final class Scenarios {
  private Scenarios() {}

  /** The threads, each a list of calls; nothing before and nothing after. */
  @SafeVarargs
  static ExecutionScenario of(List<Actor>... threads) {
    return new ExecutionScenario(List.of(), List.of(threads), List.of(), null);
  }

  /** A call of the only method of that name. */
  static Actor actor(Class<?> structure, String method, Object... arguments) {
    for (Method m : structure.getMethods()) {
      if (m.getName().equals(method) && !m.isBridge()) {
        return new Actor(m, List.of(arguments));
      }
    }
    throw new IllegalArgumentException(structure + " has no " + method);
  }
}
