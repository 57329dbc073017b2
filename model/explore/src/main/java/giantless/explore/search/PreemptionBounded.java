package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.World;
import java.util.Arrays;

/**
 * Every schedule with at most so many preemptions, a preemption being a step of another thread
 * while the one before could have gone on; after Musuvathi and Qadeer, "Iterative Context Bounding
 * for Systematic Testing of Multithreaded Programs", PLDI 2007. Knows nothing of independence, so
 * it is for small bounds. Deadlines come when nothing else can.
 */
public final class PreemptionBounded implements Resumable {
  private final int bound;
  private int[] taken = new int[64];
  private int[] options = new int[64];
  private int prefix;
  private int depth;
  private int preemptions;
  private boolean begun;
  private boolean ready;
  private boolean exhausted;

  public PreemptionBounded(int bound) {
    this.bound = bound;
  }

  @Override
  public String name() {
    return "bounded";
  }

  @Override
  public String bounds() {
    return "at most " + bound + " preemptions; time passes when no thread can go on";
  }

  @Override
  public boolean isExhaustive() {
    return exhausted;
  }

  @Override
  public boolean timeIsChoice() {
    return true;
  }

  @Override
  public boolean advance() {
    boolean more = ready || (!exhausted && prepare());
    ready = false;
    return more;
  }

  private boolean prepare() {
    if (!begun) {
      begun = true;
      return true;
    }
    for (int d = depth - 1; d >= 0; d--) {
      if (taken[d] + 1 < options[d]) {
        taken[d]++;
        prefix = d + 1;
        return true;
      }
    }
    exhausted = true;
    return false;
  }

  @Override
  public void begin(World world) {
    depth = 0;
    preemptions = 0;
  }

  private int pick(int count) {
    if (depth == taken.length) {
      taken = Arrays.copyOf(taken, depth * 2);
      options = Arrays.copyOf(options, depth * 2);
    }
    if (depth >= prefix) {
      taken[depth] = 0;
    }
    options[depth] = count;
    return taken[depth++];
  }

  @Override
  public int next(World world) {
    ExploredThread last = world.last();
    boolean goesOn = last != null && world.isEnabled(last);
    int enabled = 0;
    for (int i = 0; i < world.liveCount(); i++) {
      enabled += world.isEnabled(world.live(i)) ? 1 : 0;
    }
    if (enabled == 0) {
      return Options.get(world, pick(Options.count(world)));
    }
    if (!goesOn) {
      return Options.get(world, pick(enabled));
    }
    // The one that goes on is option 0, the others follow in order.
    int k = pick(preemptions < bound ? enabled : 1);
    if (k == 0) {
      return last.id();
    }
    preemptions++;
    int own = 0;
    while (Options.get(world, own) != last.id()) {
      own++;
    }
    return Options.get(world, k <= own ? k - 1 : k);
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    return pick(alternatives);
  }

  @Override
  public String spec() {
    return "bounded:" + bound;
  }

  @Override
  public void save(StateWriter out) {
    if (!ready && !exhausted) {
      ready = prepare();
    }
    out.line("bounded", bound, exhausted);
    out.ints("taken", taken, exhausted ? 0 : prefix);
    out.ints("options", options, exhausted ? 0 : prefix);
  }

  @Override
  public void restore(StateReader in) {
    if (in.line("bounded").integer() != bound) {
      throw in.error("another bound than " + bound);
    }
    exhausted = in.truth();
    int[] path = in.line("taken").ints();
    prefix = path.length;
    taken = Arrays.copyOf(path, Math.max(64, prefix));
    options = Arrays.copyOf(in.line("options").ints(), Math.max(64, prefix));
    begun = true;
    ready = !exhausted;
  }
}
