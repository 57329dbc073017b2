package giantless.scenarios.gate;

import giantless.explore.jpf.Jdks;
import java.nio.file.Path;

/**
 * Finds an installed JDK whose JVM has continuations, for exploration when Maven itself runs on an
 * older one: named by {@code -Dgiantless.explore.jdk=DIR}, or the newest of {@link Jdks}.
 */
public final class FastJava {
  /** Names a JDK; {@code none} means that none shall be looked for. */
  public static final String PROPERTY = "giantless.explore.jdk";

  static final int FIRST = 21;

  private final String named;
  private final Jdks jdks;

  FastJava(String named, Jdks jdks) {
    this.named = named;
    this.jdks = jdks;
  }

  /** On this machine. */
  public static FastJava here() {
    return new FastJava(System.getProperty(PROPERTY, ""), Jdks.here());
  }

  /**
   * The {@code java} of it; null if there is none.
   *
   * @throws IllegalArgumentException if the property names a directory that is none
   */
  public Path find() {
    if (named.equals("none")) {
      return null;
    }
    if (!named.isEmpty()) {
      Path jdk = Path.of(named);
      if (Jdks.feature(jdk) < FIRST) {
        throw new IllegalArgumentException(
            "-D" + PROPERTY + "=" + named + " is no JDK " + FIRST + " or later");
      }
      return java(jdk);
    }
    Path best = jdks.newestFrom(FIRST);
    return best == null ? null : java(best);
  }

  private static Path java(Path jdk) {
    return jdk.resolve("bin/java");
  }
}
