package giantless.scenarios.gate;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs one JUnit class in another JVM, woven like any other, and brings its results back. */
public final class OtherJvm {
  /** Set in the other JVM. */
  public static final String PROPERTY = "giantless.explore.forked";

  private static final String END = "END";

  /** What was wrong begins with this where a test gave up, as it could not look at anything. */
  private static final String ABORTED = "aborted: ";

  private static final String[] PASSED_ON = {
    "giantless.results", "giantless.root", "giantless.module", "giantless.budget", Night.PROPERTY
  };

  private OtherJvm() {}

  /** Runs the class there, with nothing of its own. */
  public static Map<String, String> run(Path java, Class<?> tests)
      throws IOException, InterruptedException {
    return run(java, tests, Map.of());
  }

  /**
   * Runs the class there.
   *
   * @param properties that it has besides
   * @return for each test its name, and what was wrong or the empty string
   * @throws IOException if the JVM fails, with the end of its output
   */
  public static Map<String, String> run(Path java, Class<?> tests, Map<String, String> properties)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("giantless", ".out");
    Path results = Files.createTempFile("giantless", ".results");
    try {
      List<String> command = new ArrayList<>();
      command.add(java.toString());
      command.add("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
      command.add("-XX:+UseSerialGC");
      command.add("-XX:+EnableDynamicAgentLoading");
      command.add("-Djdk.attach.allowAttachSelf=true");
      command.add("-D" + PROPERTY + "=true");
      // It compiles as this one does.
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(a -> a.startsWith("-XX:TieredStopAtLevel="))
          .forEach(command::add);
      for (String name : PASSED_ON) {
        String value = System.getProperty(name);
        if (value != null) {
          command.add("-D" + name + "=" + value);
        }
      }
      properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(OtherJvm.class.getName());
      command.add(tests.getName());
      command.add(results.toString());
      Process p =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      int code;
      try {
        code = p.waitFor();
      } finally {
        p.destroyForcibly();
      }
      return read(results, code, out);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(results);
    }
  }

  /** Comes out here as a test came out there. */
  public static void same(String wrong) {
    if (wrong.startsWith(ABORTED)) {
      Assumptions.abort(wrong.substring(ABORTED.length()));
    }
    if (!wrong.isEmpty()) {
      Assertions.fail(wrong);
    }
  }

  private static Map<String, String> read(Path results, int code, Path out) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    boolean ended = false;
    for (String line : Files.readAllLines(results, StandardCharsets.UTF_8)) {
      int tab = line.indexOf('\t');
      if (line.equals(END)) {
        ended = true;
      } else if (tab > 0) {
        found.put(line.substring(0, tab), unescape(line.substring(tab + 1)));
      }
    }
    if (code != 0 || !ended || found.isEmpty()) {
      String text = Files.readString(out, StandardCharsets.UTF_8);
      throw new IOException(
          "the other JVM ended with code "
              + code
              + " and "
              + found.size()
              + " results:\n"
              + text.substring(Math.max(0, text.length() - 10_000)));
    }
    return found;
  }

  /**
   * In the other JVM.
   *
   * @param args the class, and the file for the results
   */
  public static void main(String[] args) throws Exception {
    List<String> lines = new ArrayList<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier id, TestExecutionResult r) {
            String wrong = r.getThrowable().map(OtherJvm::words).orElse("");
            if (r.getStatus() == TestExecutionResult.Status.ABORTED) {
              wrong = ABORTED + wrong;
            }
            if (id.isTest() || !wrong.isEmpty()) {
              lines.add(id.getDisplayName() + "\t" + escape(wrong));
            }
          }
        };
    try (LauncherSession session = LauncherFactory.openSession()) {
      session
          .getLauncher()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(Class.forName(args[0])))
                  .build(),
              listener);
    }
    lines.add(END);
    Files.write(Path.of(args[1]), lines, StandardCharsets.UTF_8);
    System.exit(0);
  }

  private static String words(Throwable e) {
    return e.getMessage() == null || e.getMessage().isEmpty() ? e.toString() : e.getMessage();
  }

  private static String escape(String s) {
    return s.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "");
  }

  private static String unescape(String s) {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '\\' && i + 1 < s.length()) {
        i++;
        b.append(s.charAt(i) == 'n' ? '\n' : s.charAt(i));
      } else {
        b.append(c);
      }
    }
    return b.toString();
  }
}
