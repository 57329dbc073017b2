package giantless.explore.jpf;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * A jpf-core that the user has built, branch java-17, and the JDK 17 that it runs on. Immutable.
 * What must be there: {@code jpf.properties}, {@code build/jpf.jar}, {@code
 * build/jpf-annotations.jar} and {@code build/jpf-classes.jar}.
 */
public final class JpfHome {
  /** The system property that names the directory. */
  public static final String HOME = "jpf.home";

  /** The system property that names a JDK 17, if this JVM is of another version. */
  public static final String JAVA = "jpf.java";

  private static final int FEATURE = 17;
  private static final int CLASS_FILE_17 = 61;
  private static final int CLASS_FILE_1 = 44;
  private static final String MAIN_CLASS = "gov/nasa/jpf/JPF.class";
  private static final List<String> FILES =
      List.of(
          "jpf.properties", "build/jpf.jar", "build/jpf-annotations.jar", "build/jpf-classes.jar");

  private final Path dir;
  private final Path java;

  private JpfHome(Path dir, Path java) {
    this.dir = dir;
    this.java = java;
  }

  /**
   * As the system properties {@value #HOME} and {@value #JAVA} say.
   *
   * @throws JpfUnavailable if something is missing
   */
  public static JpfHome ofProperties() throws JpfUnavailable {
    return of(System.getProperty(HOME), System.getProperty(JAVA));
  }

  /**
   * @param home the directory; null or empty: there is none
   * @param javaHome a JDK 17; null or empty: the one that runs
   * @throws JpfUnavailable if something is missing
   */
  public static JpfHome of(String home, String javaHome) throws JpfUnavailable {
    return of(home, javaHome, Runtime.version().feature());
  }

  /**
   * As {@link #of(String, String)}.
   *
   * @param feature the version of the Java that runs
   */
  static JpfHome of(String home, String javaHome, int feature) throws JpfUnavailable {
    if (home == null || home.isBlank()) {
      throw new JpfUnavailable("no jpf.home");
    }
    Path dir = path(home, HOME);
    if (!Files.isDirectory(dir)) {
      throw new JpfUnavailable("jpf.home " + home + " is no directory");
    }
    StringBuilder missing = new StringBuilder();
    for (String f : FILES) {
      if (!Files.isRegularFile(dir.resolve(f))) {
        missing.append(missing.length() == 0 ? "" : ", ").append(f);
      }
    }
    if (missing.length() > 0) {
      throw new JpfUnavailable("jpf.home " + home + " lacks " + missing);
    }
    int major = classFileVersion(dir.resolve("build/jpf.jar"));
    if (major != CLASS_FILE_17) {
      throw new JpfUnavailable(
          "jpf.home "
              + home
              + " is built for Java "
              + (major - CLASS_FILE_1)
              + ", and branch java-17 built by JDK 17 is needed");
    }
    return new JpfHome(dir.toAbsolutePath(), java(javaHome, feature));
  }

  private static Path path(String text, String property) throws JpfUnavailable {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new JpfUnavailable(property + " " + text + " is no path");
    }
  }

  private static int classFileVersion(Path jar) throws JpfUnavailable {
    try (JarFile f = new JarFile(jar.toFile())) {
      ZipEntry e = f.getEntry(MAIN_CLASS);
      if (e == null) {
        throw new JpfUnavailable(jar + " has no " + MAIN_CLASS);
      }
      try (InputStream in = f.getInputStream(e)) {
        DataInputStream data = new DataInputStream(in);
        data.readInt();
        return data.readInt() & 0xffff;
      }
    } catch (IOException e) {
      throw new JpfUnavailable(jar + " cannot be read: " + e.getMessage());
    }
  }

  private static Path java(String javaHome, int feature) throws JpfUnavailable {
    if (javaHome == null || javaHome.isBlank()) {
      if (feature != FEATURE) {
        throw new JpfUnavailable(
            "Java PathFinder runs on Java 17, and this is "
                + feature
                + "; name a JDK 17 as jpf.java");
      }
      return Path.of(System.getProperty("java.home"), "bin", "java");
    }
    Path dir = path(javaHome, JAVA);
    Path java = dir.resolve("bin").resolve("java");
    if (!Files.isExecutable(java)) {
      throw new JpfUnavailable("jpf.java " + javaHome + " lacks bin/java");
    }
    Properties release = new Properties();
    try (InputStream in = Files.newInputStream(dir.resolve("release"))) {
      release.load(in);
    } catch (IOException e) {
      throw new JpfUnavailable("jpf.java " + javaHome + " has no file release");
    }
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    if (!version.equals("17") && !version.startsWith("17.")) {
      throw new JpfUnavailable("jpf.java " + javaHome + " is Java " + version + ", and not 17");
    }
    return java;
  }

  Path dir() {
    return dir;
  }

  /** The executable. */
  Path java() {
    return java;
  }

  /** The jars of the checker itself. */
  String jars() {
    return dir.resolve("build/jpf.jar")
        + File.pathSeparator
        + dir.resolve("build/jpf-annotations.jar");
  }

  @Override
  public String toString() {
    return dir.toString();
  }
}
