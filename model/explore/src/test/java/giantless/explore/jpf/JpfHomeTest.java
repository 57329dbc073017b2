package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    file("build/jpf-annotations.jar");
    file("build/jpf-classes.jar");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xCAFEBABE);
    out.writeInt(classFileVersion);
    Path jar = dir.resolve("build/jpf.jar");
    try (JarOutputStream j = new JarOutputStream(Files.newOutputStream(jar))) {
      j.putNextEntry(new JarEntry("gov/nasa/jpf/JPF.class"));
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
    home(JAVA_17);
    Files.writeString(dir.resolve("build/jpf.jar"), "no jar");
    assertThatThrownBy(() -> JpfHome.of(dir.toString(), null))
        .isInstanceOf(JpfUnavailable.class)
        .hasMessageStartingWith(dir.resolve("build/jpf.jar") + " cannot be read: ");
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

  @Test
  void without_a_jdk_17_named_this_java_must_be_one() throws Exception {
    home(JAVA_17);
    assertThat(JpfHome.of(dir.toString(), null, 17).java().toString()).endsWith("bin/java");
    assertThatThrownBy(() -> JpfHome.of(dir.toString(), null, 25))
        .isInstanceOf(JpfUnavailable.class)
        .hasMessage("Java PathFinder runs on Java 17, and this is 25; name a JDK 17 as jpf.java");
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
