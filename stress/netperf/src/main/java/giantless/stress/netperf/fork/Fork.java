package giantless.stress.netperf.fork;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A JVM that measures when it is told to, so that several of them take turns, or measure at the
 * same time. Its class calls {@link #serve}. Used by one thread.
 */
public final class Fork implements AutoCloseable {
  /** What is measured in the other JVM. */
  @FunctionalInterface
  public interface Measurement {
    /** Measures so long, and says its {@link Figures}. */
    void measure(int millis) throws Exception;
  }

  private static final String END = "measured";
  private static final long MINUTES = 2;

  private final Class<?> main;
  private final Process process;
  private final BufferedReader says;

  /**
   * Starts the class in another JVM like this one: the same JDK and class path.
   *
   * @throws IOException if it cannot be started
   */
  public Fork(Class<?> main, List<String> jvmFlags, Object... args) throws IOException {
    this.main = main;
    process =
        new ProcessBuilder(Figures.command(main, jvmFlags, args)).redirectErrorStream(true).start();
    says = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Has it measure, and does not wait for it. */
  public void measure(int millis) throws IOException {
    try {
      process.getOutputStream().write((millis + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      // Else it has ended, and figures() says with which words.
    }
  }

  /**
   * Waits for what it was told last.
   *
   * @throws IOException if it has ended instead, with what it printed, or does not answer
   */
  public Figures figures() throws IOException, InterruptedException {
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::answer);
    try {
      return Figures.read(answer.get(MINUTES, TimeUnit.MINUTES));
    } catch (TimeoutException e) {
      throw new IOException(main.getSimpleName() + " does not answer", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
  }

  /** Waits until it has ended by itself. */
  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  private String answer() {
    StringBuilder text = new StringBuilder();
    try {
      for (String line = says.readLine(); !END.equals(line); line = says.readLine()) {
        if (line == null) {
          throw new IllegalStateException(main.getSimpleName() + " has ended:\n" + text);
        }
        text.append(line).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Ends it. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** To be called in the other JVM: measures whenever it is told to, until it is not any more. */
  public static void serve(Measurement m) throws Exception {
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String millis = told.readLine(); millis != null; millis = told.readLine()) {
      m.measure(Integer.parseInt(millis));
      System.out.println(END);
    }
  }
}
