package giantless.lock.explored;

import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What schedulers see of the threads of a {@link World}, and of what these have made. */
abstract class WorldView {
  final ThreadTable threads = new ThreadTable();
  final Origins origins = new Origins();
  final List<ExploredRuntime> runtimes = new ArrayList<>(2);
  private boolean looking;

  /** The Java thread that carries the thread which runs. */
  Thread java;

  /**
   * Looks at fields for somebody who is not of this world: what is touched meanwhile is in no race,
   * needs no lock, and breaks no contract. No operation of the runtime is performed.
   */
  public <T> T look(Supplier<T> onlooker) {
    boolean before = looking;
    looking = true;
    try {
      return onlooker.get();
    } finally {
      looking = before;
    }
  }

  /** What watches over the first machine, and over monitors, which belong to none; or null. */
  LockWatch watch() {
    return runtimes.isEmpty() ? null : runtimes.get(0).watch();
  }

  void carriedBy(Thread thread) {
    java = thread;
  }

  /** The Java thread that carries the thread which runs, or ran last; null if none has. */
  public Thread carrierThread() {
    return java;
  }

  /** Whether somebody {@link #look looks}. */
  public boolean isLooking() {
    return looking;
  }

  /** How many threads have not ended. */
  public int liveCount() {
    return threads.liveCount();
  }

  /** A thread that has not ended, in order of ids. */
  public ExploredThread live(int i) {
    return threads.live(i);
  }

  /** The thread with this id, or null if it has ended or there is none. */
  public ExploredThread thread(int id) {
    return threads.byId(id);
  }

  /**
   * Where the numbered thing comes from: the id of the thread that made it, -1 outside of a run, -2
   * before this world, in the upper half, and how many that one had made before in the lower. Those
   * of which {@link #part} is not 0 are counted apart.
   */
  public long origin(int number) {
    return origins.of(number);
  }

  /** Which part of what was made there the numbered thing is: 0 for all of it. */
  public int part(int number) {
    return origins.part(number);
  }

  /** How many threads there have been; their ids are below it. */
  public int threadCount() {
    return threads.nextId();
  }

  /** Whether the thread can perform the operation that it has published. */
  public boolean isEnabled(ExploredThread td) {
    return ThreadTable.isEnabled(td);
  }

  /** Whether the thread waits until a deadline, and none comes before it. */
  public boolean isExpirable(ExploredThread td) {
    return td.deadline != LockRuntime.NEVER && threads.earliest().deadline == td.deadline;
  }

  /** Whether a scheduler may decide this now. */
  public boolean isPossible(int decision) {
    ExploredThread td = thread(decision < 0 ? ~decision : decision);
    return td != null && (decision < 0 ? isExpirable(td) : isEnabled(td));
  }
}
