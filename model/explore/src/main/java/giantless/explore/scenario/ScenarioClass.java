package giantless.explore.scenario;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A class that is a scenario, read and found to be in order. Immutable. */
public final class ScenarioClass {
  static final int MIN_ACTORS = 2;
  static final int MAX_ACTORS = 4;

  /** A method of it, ready to be called with the object as {@code Object}. */
  static final class Part {
    final Method method;
    final MethodHandle call;

    Part(Method method, MethodHandle call) {
      this.method = method;
      this.call = call;
    }

    Actor actor() {
      return method.getAnnotation(Actor.class);
    }

    String threadName() {
      return actor().name().isEmpty() ? method.getName() : actor().name();
    }

    /** Calls it; an invariant that answers false fails. */
    void call(Object scenario) throws Throwable {
      if (!(boolean) call.invokeExact(scenario)) {
        throw new AssertionError("invariant " + method.getName() + " does not hold");
      }
    }
  }

  private final Class<?> type;
  private final Scenario scenario;
  private final MethodHandle create;
  private final List<Part> actors;
  private final List<Part> atEnd;
  private final List<Part> everyStep;

  private ScenarioClass(Class<?> type, Scenario scenario) {
    this.type = type;
    this.scenario = scenario;
    this.create = constructor();
    this.actors = parts(Actor.class);
    this.atEnd = parts(Invariant.class);
    this.everyStep = new ArrayList<>(atEnd);
    atEnd.removeIf(p -> p.method.getAnnotation(Invariant.class).everyStep());
    everyStep.removeAll(atEnd);
    actors.sort(
        Comparator.comparingInt((Part p) -> p.actor().order())
            .thenComparing(p -> p.method.getName()));
  }

  /**
   * Reads the class.
   *
   * @throws BadScenario if it is no scenario
   */
  public static ScenarioClass of(Class<?> type) {
    Scenario s = type.getAnnotation(Scenario.class);
    if (s == null) {
      throw new BadScenario(named(type) + " is no scenario: it is not marked @Scenario");
    }
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      throw new BadScenario(named(type) + " is abstract, and a scenario is not");
    }
    if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
      throw new BadScenario(named(type) + " is an inner class; make it static");
    }
    ScenarioClass c = new ScenarioClass(type, s);
    int n = c.actors.size();
    if (n < MIN_ACTORS || n > MAX_ACTORS) {
      throw new BadScenario(
          named(type)
              + " has "
              + (n == 0 ? "no actors" : n == 1 ? "one actor" : n + " actors")
              + "; a scenario has two to four methods marked @Actor");
    }
    return c;
  }

  /** The class and where it stands. */
  private static String named(Class<?> type) {
    return type.getName() + " (" + ClassLines.of(type) + ")";
  }

  private MethodHandle constructor() {
    Constructor<?>[] all = type.getDeclaredConstructors();
    Class<?>[] takes = all[0].getParameterTypes();
    boolean fits = takes.length == 0 || (takes.length == 1 && takes[0] == Setup.class);
    if (all.length != 1 || !fits) {
      throw new BadScenario(
          named(type) + " needs exactly one constructor, without parameters or with a Setup alone");
    }
    try {
      all[0].setAccessible(true);
      MethodHandle h = MethodHandles.lookup().unreflectConstructor(all[0]);
      if (takes.length == 0) {
        h = MethodHandles.dropArguments(h, 0, Setup.class);
      }
      return h.asType(MethodType.methodType(Object.class, Setup.class));
    } catch (IllegalAccessException | RuntimeException e) {
      throw new BadScenario(type.getName() + ": its constructor cannot be called: " + e, e);
    }
  }

  /** The methods with this mark, in order of name, those of superclasses included. */
  private List<Part> parts(Class<? extends Annotation> mark) {
    List<Part> found = new ArrayList<>(4);
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Method m : c.getDeclaredMethods()) {
        if (m.isAnnotationPresent(mark) && !m.isBridge()) {
          found.add(part(m, "@" + mark.getSimpleName()));
        }
      }
    }
    found.sort(Comparator.comparing(p -> p.method.getName()));
    return found;
  }

  private Part part(Method m, String mark) {
    String name = m.getDeclaringClass().getName() + "." + m.getName();
    if (m.getParameterCount() != 0 || Modifier.isStatic(m.getModifiers())) {
      throw new BadScenario(
          name + ": a method marked " + mark + " is no static one and takes nothing");
    }
    try {
      m.setAccessible(true);
      MethodHandle h = MethodHandles.lookup().unreflect(m);
      if (m.getReturnType() != boolean.class || mark.equals("@Actor")) {
        MethodHandle yes = MethodHandles.constant(boolean.class, true);
        h = h.asType(MethodType.methodType(void.class, m.getDeclaringClass()));
        h = MethodHandles.filterReturnValue(h, yes);
      }
      return new Part(m, h.asType(MethodType.methodType(boolean.class, Object.class)));
    } catch (IllegalAccessException | RuntimeException e) {
      throw new BadScenario(name + " cannot be called: " + e, e);
    }
  }

  /** The class's name without its package; nested ones after a dot. Unique in a module. */
  public String name() {
    return name(type.getName());
  }

  /** The same of a class that is not loaded, by its binary name. */
  public static String name(String className) {
    return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
  }

  /** What it is called in traces: its name, for a class from elsewhere its full one. */
  public String traceName() {
    boolean house = type.getName().startsWith("giantless.scenarios.");
    return house ? name() : type.getName().replace('$', '.');
  }

  public Class<?> type() {
    return type;
  }

  public Scenario scenario() {
    return scenario;
  }

  /** Whether something is said to fail in it. */
  public boolean isBroken() {
    return scenario.fails().length > 0;
  }

  Object create(Setup setup) throws Throwable {
    return (Object) create.invokeExact(setup);
  }

  /** What the threads of its actors are called, in the order in which they are made. */
  public List<String> actorNames() {
    List<String> names = new ArrayList<>(actors.size());
    actors.forEach(p -> names.add(p.threadName()));
    return names;
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

  @Override
  public String toString() {
    return name();
  }
}
