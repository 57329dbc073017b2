package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.Touched;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The judge of the search: runs every interleaving, and says of each execution to which class it
 * belongs. Simple on purpose, and shares nothing with what it judges. Starts, ends and spawns of
 * threads are taken at once, as they disturb nobody.
 *
 * <p>A class is what every thread did, and for every thing the order of what was done to it, where
 * neighbouring reads have none.
 */
final class Enumerator implements Strategy {
  /**
   * What stands for every queue of sleepers at once: a signal takes its thread out of the one that
   * it sleeps in, whichever that is.
   */
  private static final String SIGNALS = "signals";

  /** What disturbs a signal to somebody asleep, or is disturbed by it. */
  private static final Set<Operation.Kind> SIGNALLED =
      EnumSet.of(
          Operation.Kind.INTERRUPT,
          Operation.Kind.SLEEP,
          Operation.Kind.SIGNAL,
          Operation.Kind.BROADCAST,
          Operation.Kind.HAS_WAITERS,
          Operation.Kind.WAKEUP,
          Operation.Kind.WAKEUP_ONE);

  /** After that part of the interleavings that a program may have its size can be guessed. */
  private static final int PROBE = 25;

  /** A thread, or the deadlines of one, and what it has done; remembered for its texts. */
  private static final class Doer {
    final String thread;
    final StringBuilder did = new StringBuilder();
    private final String who;
    private final List<String> reads = new ArrayList<>();
    private final List<String> writes = new ArrayList<>();

    Doer(String who) {
      this.who = who;
      this.thread = "thread " + who;
    }

    /** What it does next, as a read or a write of something. */
    String event(boolean write) {
      List<String> events = write ? writes : reads;
      int n = did.length();
      while (events.size() <= n) {
        events.add(null);
      }
      String event = events.get(n);
      if (event == null) {
        event = (write ? "W" : "R") + who + "/" + n;
        events.set(n, event);
      }
      return event;
    }

    @Override
    public String toString() {
      return did.toString();
    }
  }

  private static final class Point {
    int[] options;
    int at;
  }

  private final List<Point> path = new ArrayList<>();
  private final int expiryBound;
  private final Function<ExploredThread, String> label;

  /** All that there have been, by name. */
  private final Map<String, Doer> doers = new HashMap<>();

  private int depth;
  private boolean begun;
  private int expiries;

  // The execution that runs.
  private final Map<String, Doer> threads = new TreeMap<>();
  private final Map<String, List<String>> things = new HashMap<>();
  private final IdentityHashMap<Object, String> named = new IdentityHashMap<>();

  /** By the id of a thread. */
  private final List<String> paths = new ArrayList<>();

  private final List<Long> deadlines = new ArrayList<>();

  /** What was done last, as a read. */
  private String lastEvent;

  /** What the classifier says of the last execution. */
  private String form;

  /** By class, what the program's operations answered in it. */
  private final Map<String, String> seen = new HashMap<>();

  private final Supplier<String> answers;

  Enumerator(int expiryBound) {
    this(expiryBound, td -> null, () -> "");
  }

  /**
   * @param label what the program itself says that the next step of a thread touches; null if it
   *     says nothing
   * @param answers what the operations of the last execution answered: the same in all of a class,
   *     else steps are dependent that are said not to be
   */
  Enumerator(int expiryBound, Function<ExploredThread, String> label, Supplier<String> answers) {
    this.expiryBound = expiryBound;
    this.label = label;
    this.answers = answers;
  }

  Set<String> classes() {
    return seen.keySet();
  }

  /** Only looks at what another strategy does, and counts how often each class comes. */
  static class Watching implements Strategy {
    private final Strategy strategy;
    private final Enumerator eyes;
    final Map<String, Integer> visits = new TreeMap<>();

    Watching(Strategy strategy) {
      this(strategy, td -> null);
    }

    Watching(Strategy strategy, Function<ExploredThread, String> label) {
      this.strategy = strategy;
      this.eyes = new Enumerator(0, label, () -> "");
    }

    @Override
    public String name() {
      return strategy.name();
    }

    @Override
    public String bounds() {
      return strategy.bounds();
    }

    @Override
    public boolean advance() {
      return strategy.advance();
    }

    @Override
    public boolean isExhaustive() {
      return strategy.isExhaustive();
    }

    @Override
    public long redundant() {
      return strategy.redundant();
    }

