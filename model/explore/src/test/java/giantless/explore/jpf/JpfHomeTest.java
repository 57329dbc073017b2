package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is said in one line. */
class JpfHomeTest {
  private static final int JAVA_11 = 55;
  private static final int JAVA_17 = 61;

  @TempDir Path dir;

  private void refuses(String home, String java, String message) {
    assertThatThrownBy(() -> JpfHome.of(home, java))
        .isInstanceOf(JpfUnavailable.class)
        .hasMessage(message);
  }

  private void file(String name) throws IOException {
    Path f = dir.resolve(name);
    Files.createDirectories(f.getParent());
    Files.writeString(f, "");
  }

  /** All files that must be there; the jar has the main class as if built for that version. */
  private void home(int classFileVersion) throws IOException {
    file("jpf.properties");
    jar("build/jpf.jar", "gov/nasa/jpf/JPF.class", classFileVersion);
    jar("build/jpf-annotations.jar", "gov/nasa/jpf/annotation/MJI.class", classFileVersion);
    jar("build/jpf-classes.jar", "gov/nasa/jpf/AnnotationProxyBase.class", classFileVersion);
  }

  private void jar(String name, String type, int classFileVersion) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xCAFEBABE);
    out.writeInt(classFileVersion);
    Path jar = Files.createDirectories(dir.resolve("build")).resolve(dir.resolve(name));
    try (JarOutputStream j = new JarOutputStream(Files.newOutputStream(jar))) {
      j.putNextEntry(new JarEntry(type));
      j.write(bytes.toByteArray());
    }
  }

  /** A directory that looks like a JDK of that version. */
  private String jdk(String version) throws IOException {
    file("jdk/bin/java");
    if (!dir.resolve("jdk/bin/java").toFile().setExecutable(true)) {
      throw new IOException("cannot make a file executable");
    }
    Files.writeString(dir.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    return dir.resolve("jdk").toString();
  }

  @Test
  void no_home_is_said() {
    refuses(null, null, "no jpf.home");
    refuses("", null, "no jpf.home");
  }

  @Test
  void a_home_that_does_not_exist_is_said() {
    String home = dir.resolve("nowhere").toString();
    refuses(home, null, "jpf.home " + home + " is no directory");
  }

  @Test
  void all_missing_files_are_named() throws IOException {
    file("jpf.properties");
    file("build/jpf-annotations.jar");
    refuses(
        dir.toString(), null, "jpf.home " + dir + " lacks build/jpf.jar, build/jpf-classes.jar");
  }

  @Test
  void what_is_no_jar_is_said() throws IOException {
    for (String name : List.of("jpf", "jpf-annotations", "jpf-classes")) {
      home(JAVA_17);
      Path jar = dir.resolve("build/" + name + ".jar");
      Files.writeString(jar, "no jar");
      assertThatThrownBy(() -> JpfHome.of(dir.toString(), null))
          .isInstanceOf(JpfUnavailable.class)
          .hasMessageStartingWith(jar + " cannot be read: ");
    }
  }

  @Test
  void a_jar_of_something_else_is_said() throws IOException {
    home(JAVA_17);
    jar("build/jpf-classes.jar", "acme/Other.class", JAVA_17);
    String jar = dir.resolve("build/jpf-classes.jar").toString();
    refuses(dir.toString(), null, jar + " has no gov/nasa/jpf/AnnotationProxyBase.class");
  }

  @Test
  void a_build_for_another_java_is_said() throws IOException {
    home(JAVA_11);
    refuses(
        dir.toString(),
        null,
        "jpf.home " + dir + " is built for Java 11, and branch java-17 built by JDK 17 is needed");
  }

  @Test
  void another_jdk_is_said() throws IOException {
    home(JAVA_17);
    String jdk = jdk("21.0.2");
    refuses(dir.toString(), jdk, "jpf.java " + jdk + " is Java 21.0.2, and not 17");
    String none = dir.resolve("none").toString();
    refuses(dir.toString(), none, "jpf.java " + none + " lacks bin/java");
  }

  private JpfHome on(int feature, Path jdks) throws JpfUnavailable {
    return JpfHome.of(dir.toString(), null, feature, new Jdks(dir, List.of(jdks)));
  }

  @Test
  void on_another_java_an_installed_jdk_17_is_found_and_without_one_that_is_said()
      throws Exception {
    home(JAVA_17);
    Path nothing = dir.resolve("nothing");
    Path own = Path.of(System.getProperty("java.home"), "bin", "java");
    assertThat(on(17, nothing).java()).isEqualTo(own);
    assertThatThrownBy(() -> on(25, nothing))
        .isInstanceOf(JpfUnavailable.class)
        .hasMessage(
            "Java PathFinder runs on Java 17, this is 25, and no JDK 17 was found; name one as"
                + " jpf.java");
    jdk("21.0.2");
    assertThatThrownBy(() -> on(25, dir)).isInstanceOf(JpfUnavailable.class);
    String jdk = jdk("17.0.1");
    assertThat(on(25, dir).java()).isEqualTo(Path.of(jdk, "bin", "java"));
  }

  @Test
  void jars_that_are_no_java_pathfinder_are_said() throws Exception {
    home(JAVA_17);
    JpfHome home = JpfHome.of(dir.toString(), jdk("17.0.1"));
    assertThatThrownBy(() -> new JpfEngine(home))
        .isInstanceOf(JpfUnavailable.class)
        .hasMessageStartingWith(dir + " does not fit: ");
  }
}
