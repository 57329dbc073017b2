package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import giantless.cli.LastRun;
import giantless.cli.UserError;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What the TAP tests share: the namespace, {@code giantless tap} in it as a process of its own, and
 * the record of each check. Where root, the device or a tool is missing the record says NOT RUN and
 * why. Each has a directory and a namespace of its own, so that several can be in use at a time.
 */
final class TapTestbed implements AutoCloseable {
  /** The Giantless host. */
  static final String US = "10.77.0.2";

  /** The Linux side. */
  static final String LINUX = "10.77.0.1";

  /** Of all that is random. */
  static final String SEED = "20260101";

  /** Flags of a JVM that lives for seconds. */
  static final List<String> BRIEF = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final String test;
  private final Path directory;
  private final Path console;
  private final Path capture;
  private final Path statistics;
  private final String obstacle;
  private final Namespace ns;
  private List<String> jvm = List.of("-XX:+UseSerialGC");
  private Process giantless;

  /** The driver loses frames in what is captured. */
  private boolean lossy;

  /** What a check does once the namespace is there. */
  interface Body {
    void run() throws Exception;
  }

  /**
   * @param test the class whose checks these are
   * @param part which of its testbeds this is, one word
   * @param tools further commands that it needs
   */
  TapTestbed(Class<?> test, String part, String... tools) throws Exception {
    this.test = test.getSimpleName();
    this.directory = Path.of("target", "tap", this.test, part).toAbsolutePath();
    this.console = directory.resolve("console.txt");
    this.capture = directory.resolve("tap.pcapng");
    this.statistics = directory.resolve("last-run.json");
    this.obstacle = Namespace.obstacle(tools);
    this.ns = obstacle == null ? Namespace.create(directory) : null;
  }

  Namespace ns() {
    return ns;
  }

  Path directory() {
    return directory;
  }

  /**
   * From here on hosts are started for a short life: the optimising compiler would cost them more
   * than it gives.
   */
  void brief() {
    jvm = BRIEF;
  }

  /** tshark on what was captured. */
  CaptureJudge judge() {
    return new CaptureJudge(capture);
  }

  /**
   * How often the host that was stopped last may have sent a segment again sooner than a timer
   * takes since it was sent: not more often than the output queue was full and refused a packet, as
   * the timer runs from there, and not more often than timers have fired.
   */
  long earlyTimeouts() throws UserError {
    JsonNode run = LastRun.read(statistics);
    return Math.min(
        run.requiredAt("/interfaces/tap0/ifq_drops").asLong(),
        run.requiredAt("/protocols/tcp/tcpsRexmttimeo").asLong());
  }

  /** Runs a check, stops the host cleanly, and writes the record. */
  void check(String name, Body body) throws Exception {
    ResultRecord.Builder record =
        ResultRecord.of("tap", name).replay("mvn -B verify -pl model/cli -am -Dit.test=" + test);
    if (obstacle != null) {
      ResultWriter.write(record.notRun(obstacle).build());
      Assumptions.abort(obstacle);
    }
    long start = System.nanoTime();
    try {
      Files.deleteIfExists(capture);
      Files.deleteIfExists(statistics);
      body.run();
      halt();
      if (Files.exists(capture)) {
        assertThat(judge().bad(lossy)).as("malformed packets and bad checksums").isEmpty();
      }
      record.passed("the Linux kernel and tshark agree; one run");
    } catch (Throwable t) {
      String remains = remains(name, t);
      t.addSuppressed(new AssertionError(remains));
      record.failed(String.valueOf(t.getMessage())).details(remains);
      throw t;
    } finally {
      ResultWriter.write(record.seconds((System.nanoTime() - start) / 1e9).build());
    }
  }

  /** Ends the host, which completes what it writes, and keeps that. */
  private String remains(String name, Throwable failure) throws IOException {
    try {
      halt();
    } catch (Exception | AssertionError e) {
      failure.addSuppressed(e);
    }
    List<String> names =
        Stream.of(capture, statistics, console).map(p -> p.getFileName().toString()).toList();
    return Remains.keep(directory, name, names, statistics.getFileName().toString());
  }

  /** Starts the host with options, and a capture. */
  void bootCaptured(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--pcap", capture.toString()));
    all.addAll(List.of(options));
    int loss = all.indexOf("--loss");
    lossy = loss >= 0 && !all.get(loss + 1).equals("0");
    boot(all.toArray(new String[0]));
  }

  /** Starts the host with options. */
  void boot(String... options) throws Exception {
    giantless = ns.startUntil(console, "SIGTERM or Ctrl-C stops it", command(options));
  }

  /** Runs the host as a client, as {@link #client(int, String...)}, with options in two parts. */
  String client(int secondsMax, String[] options, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return client(secondsMax, all.toArray(new String[0]));
  }

  /** Runs the host as a client until it ends by itself, and gives what it has printed. */
  String client(int secondsMax, String... options) throws Exception {
    String out = ns.run(secondsMax, command(options));
    assertThat(out).contains("stopped cleanly");
    return out;
  }

  private String[] command(String... options) {
    List<String> all = new ArrayList<>(List.of(java()));
    all.addAll(jvm);
    all.addAll(
        List.of(
            "-jar",
            Path.of("target", "giantless.jar").toAbsolutePath().toString(),
            "tap",
            "--device",
            "tap0",
            "--address",
            US + "/24",
            "--stats",
            statistics.toString()));
    all.addAll(List.of(options));
    return all.toArray(new String[0]);
  }

  /** SIGTERM, and the clean end that it must lead to; what the host has printed. */
  String halt() throws Exception {
    if (giantless == null) {
      return "";
    }
    // Process.destroy would close the pipe that the last words come through.
    giantless.toHandle().destroy();
    boolean ended = giantless.waitFor(20, TimeUnit.SECONDS);
    assertThat(ended).as("ends on SIGTERM:\n" + Files.readString(console)).isTrue();
    ns.drained(giantless);
    String said = Files.readString(console);
    assertThat(said).contains("stopped cleanly");
    assertThat(giantless.exitValue()).as("exit code of a clean stop").isZero();
    giantless = null;
    return said;
  }

  /** A file of the tests' resources, put where a command can read it. */
  Path resource(String name) throws IOException {
    Path file = directory.resolve(name);
    try (var in = TapTestbed.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Override
  public void close() throws Exception {
    if (ns != null) {
      ns.close();
    }
  }
}
