package giantless.reports;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the report; runs inside the build as the last step of {@code mvn verify}. Arguments: the
 * root of the checkout, the directory of the records, the directory of the report, and the moment
 * when the build began. Results older than that are of another build and do not count.
 */
public final class Main {
  private Main() {}

  /** The report is red; the message says why. */
  public static final class RedReport extends RuntimeException {
    private static final long serialVersionUID = 1;

    RedReport(String message) {
      super(message);
    }
  }

  /**
   * Writes the report and prints its path as the last line of the build.
   *
   * @throws RedReport if a layer failed or is missing
   */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Path out = Path.of(args[2]);
    Report report = make(root, Path.of(args[1]), out, Instant.parse(args[3]));
    String path = root.relativize(out.resolve("index.html")).toString();
    printLast("Giantless report: " + path);
    judge(report);
  }

  /**
   * Prints a line when the JVM ends. Maven prints its own summary after this class has run, and the
   * path shall be the last that a person sees. Maven's own stream may be closed by then, so the
   * line goes to the process's output.
   */
  private static void printLast(String line) {
    String end = System.lineSeparator();
    byte[] bytes = (end + line + end).getBytes(StandardCharsets.UTF_8);
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    // The group of this thread ends with the execution, and a thread of an ended group cannot
    // start.
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread printer =
        new Thread(
            group,
            () -> {
              try {
                out.write(bytes);
              } catch (IOException e) {
                // Nobody reads the output any more; the page is there all the same.
                return;
              }
            });
    Runtime.getRuntime().addShutdownHook(printer);
  }

  /**
   * Prints what failed and the overall verdict.
   *
   * @throws RedReport if the report is red
   */
  static void judge(Report report) {
    for (CheckResult bad : report.failures()) {
      String reason = bad.reason().lines().findFirst().orElse("");
      System.out.println("FAILED " + bad.check() + ": " + reason);
    }
    String line = "Giantless: " + report.headline() + "; " + report.sentence();
    System.out.println(line);
    if (report.red()) {
      throw new RedReport(line);
    }
  }

  /** Reads all results and writes the pages. */
  static Report make(Path root, Path records, Path out, Instant since) throws IOException {
    List<LayerSpec> layers = LayerSpec.expected();
    List<CheckResult> results = new ArrayList<>(new RecordFiles().read(records, since));
    results.addAll(new JUnitFiles(root, since, layers).read());
    Report report =
        Report.of(
            layers, results, since, Duration.between(since, Instant.now()), Provenance.of(root));
    Pages.write(report, out);
    return report;
  }
}
