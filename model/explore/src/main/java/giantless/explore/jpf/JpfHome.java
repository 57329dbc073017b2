package giantless.explore.jpf;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final String PROPERTIES = "jpf.properties";
  private static final String MAIN_JAR = "build/jpf.jar";

  /** The jars, each with a class that it must have. */
  private static final Map<String, String> JARS = new LinkedHashMap<>();

  static {
    JARS.put(MAIN_JAR, "gov/nasa/jpf/JPF.class");
    JARS.put("build/jpf-annotations.jar", "gov/nasa/jpf/annotation/MJI.class");
    JARS.put("build/jpf-classes.jar", "gov/nasa/jpf/AnnotationProxyBase.class");
  }

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
   * @param javaHome a JDK 17; null or empty: the one that runs, or one that is installed
   * @throws JpfUnavailable if something is missing
   */
  public static JpfHome of(String home, String javaHome) throws JpfUnavailable {
    return of(home, javaHome, Runtime.version().feature(), Jdks.here());
  }

  /**
   * As {@link #of(String, String)}.
   *
   * @param feature the version of the Java that runs
   * @param jdks those that are installed
   */
  static JpfHome of(String home, String javaHome, int feature, Jdks jdks) throws JpfUnavailable {
    if (home == null || home.isBlank()) {
      throw new JpfUnavailable("no jpf.home");
    }
    Path dir = path(home, HOME);
    if (!Files.isDirectory(dir)) {
      throw new JpfUnavailable("jpf.home " + home + " is no directory");
    }
    List<String> missing = new ArrayList<>();
    for (String f : files()) {
      if (!Files.isRegularFile(dir.resolve(f))) {
        missing.add(f);
      }
    }
    if (!missing.isEmpty()) {
      throw new JpfUnavailable("jpf.home " + home + " lacks " + String.join(", ", missing));
    }
    for (Map.Entry<String, String> jar : JARS.entrySet()) {
      int major = classFileVersion(dir.resolve(jar.getKey()), jar.getValue());
      if (jar.getKey().equals(MAIN_JAR) && major != CLASS_FILE_17) {
        throw new JpfUnavailable(
            "jpf.home "
                + home
                + " is built for Java "
                + (major - CLASS_FILE_1)
                + ", and branch java-17 built by JDK 17 is needed");
      }
    }
    return new JpfHome(dir.toAbsolutePath(), java(javaHome, feature, jdks));
  }

  private static List<String> files() {
    List<String> all = new ArrayList<>(List.of(PROPERTIES));
    all.addAll(JARS.keySet());
    return all;
  }

  private static Path path(String text, String property) throws JpfUnavailable {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new JpfUnavailable(property + " " + text + " is no path");
    }
  }

  private static int classFileVersion(Path jar, String type) throws JpfUnavailable {
    try (JarFile f = new JarFile(jar.toFile())) {
      ZipEntry e = f.getEntry(type);
      if (e == null) {
        throw new JpfUnavailable(jar + " has no " + type);
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

  private static Path java(String javaHome, int feature, Jdks jdks) throws JpfUnavailable {
    if (javaHome == null || javaHome.isBlank()) {
      Path jdk =
          feature == FEATURE ? Path.of(System.getProperty("java.home")) : jdks.ofVersion(FEATURE);
      if (jdk == null) {
        throw new JpfUnavailable(
            "Java PathFinder runs on Java 17, this is "
                + feature
                + ", and no JDK 17 was found; name one as jpf.java");
      }
      return jdk.resolve("bin").resolve("java");
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
    return dir.resolve(MAIN_JAR) + File.pathSeparator + dir.resolve("build/jpf-annotations.jar");
  }

  @Override
  public String toString() {
    return dir.toString();
  }
}
