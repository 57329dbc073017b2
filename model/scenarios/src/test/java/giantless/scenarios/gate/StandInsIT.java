package giantless.scenarios.gate;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.jpf.JpfSources;
import giantless.lock.explored.ExploredRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenarios find inside Java PathFinder what they use of the explorer. Needs no Java PathFinder, so
 * that what would break there is seen without it.
 */
class StandInsIT {
  @TempDir static Path dir;

  @BeforeAll
  static void compile() throws Exception {
    JpfSources.compileModel(System.getProperty("java.class.path"), dir);
  }

  private static StandIns standIns() {
    return new StandIns(dir);
  }

  /** All classes of scenarios, and the program that begins them. */
  private static List<String> scenarios() throws IOException {
    List<String> names = new ArrayList<>();
    names.add("giantless/explore/jpf/model/Entry");
    URI at = URI.create(StandInsIT.class.getResource("/giantless/scenarios/samples").toString());
    Path root = Path.of(at).resolve("../../..").normalize();
    try (Stream<Path> files = Files.walk(root.resolve("giantless/scenarios"))) {
      files
          .map(f -> root.relativize(f).toString().replace('\\', '/'))
          .filter(f -> f.endsWith(".class"))
          .forEach(f -> names.add(f.substring(0, f.length() - ".class".length())));
    }
    return names;
  }

  @Test
  void scenarios_find_what_they_use() throws Exception {
    List<String> scenarios = scenarios();
    assertThat(scenarios).hasSizeGreaterThan(100);
    assertThat(standIns().missing(scenarios)).isEmpty();
  }

  /** Uses what no stand-in has. */
  static final class Curious {
    private Curious() {}

    static int look(ExploredRuntime rt) {
      return rt.world().liveCount() + rt.world().live(0).id();
    }
  }

  @Test
  void what_a_stand_in_lacks_is_named() throws Exception {
    String user = Curious.class.getName().replace('.', '/');
    assertThat(standIns().missing(List.of(user)))
        .containsExactly(
            user + " uses giantless/lock/explored/ExploredThread.id()I",
            user
                + " uses giantless/lock/explored/World.live(I)Lgiantless/lock/explored/ExploredThread;",
            user + " uses giantless/lock/explored/World.liveCount()I");
  }
}
