package giantless.explore.jpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The JDKs that are installed on a machine: those in Maven's {@code toolchains.xml}, and those
 * where systems and tools put them. Immutable.
 */
public final class Jdks {
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([0-9]+)");
  private static final Pattern JDK_HOME = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*</jdkHome>");

  private final Path userHome;
  private final List<Path> places;

  /**
   * @param userHome has {@code .m2/toolchains.xml}, or not
   * @param places directories with JDKs in them, or not
   */
  public Jdks(Path userHome, List<Path> places) {
    this.userHome = userHome;
    this.places = List.copyOf(places);
  }

  /** On this machine. */
  public static Jdks here() {
    Path home = Path.of(System.getProperty("user.home"));
    return new Jdks(
        home,
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/usr/java"),
            Path.of("/opt"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            home.resolve(".jdks"),
            home.resolve(".sdkman/candidates/java")));
  }

  /** The directory of the newest one of this version or a later one; null if there is none. */
  public Path newestFrom(int version) {
    Path best = null;
    for (Path jdk : candidates()) {
      if (feature(jdk) >= version && (best == null || feature(jdk) > feature(best))) {
        best = jdk;
      }
    }
    return best;
  }

  /** The directory of one of just this version; null if there is none. */
  public Path ofVersion(int version) {
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
          for (Path p : children.sorted().toList()) {
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

  /** The feature version that its release file names; 0 if it is no JDK that could be run. */
  public static int feature(Path jdk) {
    Path release = jdk.resolve("release");
    if (!Files.isExecutable(jdk.resolve("bin/java")) || !Files.isReadable(release)) {
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
