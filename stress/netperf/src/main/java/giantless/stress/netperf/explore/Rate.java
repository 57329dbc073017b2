package giantless.stress.netperf.explore;

import giantless.stress.netperf.fork.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Executions a second.
 *
 * @param perSecond by the clock
 * @param perProcessorSecond in processor time of the JVM with all its threads
 */
public record Rate(double perSecond, double perProcessorSecond) {

  static Rate of(long executions, Stopwatch watch) {
    return of(executions, watch.seconds(), watch.processorSeconds());
  }

  static Rate of(long executions, double seconds, double processorSeconds) {
    return new Rate(executions / seconds, executions / processorSeconds);
  }

  /** How many times the other one. */
  Rate over(Rate other) {
    return new Rate(perSecond / other.perSecond, perProcessorSecond / other.perProcessorSecond);
  }

  /** Each of the two by itself. */
  static Rate median(List<Rate> all) {
    int middle = all.size() / 2;
    return new Rate(
        sorted(all, Comparator.comparingDouble(Rate::perSecond)).get(middle).perSecond,
        sorted(all, Comparator.comparingDouble(Rate::perProcessorSecond))
            .get(middle)
            .perProcessorSecond);
  }

  private static List<Rate> sorted(List<Rate> all, Comparator<Rate> by) {
    return all.stream().sorted(by).toList();
  }

  /** Says it where it is measured; {@link #read} reads it. */
  void say(String name) {
    Figures.say(name + ".second", perSecond);
    Figures.say(name + ".processor", perProcessorSecond);
  }

  static Rate read(Figures f, String name) {
    return new Rate(f.number(name + ".second"), f.number(name + ".processor"));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.0f/s [%.0f/s]", perSecond, perProcessorSecond);
  }
}
