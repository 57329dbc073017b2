package giantless.lock.explored;

/**
 * Follows a recorded schedule, {@link Result#schedule}, under which time was a choice if it was one
 * for the scheduler that made it; what comes after its end is left to another scheduler. If the
 * program cannot follow, because it is another one or not deterministic, the execution fails with
 * {@link Failure.Kind#DIVERGED}.
 */
public final class ReplayScheduler implements Scheduler {
  private final int[] schedule;
  private final Scheduler after;
  private int at;

  /** Of a run in which time was no choice; goes on with a {@link DeterministicScheduler}. */
  public ReplayScheduler(int[] schedule) {
    this(schedule, false);
  }

  /**
   * @param timeIsChoice as in the run that is repeated
   */
  public ReplayScheduler(int[] schedule, boolean timeIsChoice) {
    this(schedule, new DeterministicScheduler(timeIsChoice));
  }

  /**
   * @param after goes on at the end, and says whether time is a choice
   */
  public ReplayScheduler(int[] schedule, Scheduler after) {
    this.schedule = schedule.clone();
    this.after = after;
  }

  /** Whether every decision of the schedule was used. */
  public boolean isUsedUp() {
    return at == schedule.length;
  }

  @Override
  public boolean timeIsChoice() {
    return after.timeIsChoice();
  }

  @Override
  public void begin(World world) {
    at = 0;
    after.begin(world);
  }

  @Override
  public int next(World world) {
    if (at == schedule.length) {
      return after.next(world);
    }
    int decision = schedule[at];
    if (!world.isPossible(decision)) {
      throw new Divergence(
          "decision "
              + at
              + " of the schedule: "
              + (decision < 0
                  ? "the deadline of thread " + ~decision + " cannot come"
                  : "thread " + decision + " cannot run"));
    }
    at++;
    return decision;
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    if (at == schedule.length) {
      return after.choose(world, thread, alternatives, what);
    }
    int answer = schedule[at];
    if (answer < 0 || answer >= alternatives) {
      throw new Divergence(
          "decision " + at + " of the schedule: " + answer + " is no answer to " + what);
    }
    at++;
    return answer;
  }

  /** The program did not follow the schedule. */
  static final class Divergence extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Divergence(String message) {
      super(message);
    }
  }
}
