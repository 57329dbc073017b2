package giantless.lock.explored;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What happened in a run: its steps in order, printable with one column for each thread. */
public final class Trace {
  private final ExploredThread[] threads;
  private final Operation[] operations;
  private final long[] results;
  private final Object[] sites;
  private final int[] wakers;
  private final int[] woken;
  private final int wakes;
  private final int size;
  private final long dropped;
  private final boolean timeIsChoice;
  private final Names names;
  private final List<Stop> stops = new ArrayList<>(4);

  /** Where a thread stood when the run failed. */
  public static final class Stop {
    private final ExploredThread thread;
    private final String name;
    private final String what;
    private final String site;

    Stop(ExploredThread thread, String name, String what, String site) {
      this.thread = thread;
      this.name = name;
      this.what = what;
      this.site = site;
    }

    public ExploredThread thread() {
      return thread;
    }

    /** Its name, as in {@link Trace#threadName}. */
    public String threadName() {
      return name;
    }

    /** What it waited for or would have done next. */
    public String what() {
      return what;
    }

    /** Class, method and line of that, if they were recorded; else null. */
    public String site() {
      return site;
    }
  }

  Trace(
      ExploredThread[] threads,
      Operation[] operations,
      long[] results,
      Object[] sites,
      int[] wakers,
      int[] woken,
      int wakes,
      int size,
      long dropped,
      boolean timeIsChoice,
      Names names) {
    this.threads = threads;
    this.operations = operations;
    this.results = results;
    this.sites = sites;
    this.wakers = wakers;
    this.woken = woken;
    this.wakes = wakes;
    this.size = size;
    this.dropped = dropped;
    this.timeIsChoice = timeIsChoice;
    this.names = names;
  }

  /** How many steps are recorded. */
  public int size() {
    return size;
  }

  /** How many steps came after the recording was full. */
  public long dropped() {
    return dropped;
  }

  public ExploredThread thread(int step) {
    return threads[step];
  }

  /** The thread's name; the machine's goes before it, {@code #2} after the second of its name. */
  public String threadName(int step) {
    return names.of(threads[step]);
  }

  public Operation operation(int step) {
    return operations[step];
  }

  /** The name of what the operation was done to, numbered where several share it; may be null. */
  public String objectName(int step) {
    Operation op = operations[step];
    return op.label() != null ? op.label() : names.of(op.object());
  }

  /**
   * Notes where the world's threads stand; those that are idle or at their beginning do not count.
   */
  void stop(World world) {
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      Operation op = td.operation();
      if (!td.isIdle() && op.kind() != Operation.Kind.START) {
        String what = names.describe(op);
        if (td.asleepOn() != null) {
          what = "sleeps on " + td.asleepOn();
        } else if (!world.isEnabled(td)) {
          what = "waits: " + what;
        } else {
          what = "next: " + what;
        }
        String site = td.site == null ? null : td.site.toString();
        stops.add(new Stop(td, names.of(td), what, site));
      }
    }
  }

  /** Where the threads stood when the run failed, in order of ids; empty if it did not. */
  public List<Stop> stops() {
    return List.copyOf(stops);
  }

  /** The ids of the threads that the step woke, signalled or gave a permit. */
  public int[] woken(int step) {
    int n = 0;
    int[] ids = new int[4];
    for (int i = 0; i < wakes; i++) {
      if (wakers[i] == step) {
        if (n == ids.length) {
          ids = Arrays.copyOf(ids, n * 2);
        }
        ids[n++] = woken[i];
      }
    }
    return Arrays.copyOf(ids, n);
  }

  /** Class, method and line of the step, if they were recorded; else null. */
  public String site(int step) {
    return sites == null || sites[step] == null ? null : sites[step].toString();
  }

  /** Whether the scheduler decided when deadlines came. */
  public boolean timeIsChoice() {
    return timeIsChoice;
  }

  /**
   * The decisions that lead here again; see {@link Scheduler}. Deadlines are among them only if
   * they were decisions.
   */
  public int[] schedule() {
    int[] s = new int[size * 2];
    int n = 0;
    for (int i = 0; i < size; i++) {
      int id = threads[i].id();
      if (operations[i].kind() != Operation.Kind.EXPIRE) {
        s[n++] = id;
      } else if (timeIsChoice) {
        s[n++] = ~id;
      }
      if (operations[i].kind() == Operation.Kind.CHOOSE && results[i] != Recorder.NO_RESULT) {
        s[n++] = (int) results[i];
      }
    }
    return Arrays.copyOf(s, n);
  }

  /** A step in words, without its thread. */
  public String describe(int step) {
    Operation op = operations[step];
    long r = results[step];
    if (op.kind() == Operation.Kind.EXPIRE) {
      return op.kind().verb() + " at " + r + " ns";
    }
    String s = names.describe(op);
    if (r == Recorder.NO_RESULT) {
      return s;
    }
    switch (op.kind()) {
      case CHOOSE:
        return s + " = " + r;
      case WLOCK:
        return s + ", queues";
      default:
        return s + (r == 0 ? ", fails" : ", succeeds");
    }
  }

  /** One step a line: its thread and what it did. Equal texts mean equal executions. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      String site = site(i);
      lines.add(threadName(i) + ": " + describe(i) + (site == null ? "" : " at " + site));
    }
    return lines;
  }

  /** The steps as a table with one column for each thread. */
  public String columns() {
    List<ExploredThread> heads = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (!heads.contains(threads[i])) {
        heads.add(threads[i]);
      }
    }
    heads.sort((a, b) -> Integer.compare(a.id(), b.id()));
    List<String> headNames = new ArrayList<>(heads.size());
    for (ExploredThread td : heads) {
      headNames.add(names.of(td));
    }
    int[] column = new int[size];
    String[] cells = new String[size];
    for (int i = 0; i < size; i++) {
      String site = site(i);
      cells[i] = site == null ? describe(i) : describe(i) + " (" + site + ")";
      column[i] = heads.indexOf(threads[i]);
    }
    String table = Columns.format(headNames, column, cells);
    return dropped > 0 ? table + "... and " + dropped + " steps that were not recorded\n" : table;
  }

  @Override
  public String toString() {
    return columns();
  }
}
