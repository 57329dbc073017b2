package giantless.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.suite.api.SelectClasses;

/** The groups are what verify runs, so a class that no group names would be run by nobody. */
class GroupsTest {
  private static final List<Class<?>> GROUPS =
      List.of(KernelGroup.class, SocketGroup.class, TransportGroup.class, LinkGroup.class);

  private static List<String> compiled(String end) throws IOException {
    Path classes = Path.of("target", "test-classes", "giantless", "stress", "lincheck");
    try (Stream<Path> files = Files.list(classes)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(end + ".class") && !f.contains("$"))
          .map(f -> f.substring(0, f.length() - ".class".length()))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private static void demandEachOnce(List<Class<?>> groups) throws IOException {
    List<String> named = new ArrayList<>();
    for (Class<?> g : groups) {
      for (Class<?> c : g.getAnnotation(SelectClasses.class).value()) {
        named.add(c.getSimpleName());
      }
    }
    assertThat(named).as("classes in groups").containsExactlyInAnyOrderElementsOf(compiled("IT"));
  }

  @Test
  void each_class_is_in_one_group() throws IOException {
    demandEachOnce(GROUPS);
    assertThat(compiled("Group"))
        .isEqualTo(GROUPS.stream().map(Class::getSimpleName).sorted().collect(Collectors.toList()));
  }

  @Test
  void a_class_that_no_group_names_is_told() {
    assertThatThrownBy(() -> demandEachOnce(GROUPS.subList(0, 3)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("classes in groups")
        .hasMessageContaining("ArpTableIT");
  }
}
