package giantless.scenarios.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.jpf.Jdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newest JDK with continuations is found, and nothing else is taken for one. */
class FastJavaTest {
  @TempDir Path dir;

  private Path jdk(String place, String version) throws Exception {
    Path jdk = dir.resolve(place);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.createFile(jdk.resolve("bin/java"));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return jdk;
  }

  private Path find(String named) {
    return new FastJava(named, new Jdks(dir.resolve("home"), List.of(dir.resolve("jvm")))).find();
  }

  @Test
  void the_newest_of_those_that_will_do_is_taken() throws Exception {
    jdk("jvm/a", "25.0.1");
    Path newest = jdk("jvm/b", "26-ea");
    jdk("jvm/c", "17.0.9");
    assertThat(find("")).isEqualTo(newest.resolve("bin/java"));
  }

  @Test
  void older_ones_and_broken_ones_are_not_taken() throws Exception {
    jdk("jvm/old", "17.0.9");
    Files.delete(jdk("jvm/norelease", "25").resolve("release"));
    Files.delete(jdk("jvm/nojava", "25").resolve("bin/java"));
    assertThat(find("")).isNull();
  }

  @Test
  void one_of_the_toolchains_is_found() throws Exception {
    Path jdk = jdk("elsewhere", "21.0.2");
    Path file = dir.resolve("home/.m2/toolchains.xml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "<toolchains><jdkHome> " + jdk + " </jdkHome></toolchains>");
    assertThat(find("")).isEqualTo(jdk.resolve("bin/java"));
  }

  @Test
  void the_property_goes_before_all_and_must_be_right() throws Exception {
    jdk("jvm/a", "26");
    Path named = jdk("named", "21");
    assertThat(find(named.toString())).isEqualTo(named.resolve("bin/java"));
    assertThat(find("none")).isNull();
    Path old = jdk("old", "17");
    assertThatThrownBy(() -> find(old.toString()))
        .hasMessage("-Dgiantless.explore.jdk=" + old + " is no JDK 21 or later");
  }
}
