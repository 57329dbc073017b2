package giantless.explore.search;

import giantless.explore.scenario.FailureKind;
import giantless.lock.explored.Result;
import giantless.lock.explored.World;
import giantless.lock.jpf.JpfWorld;
import giantless.races.MonitorProgram;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What random programs can come to: what their operations answered, thread by thread, and how they
 * fail. By the explorer; and as a program that Java PathFinder runs.
 */
public final class SmallEnds {
  private static final String MARK = "end of ";
  private static final int LEAST = 3;

  /** What they are about. */
  public enum Family {
    /** {@link SmallProgram}; every second one with signals. */
    LOCKS {
      private static final int SIZE = 6;

      @Override
      Answering program(long seed, boolean woven) {
        return seed % 2 == 0
            ? new SmallProgram(seed, SIZE, false)
            : SmallProgram.withSignals(seed, SIZE, false);
      }
    },
    /** {@link MonitorProgram}; of two threads or of three, and some with limits. */
    MONITORS {
      @Override
      Answering program(long seed, boolean woven) {
        boolean two = seed % 2 == 0;
        MonitorProgram.Way way = woven ? new MonitorProgram.Woven() : new MonitorProgram.Language();
        return new MonitorProgram(seed, two ? 2 : 3, two ? 6 : 4, seed % THIRD == 0, way);
      }

      @Override
      int early(long seed) {
        return seed % SIXTH == 0 ? 1 : 0;
      }
    };

    private static final int THIRD = 3;
    private static final int SIXTH = 6;

    /**
     * @param woven whether for the explorer
     */
    abstract Answering program(long seed, boolean woven);

    /** How many deadlines may come early. */
    int early(long seed) {
      return 0;
    }

    public String text(long seed) {
      return program(seed, true).toString();
    }
  }

  /** What the executions that did not fail came to. */
  public final Set<String> ends = new TreeSet<>();

  public final Set<FailureKind> fails = EnumSet.noneOf(FailureKind.class);

  private boolean complete;

  private SmallEnds() {}

  /**
   * As the explorer finds them.
   *
   * @param most executions
   */
  public static SmallEnds explored(Family family, long seed, int most) {
    SmallEnds all = new SmallEnds();
    Answering p = family.program(seed, true);
    Enumerator.Watching watching =
        new Enumerator.Watching(new Dpor(family.early(seed))) {
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

  private static String mark(Family family, long seed) {
    return MARK + family + " " + seed + ": ";
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
  public static Set<String> printed(Family family, long seed, Iterable<String> lines) {
    String mark = mark(family, seed);
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
   * @param args the family, and the seed
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Family family = Family.valueOf(args[0]);
    long seed = Long.parseLong(args[1]);
    int early = family.early(seed);
    Object world = World.class.getConstructor(int.class, long.class).newInstance(early, 1L);
    JpfWorld jpf = (JpfWorld) world;
    Answering p = family.program(seed, false);
    jpf.run(p.begin((World) world));
    System.out.println(mark(family, seed) + p.answers());
    jpf.finish();
  }
}
