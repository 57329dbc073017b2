package giantless.lock.witness;

import giantless.lock.HeldLocks;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import giantless.lock.Locks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * WITNESS(4): checks each lock operation against the rules and learns the order of lock classes.
 *
 * <p>It orders classes, not objects. Known before anything runs: the declared order ({@link
 * LockClass#after}, with what follows from it) and what the kinds say (locking reference, section
 * B): sleepable locks before mutexes, mutexes before spin mutexes, Giant before all other mutexes
 * and in no order with sleepable locks. Every pair that a thread acquires in blocking fashion adds
 * an edge from each lock that it holds; an edge against the order, however long the chain, is a
 * reversal. Try-locks add no edge. Only of monitors each is a class of its own, in an order with
 * other monitors: programs of the language order objects, of one class or of several.
 *
 * <p>One witness may serve many hosts and runtimes, so that all tests of a JVM learn one order. It
 * is thread-safe by its own means. It keeps the list of held locks of each thread ({@link
 * KThread#held}); in a {@link WatchChain} there is at most one. The path over pairs that are known
 * takes no lock and, with {@link Sites#NONE}, allocates nothing.
 */
public final class Witness implements LockWatch {

  /** What happens at a violation. Each is kept in {@link #violations()} in any case. */
  public enum Mode {
    /** Thrown where it happens. */
    PANIC,
    /** Handed to the sink, each distinct one once, and the thread goes on. */
    WARN,
    /** As {@link #WARN} for reversals of the order, as {@link #PANIC} for all others. */
    WARN_OF_ORDER
  }

  /** How many violations are kept. */
  static final int MAX_KEPT = 1000;

  private final OrderTable table = new OrderTable(Locks.all());
  private final CallSites callSites = new CallSites();

  /** Each is one word, set whole: a thread acts on the old value or the new one. */
  private volatile Mode mode;

  private volatile boolean watching = true;
  private volatile boolean trace = true;

  private final Consumer<WitnessViolation> sink;
  private final Sites sites;
  private final int depth;
  private final String observer;
  private final Runnable onEdge;

  /** Protected by its monitor, as is {@link #reported}. */
  private final List<WitnessViolation> violations = new ArrayList<>();

  private final Set<String> reported = new HashSet<>();

  private Witness(Builder b) {
    this.mode = b.mode;
    this.sink = b.sink;
    this.sites = b.sites;
    this.depth = b.depth;
    this.observer = b.observer;
    this.onEdge = b.onEdge;
  }

  /** A witness that panics and remembers the whole stacks: what tests use. */
  public Witness() {
    this(builder());
  }

  public static Builder builder() {
    return new Builder();
  }

  // ---- Switches, the sysctls debug.witness.* ----

  /** Whether it watches: {@code debug.witness.watch}. */
  public boolean isWatching() {
    return watching;
  }

  /** Stops watching, for good: what threads hold from now on is not known. */
  public void stopWatching() {
    watching = false;
  }

  /** Whether splats end with stacks: {@code debug.witness.trace}. */
  public boolean traces() {
    return trace;
  }

  public void setTrace(boolean on) {
    trace = on;
  }

  /** What happens at a violation: {@code debug.witness.kdb} is {@link Mode#PANIC}. */
  public Mode mode() {
    return mode;
  }

  public void setMode(Mode newMode) {
    mode = newMode;
  }

  private Splat splat(WitnessViolation.Kind kind, KThread thread, String detail) {
    return new Splat(kind, thread, detail, trace);
  }

  @Override
  public void beforeAcquire(KThread thread, LockObject lock, LockMode lockMode) {
    HeldLocks held = thread.held();
    int n = held.size();
    if (n == 0 || !watching) {
      return;
    }
    int again = held.indexOf(lock);
    if (again >= 0) {
      checkRecursion(thread, held, again, lock, lockMode);
      return;
    }
    if (lock.lockClass().kind().isSleepable()) {
      checkReaders(thread, held, lock);
    }
    OrderNode node = table.node(lock);
    for (int i = 0; i < n; i++) {
      OrderEdge edge = nodeOf(held, i).edge(node);
      if (edge != null) {
        edge.hit();
      } else {
        judge(thread, held, i, node);
      }
    }
  }

  private void checkReaders(KThread thread, HeldLocks held, LockObject lock) {
    for (int i = 0; i < held.size(); i++) {
      LockClass of = held.lock(i).lockClass();
      if (OrderRules.mustOnlyTry(of, held.mode(i), lock.lockClass())) {
        report(
            splat(WitnessViolation.Kind.SLEEPABLE_WITH_MUTEX, thread, OrderRules.ONLY_TRY)
                .held(held, i)
                .attempt(lock, here(), "is attempted")
                .violation(of, lock.lockClass()),
            OrderRules.ONLY_TRY);
      }
    }
  }

  private OrderNode nodeOf(HeldLocks held, int i) {
    if (held.site(i) instanceof HeldSite site && site.node().table == table) {
      return site.node();
    }
    return table.node(held.lock(i));
  }

  private void checkRecursion(
      KThread thread, HeldLocks held, int i, LockObject lock, LockMode wanted) {
    boolean shared = held.mode(i) == LockMode.SHARED;
    if (shared != (wanted == LockMode.SHARED)) {
      String detail =
          shared ? ": shared held, exclusive wanted" : ": exclusive held, shared wanted";
      report(
          splat(WitnessViolation.Kind.MODE_MIX, thread, detail)
              .held(held, i)
              .attempt(lock, here(), "is attempted")
              .violation(lock.lockClass(), lock.lockClass()),
          detail);
    } else if (!shared && !lock.lockClass().isRecursive()) {
      report(
          splat(WitnessViolation.Kind.RECURSION, thread, "")
              .held(held, i)
              .attempt(lock, here(), "is attempted")
              .violation(lock.lockClass(), lock.lockClass()),
          "");
    }
  }

  /** First meeting of a pair: says whether it is allowed, and from then on the edge does. */
  private void judge(KThread thread, HeldLocks held, int i, OrderNode to) {
    CallStack here = here();
    OrderNode from = nodeOf(held, i);
    WitnessViolation violation;
    synchronized (table) {
      OrderEdge known = from.edge(to);
      if (known != null) {
        known.hit();
        return;
      }
      violation = verdict(thread, held, i, from, to, here);
      if (violation == null && !OrderRules.isUnordered(from.lockClass, to.lockClass)) {
        OrderEdge edge = new OrderEdge(from, to, thread.name(), Splat.stackOf(held, i), here);
        edge.hit();
        table.learn(edge);
        onEdge.run();
        return;
      }
      if (violation == null || !throwsAt(violation.kind())) {
        from.put(new OrderEdge(from, to));
      }
    }
    if (violation != null) {
      report(violation, "");
    }
  }

  private boolean throwsAt(WitnessViolation.Kind kind) {
    Mode m = mode;
    return m == Mode.PANIC
        || (m == Mode.WARN_OF_ORDER && kind != WitnessViolation.Kind.ORDER_REVERSAL);
  }

  private WitnessViolation verdict(
      KThread thread, HeldLocks held, int i, OrderNode from, OrderNode to, CallStack here) {
    WitnessViolation.Kind kind = OrderRules.forbidden(from.lockClass, to.lockClass);
    List<OrderNode> path = List.of();
    if (kind == null && !OrderRules.isUnordered(from.lockClass, to.lockClass)) {
      path = table.path(to, from);
      kind = path.isEmpty() ? null : WitnessViolation.Kind.ORDER_REVERSAL;
    }
    if (kind == null) {
      return null;
    }
    Splat splat =
        splat(kind, thread, "")
            .lock(from.describe(), Splat.stackOf(held, i), "was acquired")
            .lock(to.describe(), here, "is attempted");
    if (!path.isEmpty()) {
      splat.chain(path);
    }
    return splat.violation(from.named(), to.named());
  }

  @Override
  public void acquired(
      KThread thread, LockObject lock, LockMode lockMode, boolean tried, long waitedNanos) {
    HeldLocks held = thread.held();
    if (!watching || held.pushAgain(lock)) {
      return;
    }
    OrderNode node = table.node(lock);
    switch (sites) {
      case NONE:
        held.add(lock, lockMode, node);
        break;
      case LINE:
        held.add(lock, lockMode, new Acquisition(node, callSites.capture(1)));
        break;
      default:
        held.add(lock, lockMode, new Acquisition(node, callSites.capture(depth)));
        break;
    }
  }

  @Override
  public void gaveUp(KThread thread, LockObject lock, LockMode mode, long waitedNanos) {}

  /**
   * @throws WitnessViolation also in this call, which comes before the release
   */
  @Override
  public void released(KThread thread, LockObject lock, LockMode lockMode) {
    if (!watching) {
      return;
    }
    HeldLocks held = thread.held();
    int i = held.indexOf(lock);
    if (i < 0) {
      report(stranger(thread, lock), "");
      return;
    }
    if (held.mode(i) != lockMode) {
      boolean shared = lockMode == LockMode.SHARED;
      String detail =
          shared ? ": exclusive held, shared unlock" : ": shared held, exclusive unlock";
      report(
          splat(WitnessViolation.Kind.WRONG_MODE, thread, detail)
              .held(held, i)
              .attempt(lock, here(), "is unlocked")
              .violation(lock.lockClass(), lock.lockClass()),
          detail);
    }
    held.popAt(i);
  }

  private WitnessViolation stranger(KThread thread, LockObject lock) {
    Splat splat =
        splat(WitnessViolation.Kind.STRANGER, thread, "")
            .attempt(lock, here(), "is unlocked")
            .line("locks held by the thread: " + list(thread.held()));
    return splat.violation(null, lock.lockClass());
  }

  @Override
  public void modeChanged(KThread thread, LockObject lock, LockMode newMode) {
    if (!watching) {
      return;
    }
    if (thread.held().indexOf(lock) < 0) {
      report(stranger(thread, lock), "");
      return;
    }
    thread.held().setMode(lock, newMode);
  }

  @Override
  public void beforeSleep(KThread thread, LockObject interlock, String what) {
    if (!watching) {
      return;
    }
    HeldLocks held = thread.held();
    Splat splat = null;
    LockClass first = null;
    for (int i = 0; i < held.size(); i++) {
      LockObject lock = held.lock(i);
      if (lock != interlock && !mayBeHeldAsleep(lock.lockClass(), held.mode(i))) {
        if (splat == null) {
          splat = splat(WitnessViolation.Kind.SLEEP_WITH_LOCK, thread, ": " + what);
          first = lock.lockClass();
        }
        splat.held(held, i);
      }
    }
    if (splat != null) {
      splat.line("interlock: " + (interlock == null ? "none" : interlock.describe()));
      splat.stack("sleep", here());
      report(splat.violation(first, interlock == null ? null : interlock.lockClass()), what);
    }
  }

  private static boolean mayBeHeldAsleep(LockClass c, LockMode held) {
    return c.kind().mayHolderSleep(held) || c == Locks.GIANT;
  }

  @Override
  public void mustHoldNothing(KThread thread, String where) {
    HeldLocks held = thread.held();
    if (held.size() == 0 || !watching) {
      return;
    }
    Splat splat = null;
    LockClass first = null;
    for (int i = 0; i < held.size(); i++) {
      LockClass c = held.lock(i).lockClass();
      // Who calls under a monitor leaves that after the call.
      if (c.kind() != LockClass.Kind.MONITOR) {
        if (splat == null) {
          splat = splat(WitnessViolation.Kind.LEAK, thread, ": " + where);
          first = c;
        }
        splat.held(held, i);
      }
    }
    if (splat != null) {
      report(splat.violation(first, null), where);
    }
  }

  /**
   * A mutex may be destroyed by the thread that holds it once, mutex(9): it counts as released. Any
   * other hold is a violation. Holds of other threads are the runtime's to see.
   */
  @Override
  public void destroyed(KThread thread, LockObject lock) {
    HeldLocks held = thread.held();
    int i = held.indexOf(lock);
    if (i < 0 || !watching) {
      return;
    }
    LockClass.Kind kind = lock.lockClass().kind();
    boolean mutex = kind == LockClass.Kind.MTX || kind == LockClass.Kind.SPIN;
    if (!mutex || held.depth(i) > 1) {
      report(
          splat(WitnessViolation.Kind.DESTROY_HELD, thread, "")
              .held(held, i)
              .attempt(lock, here(), "is destroyed")
              .violation(lock.lockClass(), lock.lockClass()),
          "");
    }
    while (held.pop(lock)) {
      continue;
    }
  }

  private CallStack here() {
    return callSites.capture(depth);
  }

  private static String list(HeldLocks held) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < held.size(); i++) {
      out.append(i == 0 ? "" : ", ").append(held.lock(i).describe());
    }
    return out.length() == 0 ? "none" : out.toString();
  }

  /**
   * @param detail with kind and classes, what makes two violations the same one
   */
  private void report(WitnessViolation v, String detail) {
    boolean panic = throwsAt(v.kind());
    boolean fresh;
    synchronized (violations) {
      fresh = reported.add(v.kind() + "|" + v.first() + "|" + v.second() + "|" + detail);
      if ((fresh || panic) && violations.size() < MAX_KEPT) {
        violations.add(v);
      }
    }
    if (panic) {
      throw v;
    }
    if (fresh) {
      sink.accept(v);
    }
  }

  /**
   * What was found, the first {@value #MAX_KEPT}; in mode {@code PANIC} also those that somebody
   * caught.
   */
  public List<WitnessViolation> violations() {
    synchronized (violations) {
      return new ArrayList<>(violations);
    }
  }

  /** The order learnt until now, without that of monitors, which mean nothing to other programs. */
  public LockOrderGraph graph() {
    List<LockOrderEdge> edges = new ArrayList<>();
    for (OrderEdge e : table.learnt()) {
      if (e.count() == 0 || e.from.lockClass.kind() == LockClass.Kind.MONITOR) {
        continue; // taken over by learn(), not seen here; or of one search alone
      }
      edges.add(
          new LockOrderEdge(
              e.from.lockClass.name(),
              e.to.lockClass.name(),
              e.count(),
              e.thread,
              e.fromStack.lines(),
              e.toStack.lines(),
              Set.of(observer)));
    }
    return LockOrderGraph.of(edges);
  }

  /**
   * Takes over the edges that another JVM learnt, so that orders which only meet across JVMs are
   * checked too. Classes are found by name among {@link Locks#all()}; others are left out.
   *
   * @return the edges of the graph which go against the order known here, as messages; they are not
   *     taken over
   */
  public List<String> learn(LockOrderGraph graph) {
    List<String> refused = new ArrayList<>();
    synchronized (table) {
      for (LockOrderEdge e : graph.edges()) {
        LockClass a = Locks.byName(e.from());
        LockClass b = Locks.byName(e.to());
        if (a == null || b == null || OrderRules.isUnordered(a, b)) {
          continue;
        }
        OrderNode from = table.node(a);
        OrderNode to = table.node(b);
        if (from.edge(to) != null) {
          continue;
        }
        List<OrderNode> path = table.path(to, from);
        if (path.isEmpty() && OrderRules.forbidden(a, b) == null) {
          table.learn(new OrderEdge(from, to, e.thread(), CallStack.UNKNOWN, CallStack.UNKNOWN));
        } else {
          refused.add("learnt elsewhere: " + e.describe() + ", here: " + chain(path));
        }
      }
    }
    return refused;
  }

  private static String chain(List<OrderNode> path) {
    StringBuilder out = new StringBuilder();
    for (OrderNode n : path) {
      out.append(out.length() == 0 ? "" : " -> ").append(n.lockClass.name());
    }
    return out.length() == 0 ? "forbidden by kind" : out.toString();
  }

  /** Options of a witness. */
  public static final class Builder {
    private Mode mode = Mode.PANIC;
    private Consumer<WitnessViolation> sink = v -> {};
    private Sites sites = Sites.STACK;
    private int depth = 16;
    private String observer = "";
    private Runnable onEdge = () -> {};

    private Builder() {}

    public Builder panic() {
      mode = Mode.PANIC;
      return this;
    }

    /** Mode {@code WARN}. The sink is called by the thread that violates, possibly by several. */
    public Builder warn(Consumer<WitnessViolation> to) {
      mode = Mode.WARN;
      sink = to;
      return this;
    }

    /** Mode {@code WARN_OF_ORDER}; the sink is as in {@link #warn}. */
    public Builder warnOfOrder(Consumer<WitnessViolation> to) {
      mode = Mode.WARN_OF_ORDER;
      sink = to;
      return this;
    }

    public Builder sites(Sites how) {
      sites = how;
      return this;
    }

    /** The longest stack kept, in frames. */
    public Builder depth(int frames) {
      depth = frames;
      return this;
    }

    /** Who observes, for instance a test layer; goes with the edges of {@link #graph}. */
    public Builder observer(String name) {
      observer = name;
      return this;
    }

    /** Run whenever an edge is learnt, by the thread that shows it. */
    public Builder onEdge(Runnable action) {
      onEdge = action;
      return this;
    }

    public Witness build() {
      return new Witness(this);
    }
  }
}
