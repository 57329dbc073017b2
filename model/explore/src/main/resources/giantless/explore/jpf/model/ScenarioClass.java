package giantless.explore.scenario;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * In the place of the explorer's class inside Java PathFinder, which knows no method handles. The
 * scenario has been found to be in order outside.
 */
public final class ScenarioClass {

  /** A method of it. */
  static final class Part {
    final Method method;

    Part(Method method) {
      this.method = method;
    }

    Actor actor() {
      return method.getAnnotation(Actor.class);
    }

    String threadName() {
      return actor().name().isEmpty() ? method.getName() : actor().name();
    }

    void call(Object scenario) throws Throwable {
      Object answer;
      try {
        answer = method.invoke(scenario);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
      if (method.getReturnType() == boolean.class && !((Boolean) answer).booleanValue()) {
        throw new AssertionError("invariant " + method.getName() + " does not hold");
      }
    }
  }

  private final Class<?> type;
  private final Scenario scenario;
  private final List<Part> actors;
  private final List<Part> atEnd;
  private final List<Part> everyStep = new ArrayList<>();

  private ScenarioClass(Class<?> type) {
    this.type = type;
    this.scenario = type.getAnnotation(Scenario.class);
    this.actors = parts(Actor.class);
    this.atEnd = parts(Invariant.class);
    for (Part p : atEnd) {
      if (p.method.getAnnotation(Invariant.class).everyStep()) {
        everyStep.add(p);
      }
    }
  }

  public static ScenarioClass of(Class<?> type) {
    return new ScenarioClass(type);
  }

  private List<Part> parts(Class<? extends Annotation> mark) {
    List<Part> found = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Method m : c.getDeclaredMethods()) {
        if (m.getAnnotation(mark) != null) {
          m.setAccessible(true);
          insert(found, new Part(m), mark == Actor.class);
        }
      }
    }
    return found;
  }

  private static void insert(List<Part> parts, Part p, boolean actor) {
    int i = 0;
    while (i < parts.size() && comesBefore(parts.get(i), p, actor)) {
      i++;
    }
    parts.add(i, p);
  }

  private static boolean comesBefore(Part a, Part b, boolean actor) {
    if (actor && a.actor().order() != b.actor().order()) {
      return a.actor().order() < b.actor().order();
    }
    return a.method.getName().compareTo(b.method.getName()) <= 0;
  }

  public String name() {
    String full = type.getName();
    return full.substring(full.lastIndexOf('.') + 1).replace('$', '.');
  }

  public Class<?> type() {
    return type;
  }

  public Scenario scenario() {
    return scenario;
  }

  Object create(Setup setup) throws Throwable {
    Constructor<?> c = type.getDeclaredConstructors()[0];
    c.setAccessible(true);
    try {
      return c.getParameterTypes().length == 0 ? c.newInstance() : c.newInstance(setup);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  List<Part> actors() {
    return actors;
  }

  List<Part> atEnd() {
    return atEnd;
  }

  List<Part> everyStep() {
    return everyStep;
  }
}
