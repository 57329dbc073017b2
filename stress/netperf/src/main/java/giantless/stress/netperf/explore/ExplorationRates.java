package giantless.stress.netperf.explore;

import giantless.stress.netperf.fork.Figures;
import giantless.stress.netperf.fork.Fork;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The explorer beside Lincheck's model checker on the same program, one after the other in JVMs of
 * their own on the same JDK: two threads, each takes and gives back one lock three times. And two
 * shards of a larger search, each in a JVM of its own, at the same time beside one alone. Called by
 * the performance gate and from the command line ({@code ExplorationRates [rounds [millis]]}); a
 * figure comes with the load that it was measured under.
 *
 * @param carrier what the explorer's threads are made of
 * @param continuations whether these are continuations; else they are Java threads
 * @param explorer its rate; each execution is of another class of executions
 * @param executions how many the explorer needs for the whole program
 * @param lincheck Lincheck's rate; each execution is what it calls an invocation
 * @param invocations how many of these it runs in one check
 * @param ended whether it then found no more to run; else so many were allowed
 * @param one rate of one shard alone
 * @param two rate of two shards at the same time, together
 * @param shards median of how many times the one the other is, measured in turns
 * @param load load average of the machine when it began and when it ended
 */
public record ExplorationRates(
    String carrier,
    boolean continuations,
    Rate explorer,
    long executions,
    Rate lincheck,
    long invocations,
    boolean ended,
    Rate one,
    Rate two,
    Rate shards,
    String load) {

  private static final List<String> OURS =
      List.of("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED", "-XX:+UseSerialGC");

  /** What Lincheck opens, and its agent. */
  private static final List<String> THEIRS =
      List.of(
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.util=ALL-UNNAMED",
          "--add-exports=java.base/sun.security.action=ALL-UNNAMED",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+EnableDynamicAgentLoading",
          "-Djdk.attach.allowAttachSelf=true",
          "-XX:+UseSerialGC");

  /** A round of shards, in rounds: each begins with what a search has to do once. */
  public static final int SHARD_ROUND = 3;

  /**
   * Of each shard alone before the rounds that count, in rounds, and of both together: until then
   * their JVMs still compile, for which two that search leave no processor.
   */
  private static final int WARM_UP = 25;

  private static final int WARM_UP_TOGETHER = 10;

  /** What a check of Lincheck may run: more than it needs. */
  private static final int MOST = 500;

  /** The explorer's rate by Lincheck's, by the clock. */
  public double ratio() {
    return explorer.over(lincheck).perSecond();
  }

  /**
   * Measures.
   *
   * @param rounds of which the median is taken
   * @param millis of each round; Lincheck has as long as all of them together
   */
  public static ExplorationRates measure(int rounds, int millis)
      throws IOException, InterruptedException {
    double before = loadAverage();
    Figures ours = Figures.of(ExplorerRate.class, OURS, rounds, millis);
    Figures theirs = Figures.of(LincheckRate.class, THEIRS, MOST, rounds * millis);
    List<Rate> one = new ArrayList<>();
    List<Rate> two = new ArrayList<>();
    List<Rate> ratios = new ArrayList<>();
    try (Fork first = new Fork(ShardRate.class, OURS, 1, 2);
        Fork second = new Fork(ShardRate.class, OURS, 2, 2)) {
      for (Fork each : List.of(first, second)) {
        each.measure(WARM_UP * millis);
        each.figures();
      }
      together(first, second, WARM_UP_TOGETHER * millis);
      for (int i = 0; i < rounds; i++) {
        first.measure(SHARD_ROUND * millis);
        one.add(Rate.read(first.figures(), "shard"));
        two.add(together(first, second, SHARD_ROUND * millis));
        ratios.add(two.get(i).over(one.get(i)));
      }
    }
    return new ExplorationRates(
        ours.text("carrier"),
        Boolean.parseBoolean(ours.text("continuations")),
        Rate.read(ours, "small"),
        (long) ours.number("executions"),
        Rate.read(theirs, "lincheck"),
        (long) theirs.number("executions"),
        Boolean.parseBoolean(theirs.text("ended")),
        Rate.median(one),
        Rate.median(two),
        Rate.median(ratios),
        String.format(Locale.ROOT, "load %.1f to %.1f", before, loadAverage()));
  }

  /** Both at the same time; what a processor second does is their mean. */
  private static Rate together(Fork first, Fork second, int millis)
      throws IOException, InterruptedException {
    first.measure(millis);
    second.measure(millis);
    Rate a = Rate.read(first.figures(), "shard");
    Rate b = Rate.read(second.figures(), "shard");
    return new Rate(
        a.perSecond() + b.perSecond(), (a.perProcessorSecond() + b.perProcessorSecond()) / 2);
  }

  private static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** The figures by the clock and, in brackets, in processor time. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "JDK %s, %s, %s; by the clock [in processor time]%n"
            + "two threads, three pairs each:%n"
            + "  explorer %s, %d in all%n"
            + "  Lincheck %s, %d in all%n"
            + "  ratio %.0f%n"
            + "one shard %s, two shards %s, ratio %.2f",
        Runtime.version(),
        carrier,
        load,
        explorer,
        executions,
        lincheck,
        invocations,
        ratio(),
        one,
        two,
        shards.perSecond());
  }

  /** Prints it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int millis = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    System.out.println(measure(rounds, millis));
  }
}
