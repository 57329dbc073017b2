package giantless.weave;

import java.net.URL;
import java.util.function.Predicate;

/**
 * Weaving outside of JUnit. Two ways: an agent for the whole JVM, or a class loader for the classes
 * of a search. Both give the same code, and may be used together.
 */
public final class Weave {
  private Weave() {}

  /**
   * A class loader that weaves.
   *
   * @param parent loads all other classes, {@code giantless.lock} and this module among them
   * @param names tells by binary name, for example {@code giantless.stack.Host$Builder}, which
   *     classes are woven; whole packages; it is not asked for those of the JDK, of {@code
   *     giantless.lock} and of {@code giantless.weave}, which never are
   * @param places where to look for woven classes besides the parent; as for {@link
   *     java.net.URLClassLoader}
   */
  public static WeavingClassLoader loader(
      ClassLoader parent, Predicate<String> names, URL... places) {
    return new WeavingClassLoader(places, parent, names);
  }

  /**
   * Weaves what the JVM loads from now on, and proves that it works. Does nothing the second time,
   * nor if the JVM was started with the agent. Only the classes of Giantless are woven.
   *
   * @throws WeaveError if the JVM may not attach to itself; see {@link WeaveAgent}
   */
  public static void thisJvm() {
    WeaveAgent.start();
  }

  /** Whether the agent weaves in this JVM. */
  public static boolean isThisJvmWoven() {
    return WeaveAgent.isRunning();
  }
}
