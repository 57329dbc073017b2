package giantless.stress.lincheck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a verdict says was looked at, and what counts as caught. */
class LinearizabilityTest {
  private static final String PACKAGE = "giantless/stress/lincheck";

  @Test
  void verdict_says_that_memory_is_not_interleaved_but_for_the_zone_itself() {
    assertThat(Linearizability.modelChecked(SockBufIT.class.getDeclaredClasses()[0], "checked"))
        .isEqualTo("checked; MbufPool is not interleaved");
    assertThat(Linearizability.modelChecked(MbufZoneIT.class.getDeclaredClasses()[0], "checked"))
        .isEqualTo("checked");
  }

  @Test
  void a_twin_that_passes_or_fails_by_something_else_is_not_caught() {
    assertThatThrownBy(() -> Linearizability.isCaught(() -> {}, "Invalid execution results"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("not caught: Invalid execution results");
    AssertionError other = new AssertionError("The execution has hung");
    assertThatThrownBy(() -> Linearizability.says(other, "Invalid execution results"))
        .hasMessage("caught, but it does not say: Invalid execution results")
        .hasCause(other);
    IllegalStateException bug = new IllegalStateException("of the test");
    assertThatThrownBy(
            () ->
                Linearizability.isCaught(
                    () -> {
                      throw bug;
                    },
                    "Invalid execution results"))
        .isSameAs(bug);
    Linearizability.says(other, "has hung");
  }

  /** The classes that a JVM loads in which structures are checked; those of unit tests are not. */
  private static List<String> thatKnow(String library, Predicate<String> of) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target", "test-classes", PACKAGE))) {
      List<String> know = new ArrayList<>();
      for (Path f : files.filter(f -> of.test(f.getFileName().toString())).toList()) {
        if (new String(Files.readAllBytes(f), ISO_8859_1).contains(library)) {
          know.add(f.getFileName().toString());
        }
      }
      return know;
    }
  }

  @Test
  void no_class_beside_a_check_knows_assertj() throws IOException {
    assertThat(thatKnow("org/assertj/", f -> f.endsWith(".class") && !f.contains("Test")))
        .isEmpty();
  }

  @Test
  void class_that_knows_assertj_is_found() throws IOException {
    assertThat(thatKnow("org/assertj/", "LinearizabilityTest.class"::equals)).hasSize(1);
  }
}
