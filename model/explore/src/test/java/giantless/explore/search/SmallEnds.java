package giantless.explore.search;

import giantless.explore.scenario.FailureKind;
import giantless.lock.explored.Result;
import giantless.lock.explored.World;
import giantless.lock.jpf.JpfWorld;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the random programs of {@link SmallProgram} can come to: what their operations answered,
 * thread by thread, and how they fail. By the explorer; and as a program that Java PathFinder runs.
 */
public final class SmallEnds {
  private static final String MARK = "end of ";
  private static final int SIZE = 6;
  private static final int LEAST = 3;

  /** What the executions that did not fail came to. */
  public final Set<String> ends = new TreeSet<>();

  public final Set<FailureKind> fails = EnumSet.noneOf(FailureKind.class);

  private boolean complete;

  private SmallEnds() {}

  /** Every second one with signals. */
  private static SmallProgram program(long seed) {
    return seed % 2 == 0
        ? new SmallProgram(seed, SIZE, false)
        : SmallProgram.withSignals(seed, SIZE, false);
  }

  public static String text(long seed) {
    return program(seed).toString();
  }

  /**
   * As the explorer finds them.
   *
   * @param most executions
   */
  public static SmallEnds explored(long seed, int most) {
    SmallEnds all = new SmallEnds();
    SmallProgram p = program(seed);
    Enumerator.Watching watching =
        new Enumerator.Watching(new Dpor()) {
          @Override
          public void done(Result r) {
            super.done(r);
            if (r.failure() != null) {
              all.fails.add(FailureKind.of(r.failure()));
            } else if (!r.isStopped()) {
              all.ends.add(p.answers());
            }
          }
        };
    try (Explorer explorer = new Explorer().keepGoing(true).races(false)) {
      all.complete = explorer.explore(p, watching, Budget.executions(most)).isComplete();
    }
    return all;
  }

  /** Whether these are all. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether schedules make a difference: several ends, or some that fail and some that do not. */
  public boolean isInteresting() {
    return fails.isEmpty() ? ends.size() >= LEAST : !ends.isEmpty();
  }

  /**
   * What Java PathFinder has printed of the program.
   *
   * @param lines of it and of other programs
   */
  public static Set<String> printed(long seed, Iterable<String> lines) {
    String mark = MARK + seed + ": ";
    Set<String> ends = new TreeSet<>();
    for (String line : lines) {
      if (line.startsWith(mark)) {
        ends.add(line.substring(mark.length()));
      }
    }
    return ends;
  }

  /**
   * Runs inside Java PathFinder, where another class is in the place of {@link World}.
   *
   * @param args the seed
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    long seed = Long.parseLong(args[0]);
    Object world = World.class.getConstructor(int.class, long.class).newInstance(0, 1L);
    JpfWorld jpf = (JpfWorld) world;
    SmallProgram p = program(seed);
    jpf.run(p.begin((World) world));
    System.out.println(MARK + seed + ": " + p.answers());
    jpf.finish();
  }
}
