package giantless.cli.tap;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace of the test's own with one TAP device, {@code tap0}, whose Linux side has
 * 10.77.0.1/24. Closing it ends what still runs in it and deletes it. Needs root.
 */
final class Namespace implements AutoCloseable {
  private final String name;
  private final Path directory;
  private final List<Process> started = new ArrayList<>();
  private final Map<Process, Thread> pumps = new HashMap<>();

  private Namespace(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  /** Why no namespace can be made here, or null if one can and the further tools are there. */
  static String obstacle(String... tools) throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "not root";
    }
    if (!Files.exists(Path.of("/dev/net/tun"))) {
      return "no /dev/net/tun";
    }
    List<String> needed = new ArrayList<>(List.of("ip", "ping"));
    needed.addAll(List.of(tools));
    for (String tool : needed) {
      if (new ProcessBuilder("sh", "-c", "command -v " + tool).start().waitFor() != 0) {
        return tool + " is not installed";
      }
    }
    return CaptureJudge.obstacle();
  }

  /**
   * Makes the namespace; output of commands goes to files in the directory, which also gives it its
   * name: a process may have several.
   */
  static Namespace create(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    String name = "giantless-" + ProcessHandle.current().pid() + "-" + directory.getFileName();
    Namespace ns = new Namespace(name, directory);
    ns.host("ip", "netns", "add", ns.name);
    ns.run(10, "ip", "link", "set", "lo", "up");
    ns.run(10, "ip", "tuntap", "add", "tap0", "mode", "tap");
    ns.run(10, "ip", "address", "add", "10.77.0.1/24", "dev", "tap0");
    ns.run(10, "ip", "link", "set", "tap0", "up");
    return ns;
  }

  /** Runs a command in the namespace and gives what it printed; fails if it fails or hangs. */
  String run(int secondsMax, String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "out", ".txt");
    return ended(start(out, command), out, secondsMax, command);
  }

  /**
   * Waits for the end of a command that was started, and gives what it printed, as {@link #run}.
   */
  static String ended(Process p, Path out, int secondsMax, String... command)
      throws IOException, InterruptedException {
    if (!p.waitFor(secondsMax, TimeUnit.SECONDS)) {
      p.destroyForcibly().waitFor();
      throw new AssertionError(List.of(command) + " took over " + secondsMax + " s:\n" + text(out));
    }
    if (p.exitValue() != 0) {
      throw new AssertionError(List.of(command) + " exits " + p.exitValue() + ":\n" + text(out));
    }
    return text(out);
  }

  /** Starts a command in the namespace, its output into the file. */
  Process start(Path out, String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(command));
    Process p =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    started.add(p);
    return p;
  }

  /**
   * Starts a command in the namespace and waits until it has printed a line that contains the text;
   * all that it prints goes into the file.
   */
  Process startUntil(Path out, String text, String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(command));
    Process p = new ProcessBuilder(all).redirectErrorStream(true).start();
    started.add(p);
    CompletableFuture<Boolean> seen = new CompletableFuture<>();
    Thread pump = new Thread(() -> pump(p, out, text, seen), "output of " + command[0]);
    pump.start();
    pumps.put(p, pump);
    if (!seen.get(60, TimeUnit.SECONDS)) {
      throw new AssertionError(List.of(command) + " ended without '" + text + "':\n" + text(out));
    }
    return p;
  }

  private static void pump(Process p, Path out, String text, CompletableFuture<Boolean> seen) {
    try (BufferedReader in = p.inputReader(StandardCharsets.UTF_8);
        BufferedWriter to = Files.newBufferedWriter(out)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        to.write(line + "\n");
        to.flush();
        if (line.contains(text)) {
          seen.complete(true);
        }
      }
      seen.complete(false);
    } catch (IOException e) {
      seen.completeExceptionally(e);
    }
  }

  /** Waits until all that an ended process of {@link #startUntil} printed is in its file. */
  void drained(Process p) throws InterruptedException {
    pumps.get(p).join();
  }

  static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private void host(String... command) throws IOException, InterruptedException {
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (p.waitFor() != 0) {
      throw new AssertionError(List.of(command) + ": " + out);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Process p : started) {
      p.destroyForcibly().waitFor();
    }
    host("ip", "netns", "delete", name);
  }
}
