package giantless.explore.jpf.inside;

import gov.nasa.jpf.JPF;
import gov.nasa.jpf.report.Statistics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What the forked JVM runs, for each program in turn: searches, and writes what has come out, one
 * {@code key=value} a line, with line feeds and backslashes escaped. Keys:
 *
 * <ul>
 *   <li>{@code verdict}: {@code passed}, {@code failed} or {@code error}
 *   <li>{@code kind}, {@code thrown}, {@code violation}, {@code message}, {@code trace}: of a
 *       failure
 *   <li>{@code reason}: of an error
 *   <li>{@code searches}, {@code newStates} of all of them, {@code lastStates}, {@code endStates},
 *       {@code depth}, {@code instructions}, {@code cpuMillis}
 *   <li>{@code reversal}: a splat; any number of them
 *   <li>{@code order}: the learnt lock order, as JSON
 *   <li>{@code crowded}: whether the next program should have another JVM
 * </ul>
 */
public final class Main {
  private Main() {}

  /**
   * Reads what to run, one program a line: the file for the result, the class with {@code main} and
   * its arguments, with tabs between. The file is there when all of it has been written. The JVM
   * ends when nobody is there to ask any more, also in mid-search.
   *
   * @param args those of Java PathFinder that are the same for all
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    BlockingQueue<String> questions = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(questions), "questions");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      String[] words = questions.take().split("\t");
      String[] jpf = Arrays.copyOf(args, args.length + words.length - 1);
      System.arraycopy(words, 1, jpf, args.length, words.length - 1);
      write(Path.of(words[0]), run(jpf));
    }
  }

  /** Who asks has the other end of standard input, however it ends. */
  private static void read(BlockingQueue<String> questions) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        questions.add(line);
      }
    } catch (IOException e) {
      System.err.println("no more questions: " + e);
    }
    Runtime.getRuntime().halt(0);
  }

  private static List<String> run(String[] jpf) {
    List<String> out = new ArrayList<>();
    try {
      search(jpf, out);
    } catch (Throwable e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      out.clear();
      add(out, "verdict", "error");
      add(out, "reason", "Java PathFinder failed: " + cause);
      e.printStackTrace();
    }
    Run.current = null;
    add(out, "crowded", "" + isCrowded());
    return out;
  }

  /** Whether what Java PathFinder keeps of programs that are over leaves too little to the next. */
  private static boolean isCrowded() {
    long enough = Runtime.getRuntime().maxMemory() / 3;
    if (tenured() > enough) {
      System.gc();
    }
    return tenured() > enough;
  }

  private static long tenured() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(p -> p.getName().startsWith("Tenured"))
        .mapToLong(p -> p.getUsage().getUsed())
        .sum();
  }

  private static void write(Path result, List<String> out) throws IOException {
    Path unfinished = result.resolveSibling(result.getFileName() + ".new");
    Files.write(unfinished, out, StandardCharsets.UTF_8);
    Files.move(unfinished, result, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void search(String[] args, List<String> out) {
    long cpu = cpuMillis();
    Run run = new Run();
    Run.current = run;
    JPF jpf = new JPF(JPF.createConfig(args));
    jpf.run();
    Statistics s = jpf.getReporter().getStatistics();
    Rounds r = run.rounds;
    verdict(jpf, run, out);
    add(out, "searches", "" + (r.number() + 1));
    add(out, "newStates", "" + r.allStates());
    add(out, "lastStates", "" + r.states());
    add(out, "endStates", "" + r.ends());
    add(out, "depth", "" + r.depth());
    add(out, "instructions", "" + s.insns);
    add(out, "cpuMillis", "" + (cpuMillis() - cpu));
    for (String splat : run.order.reversals()) {
      add(out, "reversal", splat);
    }
    add(out, "order", run.order.toJson());
  }

  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().map(d -> d.toMillis()).orElse(0L);
  }

  /** Why the search proves nothing, or null. */
  private static String broken(JPF jpf, Run run) {
    if (run.lack != null) {
      return "Java PathFinder lacks something: " + run.lack;
    }
    if (run.cut != null) {
      return "a path was cut: " + run.cut;
    }
    if (run.constraint != null) {
      return "the search is not complete: " + run.constraint;
    }
    if (!jpf.getSearchErrors().isEmpty()) {
      return "Java PathFinder: " + jpf.getSearchErrors().get(0).getDescription();
    }
    if (run.world == 0) {
      return "the program made no world";
    }
    if (run.rounds.isExhausted()) {
      return "what threads share is still growing after " + run.rounds.number() + " searches";
    }
    if (!run.rounds.isComplete()) {
      return "the search ended before it was complete";
    }
    if (run.rounds.ends() == 0) {
      return "no path comes to its end";
    }
    return null;
  }

  private static void verdict(JPF jpf, Run run, List<String> out) {
    if (run.hasFailed() && run.lack == null) {
      add(out, "verdict", "failed");
      add(out, "kind", run.failureKind);
      add(out, "message", run.failure);
      add(out, "trace", run.trace);
      if (run.thrown != null) {
        add(out, "thrown", run.thrown);
      }
      if (run.violation != null) {
        add(out, "violation", run.violation);
      }
      return;
    }
    String broken = broken(jpf, run);
    if (broken == null && run.rounds.states() <= 1) {
      broken = "only " + run.rounds.states() + " state was seen";
    }
    add(out, "verdict", broken == null ? "passed" : "error");
    if (broken != null) {
      add(out, "reason", broken);
    }
  }

  private static void add(List<String> out, String key, String value) {
    out.add(key + "=" + value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", ""));
  }
}
