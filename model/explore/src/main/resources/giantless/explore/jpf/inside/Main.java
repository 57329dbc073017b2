package giantless.explore.jpf.inside;

import gov.nasa.jpf.Config;
import gov.nasa.jpf.JPF;
import gov.nasa.jpf.report.Statistics;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the forked JVM runs: searches until nothing new is learnt of what threads share, and writes
 * what has come out, one {@code key=value} a line, with line feeds and backslashes escaped. Keys:
 *
 * <ul>
 *   <li>{@code verdict}: {@code passed}, {@code failed} or {@code error}
 *   <li>{@code kind}, {@code thrown}, {@code violation}, {@code message}, {@code trace}: of a failure
 *   <li>{@code reason}: of an error
 *   <li>{@code searches}, {@code newStates}, {@code visitedStates}, {@code endStates}, {@code
 *       depth}, {@code instructions}, {@code cpuMillis}
 *   <li>{@code reversal}: a splat; any number of them
 *   <li>{@code order}: the learnt lock order, as JSON
 * </ul>
 */
public final class Main {
  private static final int MAX_SEARCHES = 40;

  private Main() {}

  /**
   * @param args the file of results, {@code locks} or {@code fields} for what is a step, and then
   *     the arguments of Java PathFinder
   */
  public static void main(String[] args) throws IOException {
    List<String> out = new ArrayList<>();
    String[] jpf = java.util.Arrays.copyOfRange(args, 2, args.length);
    try {
      search(jpf, args[1].equals("fields"), out);
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
    try (Writer w = Files.newBufferedWriter(Path.of(args[0]), StandardCharsets.UTF_8)) {
      for (String line : out) {
        w.write(line + "\n");
      }
    }
    System.exit(0);
  }

  private static void search(String[] args, boolean allFields, List<String> out) {
    Run.Touches touches = new Run.Touches();
    LockOrder order = new LockOrder();
    long newStates = 0;
    long visited = 0;
    long insns = 0;
    int searches = 0;
    while (true) {
      order.newSearch();
      Run run = new Run(touches, order, allFields);
      Run.current = run;
      Config config = JPF.createConfig(args);
      JPF jpf = new JPF(config);
      jpf.run();
      searches++;
      Statistics s = jpf.getReporter().getStatistics();
      newStates += s.newStates;
      visited += s.visitedStates;
      insns += s.insns;
      boolean grew = touches.grew();
      boolean last = run.hasFailed() || !grew || (!run.again && broken(jpf, run) != null);
      if (!last && searches == MAX_SEARCHES) {
        run.constraint = "what threads share is still growing after " + searches + " searches";
        last = true;
      }
      if (last) {
        verdict(jpf, run, out, s);
        add(out, "searches", "" + searches);
        add(out, "newStates", "" + newStates);
        add(out, "visitedStates", "" + visited);
        add(out, "lastStates", "" + s.newStates);
        add(out, "endStates", "" + run.ends);
        add(out, "depth", "" + s.maxDepth);
        add(out, "instructions", "" + insns);
        add(out, "cpuMillis", "" + cpuMillis());
        for (String r : order.reversals()) {
          add(out, "reversal", r);
        }
        add(out, "order", order.toJson());
        return;
      }
    }
  }

  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().map(d -> d.toMillis()).orElse(0L);
  }

  /** Why the search proves nothing, or null. */
  private static String broken(JPF jpf, Run run) {
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
    if (run.ends == 0) {
      return "no path comes to its end";
    }
    return null;
  }

  private static void verdict(JPF jpf, Run run, List<String> out, Statistics s) {
    if (run.hasFailed()) {
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
    if (broken == null && s.newStates <= 1) {
      broken = "only " + s.newStates + " state was seen";
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
