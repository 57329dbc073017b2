package giantless.explore.minimise;

import giantless.explore.search.SleepSets;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Stands between the world and a scheduler: writes the decisions down, counts operations and
 * preemptions, and ends the execution before there are more than so many.
 */
final class Recorder implements Scheduler {
  private final Scheduler scheduler;
  private final int operationLimit;
  private final int preemptionLimit;
  private final List<String> names = new ArrayList<>();
  private final List<Script.Line> lines = new ArrayList<>();
  private int[] decisions = new int[64];
  private int size;
  private int operations;
  private int preemptions;

  Recorder(Scheduler scheduler) {
    this(scheduler, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  Recorder(Scheduler scheduler, int operationLimit, int preemptionLimit) {
    this.scheduler = scheduler;
    this.operationLimit = operationLimit;
    this.preemptionLimit = preemptionLimit;
  }

  /** The decisions so far, as {@link giantless.lock.explored.ReplayScheduler} takes them. */
  int[] schedule() {
    return Arrays.copyOf(decisions, size);
  }

  List<Script.Line> script() {
    return new ArrayList<>(lines);
  }

  int operations() {
    return operations;
  }

  int preemptions() {
    return preemptions;
  }

  @Override
  public boolean timeIsChoice() {
    return scheduler.timeIsChoice();
  }

  @Override
  public void begin(World world) {
    size = 0;
    operations = 0;
    preemptions = 0;
    names.clear();
    lines.clear();
    scheduler.begin(world);
  }

  @Override
  public int next(World world) {
    Script.name(world, names);
    int decision = scheduler.next(world);
    if (decision == STOP) {
      return STOP;
    }
    boolean expires = decision < 0;
    int id = expires ? ~decision : decision;
    boolean operation = expires || SleepSets.isOperation(world.thread(id).operation().kind());
    ExploredThread last = world.last();
    boolean preemption = last != null && last.id() != decision && world.isEnabled(last);
    if ((operation && operations == operationLimit)
        || (preemption && preemptions == preemptionLimit)) {
      return STOP;
    }
    operations += operation ? 1 : 0;
    preemptions += preemption ? 1 : 0;
    lines.add(new Script.Line(names.get(id), expires, -1));
    record(decision);
    return decision;
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    int answer = scheduler.choose(world, thread, alternatives, what);
    Script.Line line = lines.remove(lines.size() - 1);
    lines.add(new Script.Line(line.thread, false, answer));
    record(answer);
    return answer;
  }

  private void record(int decision) {
    if (size == decisions.length) {
      decisions = Arrays.copyOf(decisions, size * 2);
    }
    decisions[size++] = decision;
  }

  @Override
  public void woke(World world, ExploredThread thread) {
    scheduler.woke(world, thread);
  }

  @Override
  public void end(World world) {
    scheduler.end(world);
  }
}
