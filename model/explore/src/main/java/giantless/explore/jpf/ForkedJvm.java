package giantless.explore.jpf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that is asked one thing after another: a line goes to its standard input, and the answer is
 * a file that it makes when it is done. So the price of a start is paid once for many runs. Who
 * takes longer than allowed is killed, and the next question starts another one. None outlives this
 * JVM: when this one ends, for example by a signal, a shutdown hook kills it and what it has
 * started, and from then on none is started; if this one is killed, its standard input ends. Of one
 * thread.
 */
final class ForkedJvm implements AutoCloseable {
  private static final int POLL_MILLIS = 20;

  /** How much longer than its processor time a run may take on the wall. */
  private static final int PATIENCE = 10;

  /** What the exit code of a process is above if a signal has ended it. */
  private static final int SIGNALLED = 128;

  /** Signals that come from outside; those that a JVM that crashes ends by are others. */
  private static final Map<Integer, String> FROM_OUTSIDE =
      Map.of(1, "SIGHUP", 2, "SIGINT", 9, "SIGKILL", 15, "SIGTERM");

  private static final String INTERRUPTED = "interrupted";

  private final Path directory;
  private final Path log;
  private final Thread hook = new Thread(this::end, "kill forked JVM");
  private List<String> command = List.of();
  private volatile Process process;

  /** No other one is started. Guarded by this. */
  private boolean ended;

  /**
   * @param directory where it runs
   * @param log the file that its output replaces
   */
  ForkedJvm(Path directory, Path log) {
    this.directory = directory;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether a question to this command would be the first one of its JVM. */
  boolean isFresh(List<String> wanted) {
    return process == null || !process.isAlive() || !command.equals(wanted);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param wanted the command, another one than the last time starts another JVM
   * @param answer the file, which does not exist
   * @param seconds of processor time; on the wall it may take ten times as long
   * @return why there is no answer; null if there is one
   * @throws IOException if the JVM cannot be started
   */
  String ask(List<String> wanted, String question, Path answer, int seconds)
      throws IOException, InterruptedException {
    if (isFresh(wanted)) {
      kill();
      if (!start(wanted)) {
        return INTERRUPTED;
      }
    }
    Process p = process;
    long cpu = cpuMillis(p);
    long wall = System.nanoTime();
    try {
      OutputStream to = p.getOutputStream();
      to.write((question + "\n").getBytes(StandardCharsets.UTF_8));
      to.flush();
    } catch (IOException e) {
      // It has ended already, which is said below.
      p.waitFor();
    }
    while (!Files.exists(answer)) {
      if (p.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        return Files.exists(answer) ? null : crash(p);
      }
      String late = late(cpuMillis(p) - cpu, System.nanoTime() - wall, seconds);
      if (late != null) {
        kill();
        return late;
      }
    }
    return null;
  }

  /** False if this JVM ends. */
  private synchronized boolean start(List<String> wanted) throws IOException {
    if (ended) {
      return false;
    }
    command = List.copyOf(wanted);
    ProcessBuilder b = new ProcessBuilder(command);
    b.directory(directory.toFile());
    b.redirectErrorStream(true).redirectOutput(log.toFile());
    process = b.start();
    return true;
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private static long cpuMillis(Process p) {
    return p.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  private static String late(long cpuMillis, long wallNanos, int seconds) {
    if (TimeUnit.MILLISECONDS.toSeconds(cpuMillis) >= seconds) {
      return "not finished in " + seconds + " s of processor time";
    }
    if (TimeUnit.NANOSECONDS.toSeconds(wallNanos) >= (long) seconds * PATIENCE) {
      return "not finished in " + seconds * PATIENCE + " s on a busy machine";
    }
    return null;
  }

  private String crash(Process p) throws IOException {
    if (hasEnded()) {
      return INTERRUPTED;
    }
    String signal = FROM_OUTSIDE.get(p.exitValue() - SIGNALLED);
    if (signal != null) {
      return "Java PathFinder was ended by " + signal + " from outside";
    }
    String all = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
    String why =
        all.lines()
            .filter(s -> s.contains("Error") || s.contains("Exception"))
            .findFirst()
            .orElseGet(() -> all.lines().findFirst().orElse("it said nothing"));
    return "Java PathFinder crashed (exit " + p.exitValue() + "): " + why.strip();
  }

  private synchronized void end() {
    ended = true;
    kill();
  }

  /** Ends the JVM that there is; the next question goes to another one. */
  void retire() {
    kill();
  }

  private void kill() {
    Process p = process;
    if (p != null && p.isAlive()) {
      p.descendants().forEach(ProcessHandle::destroyForcibly);
      p.destroyForcibly();
      p.onExit().join();
    }
  }

  /** Kills what still runs; nothing can be asked any more. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM ends already, and the hook does the same.
      return;
    }
  }
}