    @Override
    public boolean timeIsChoice() {
      return strategy.timeIsChoice();
    }

    @Override
    public void begin(World world) {
      strategy.begin(world);
      eyes.clear();
    }

    @Override
    public int next(World world) {
      int d = strategy.next(world);
      if (d != STOP) {
        eyes.observe(world, d);
      }
      return d;
    }

    @Override
    public int choose(World world, ExploredThread td, int n, String what) {
      int a = strategy.choose(world, td, n, what);
      eyes.answered(td, a);
      return a;
    }

    @Override
    public void woke(World world, ExploredThread td) {
      strategy.woke(world, td);
    }

    @Override
    public void end(World world) {
      strategy.end(world);
      eyes.classify(world);
    }

    @Override
    public void done(giantless.lock.explored.Result r) {
      strategy.done(r);
      if (!r.isStopped()) {
        visits.merge(eyes.form, 1, Integer::sum);
      }
    }
  }

  @Override
  public String name() {
    return "every interleaving";
  }

  @Override
  public String bounds() {
    return "none";
  }

  @Override
  public boolean isExhaustive() {
    return true;
  }

  @Override
  public boolean timeIsChoice() {
    return true;
  }

  @Override
  public boolean advance() {
    if (!begun) {
      begun = true;
      return true;
    }
    while (path.size() > depth) {
      path.remove(path.size() - 1);
    }
    while (!path.isEmpty()) {
      Point p = path.get(path.size() - 1);
      if (++p.at < p.options.length) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  /**
   * Runs every interleaving of the program: {@code EXHAUSTED} at the end, {@code BUDGET} if there
   * are more than so many, {@code STOPPED} as soon as it shows that there will be.
   */
  Exploration explore(Explorer explorer, Program program, int most) {
    explorer.progress(done -> !isTooMany(done.executions(), most));
    try {
      return explorer.explore(program, this, Budget.executions(most));
    } finally {
      explorer.progress(done -> true);
    }
  }

  private boolean isTooMany(long done, int most) {
    return done >= most / PROBE && done > 2 * most * share();
  }

  /** How much of all is done, were the rest of every point as large as what it has had. */
  private double share() {
    double share = 0;
    double each = 1;
    for (Point p : path) {
      each /= p.options.length;
      share += each * p.at;
    }
    return share + each;
  }

  @Override
  public void begin(World world) {
    depth = 0;
    clear();
  }

  private int decide(int[] options) {
    if (depth == path.size()) {
      Point p = new Point();
      p.options = options;
      path.add(p);
    }
    Point p = path.get(depth++);
    return p.options[p.at];
  }

  @Override
  public int next(World world) {
    int d = decision(world);
    observe(world, d);
    return d;
  }

  private int decision(World world) {
    int[] options = new int[2 * world.liveCount()];
    int n = 0;
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      if (world.isEnabled(td)) {
        Operation.Kind k = td.operation().kind();
        boolean quiet =
            k == Operation.Kind.START
                || k == Operation.Kind.CHOOSE
                || k == Operation.Kind.SPAWN
                || (k == Operation.Kind.END && (td.parent() >= 0 || expiryBound == 0));
        if (quiet) {
          return td.id();
        }
        options[n++] = td.id();
      }
    }
    if (n == 0 || expiries < expiryBound) {
      for (int i = 0; i < world.liveCount(); i++) {
        if (world.isExpirable(world.live(i))) {
          options[n++] = ~world.live(i).id();
        }
      }
    }
    return decide(Arrays.copyOf(options, n));
  }

  @Override
  public int choose(World world, ExploredThread td, int n, String what) {
    int[] all = new int[n];
    for (int i = 0; i < n; i++) {
      all[i] = i;
    }
    int a = decide(all);
    answered(td, a);
    return a;
  }

  @Override
  public void end(World world) {
    classify(world);
  }

  @Override
  public void done(giantless.lock.explored.Result r) {
    String now = answers.get();
    String before = seen.putIfAbsent(form, now);
    if (before != null && !before.equals(now)) {
      throw new AssertionError(
          "executions of one class differ: " + before + " and " + now + " in " + form);
    }
  }

  // ---- Classes ----

  private void clear() {
    threads.clear();
    things.clear();
    named.clear();
    paths.clear();
    deadlines.clear();
    lastEvent = null;
    expiries = 0;
  }

  private String path(ExploredThread td) {
    while (paths.size() <= td.id()) {
      paths.add(null);
    }
    String path = paths.get(td.id());
    if (path == null) {
      path = td.parent() < 0 ? "m" : paths.get(td.parent()) + "." + td.rank();
      paths.set(td.id(), path);
    }
    return path;
  }

  private String thing(World world, Object o) {
    String name = named.get(o);
    if (name == null) {
      String text = o.toString();
      // What follows differs from one execution to the next.
      int hash = text.indexOf('@');
      name = (hash < 0 ? text : text.substring(0, hash)) + origin(world, o);
      named.put(o, name);
    }
    return name;
  }

  private String origin(World world, Object o) {
    int n = Touched.number(o);
    if (n < 0) {
      return "";
    }
    int maker = (int) (world.origin(n) >> 32);
    String by = maker < 0 ? "boot" : paths.get(maker);
    return "#" + by + (int) world.origin(n) + "/" + world.part(n);
  }

  private void touch(String thing, String event) {
    things.computeIfAbsent(thing, t -> new ArrayList<>()).add(event);
  }

  private Doer doer(String who) {
    Doer doer = threads.get(who);
    if (doer == null) {
      doer = doers.computeIfAbsent(who, Doer::new);
      doer.did.setLength(0);
      threads.put(who, doer);
    }
    return doer;
  }

  void observe(World world, int decision) {
    aftermath(world);
    ExploredThread td = world.thread(decision < 0 ? ~decision : decision);
    for (int i = 0; i < world.threadCount(); i++) {
      if (world.thread(i) != null) {
        path(world.thread(i));
      }
    }
    Doer doer = doer(decision < 0 ? path(td) + "!" : path(td));
    String write = doer.event(true);
    String read = doer.event(false);
    lastEvent = read;
    if (decision < 0) {
      expiries++;
      doer.did.append("expires ");
      touch(thing(world, td.expiryKey()), write);
      touch("clock", write);
      touch(SIGNALS, read);
      // A deadline comes between two steps of its thread.
      touch("thread " + path(td), write);
      return;
    }
    Operation op = td.operation();
    doer.did.append(op.kind()).append(' ');
    touch(doer.thread, write);
    boolean queued = op.object() != null && Touched.holds(op.object()) >= Touched.QUEUED_WRITER;
    boolean reads = !op.writesObject() && !(queued && op.kind() != Operation.Kind.HAS_WAITERS);
    if (op.object() != null) {
      String said = label.apply(td);
      touch(said != null ? said : thing(world, op.object()), reads ? read : write);
    }
    if (op.second() != null) {
      touch(thing(world, op.second()), op.writesSecond() ? write : read);
    }
    if (op.third() != null) {
      touch(thing(world, op.third()), read);
    }
    if (SIGNALLED.contains(op.kind())) {
      touch(SIGNALS, op.kind() == Operation.Kind.INTERRUPT ? write : read);
    }
    if (op.kind() == Operation.Kind.END && td.parent() < 0) {
      touch("clock", write);
    }
  }

  /** Whoever changed a deadline has read the clock. */
  private void aftermath(World world) {
    boolean changed = false;
    for (int i = 0; i < world.threadCount(); i++) {
      ExploredThread td = world.thread(i);
      long now = td == null ? Long.MAX_VALUE : td.deadline();
      if (i == deadlines.size()) {
        deadlines.add(Long.MAX_VALUE);
      }
      if (now != deadlines.get(i)) {
        deadlines.set(i, now);
        changed = true;
      }
    }
    if (changed && lastEvent != null && !lastEvent.contains("!")) {
      touch("clock", lastEvent);
    }
  }

  void answered(ExploredThread td, int answer) {
    threads.get(path(td)).did.append('=').append(answer).append(' ');
  }

  void classify(World world) {
    aftermath(world);
    StringBuilder b = new StringBuilder(threads.toString());
    for (Map.Entry<String, List<String>> e : new TreeMap<>(things).entrySet()) {
      b.append('\n').append(e.getKey()).append(':');
      List<String> reads = new ArrayList<>();
      for (String s : e.getValue()) {
        if (s.startsWith("R")) {
          reads.add(s);
        } else {
          flush(reads, b);
          b.append(' ').append(s);
        }
      }
      flush(reads, b);
    }
    form = b.toString();
  }

  private static void flush(List<String> reads, StringBuilder b) {
    reads.sort(null);
    for (String r : reads) {
      b.append(' ').append(r);
    }
    reads.clear();
  }
}
