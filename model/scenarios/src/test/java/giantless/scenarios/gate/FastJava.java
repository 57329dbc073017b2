package giantless.scenarios.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds an installed JDK whose JVM has continuations, for exploration when Maven itself runs on an
 * older one: named by {@code -Dgiantless.explore.jdk=DIR}, or in Maven's {@code toolchains.xml}, or
 * where systems and tools put JDKs. The newest one is taken.
 */
public final class FastJava {
  /** Names a JDK; {@code none} means that none shall be looked for. */
  public static final String PROPERTY = "giantless.explore.jdk";

  static final int FIRST = 21;
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([0-9]+)");
  private static final Pattern JDK_HOME = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*</jdkHome>");

  private final String named;
  private final Path userHome;
  private final List<Path> places;

  FastJava(String named, Path userHome, List<Path> places) {
    this.named = named;
    this.userHome = userHome;
    this.places = places;
  }

  /** On this machine. */
  public static FastJava here() {
    Path home = Path.of(System.getProperty("user.home"));
    return new FastJava(
        System.getProperty(PROPERTY, ""),
        home,
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/usr/java"),
            Path.of("/opt"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            home.resolve(".jdks"),
            home.resolve(".sdkman/candidates/java")));
  }

  /**
   * The {@code java} of the newest one; null if there is none.
   *
   * @throws IllegalArgumentException if the property names a directory that is none
   */
  public Path find() {
    if (named.equals("none")) {
      return null;
    }
    if (!named.isEmpty()) {
      Path jdk = Path.of(named);
      if (feature(jdk) < FIRST) {
        throw new IllegalArgumentException(
            "-D" + PROPERTY + "=" + named + " is no JDK " + FIRST + " or later");
      }
      return java(jdk);
    }
    Path best = null;
    for (Path jdk : candidates()) {
      if (feature(jdk) >= FIRST && (best == null || feature(jdk) > feature(best))) {
        best = jdk;
      }
    }
    return best == null ? null : java(best);
  }

  /** The directory of an installed JDK of just this version; null if there is none. */
  public Path home(int version) {
    for (Path jdk : candidates()) {
      if (feature(jdk) == version) {
        return jdk;
      }
    }
    return null;
  }

  private List<Path> candidates() {
    List<Path> found = new ArrayList<>();
    Path toolchains = userHome.resolve(".m2/toolchains.xml");
    if (Files.isReadable(toolchains)) {
      Matcher m = JDK_HOME.matcher(read(toolchains));
      while (m.find()) {
        found.add(Path.of(m.group(1)));
      }
    }
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> children = Files.list(place)) {
          for (Path p : children.sorted().collect(Collectors.toList())) {
            found.add(p);
            found.add(p.resolve("Contents/Home"));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return found;
  }

  private static Path java(Path jdk) {
    return jdk.resolve("bin/java");
  }

  /** The feature version that its release file names; 0 if it is no JDK that could be run. */
  private static int feature(Path jdk) {
    Path release = jdk.resolve("release");
    if (!Files.isExecutable(java(jdk)) || !Files.isReadable(release)) {
      return 0;
    }
    Matcher m = VERSION.matcher(read(release));
    return m.find() ? Integer.parseInt(m.group(1)) : 0;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
