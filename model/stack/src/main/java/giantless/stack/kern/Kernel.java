package giantless.stack.kern;

import giantless.lock.AtomicRef;
import giantless.lock.Callout;
import giantless.lock.Giant;
import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;
import giantless.lock.WaitResult;
import giantless.lock.contract.Frozen;
import java.util.Map;

/**
 * What every part of one machine gets from the kernel around it: the runtime, Giant and {@code
 * debug.mpsafenet}, interrupt threads, counters, processes, files, sysctl, the message buffer.
 *
 * <p>Built by {@code Host} alone. Its fields do not change after boot, but for the stack of
 * shutdown hooks, which grows and empties by compare-and-set.
 */
public final class Kernel {
  private final LockRuntime rt;
  private final String hostname;
  private final Map<String, String> tunables;
  private final boolean mpsafenet;
  private final Knob hz;
  private final Sysctl sysctl;
  private final Log log;
  private final SelState sel;
  private final FileTable files;
  private final ProcTable procs;
  private final AtomicRef<Hook> hooks;
  private final Kqueues kqueues;
  private final TaskQueue swiGiant;

  /**
   * @param tunables the loader's variables, kenv(1), by sysctl name
   */
  public Kernel(LockRuntime rt, String hostname, Map<String, String> tunables) {
    this.rt = rt;
    this.hostname = hostname;
    this.tunables = tunables;
    this.mpsafenet = tunableInt("debug.mpsafenet", 1) != 0;
    this.hz = new Knob(tunableInt("kern.hz", 1000), 1, 1_000_000);
    this.sysctl = new Sysctl(rt, tunables);
    this.log = new Log(rt);
    this.sel = new SelState(rt);
    this.files = new FileTable(this);
    this.procs = new ProcTable(this);
    this.hooks = rt.atomicRef(null);
    this.kqueues = new Kqueues(this);
    this.swiGiant = TaskQueue.underGiant(rt, "swi:Giant taskq", Priority.SWI_TQ_GIANT);
    onShutdown(swiGiant::free);
    sysctl.provide(this::provide);
  }

  /** The machine under this kernel. */
  public LockRuntime rt() {
    return rt;
  }

  public String hostname() {
    return hostname;
  }

  public Sysctl sysctl() {
    return sysctl;
  }

  public Log log() {
    return log;
  }

  public ProcTable procs() {
    return procs;
  }

  public FileTable files() {
    return files;
  }

  /** What poll(2) and select(2) wait on. */
  public SelState sel() {
    return sel;
  }

  /** What the kqueues of the machine share. */
  Kqueues kqueues() {
    return kqueues;
  }

  /** Clock interrupts a second; the unit of the few fields that count ticks. */
  public int hz() {
    return hz.get();
  }

  /** The loader's value of a variable, or the default. */
  public int tunableInt(String name, int defaultValue) {
    String value = tunables.get(name);
    if (value == null) {
      return defaultValue;
    }
    return Integer.decode(value);
  }

  /** Gives the variables of sysctl the loader's values; at boot, once every subsystem is there. */
  public void applyTunables() {
    sysctl.applyTunables();
  }

  // ---- Giant (locking reference, C.6) ----

  /** {@code debug.mpsafenet}: whether the network runs without Giant. */
  public boolean mpsafenet() {
    return mpsafenet;
  }

  public Giant giant() {
    return rt.giant();
  }

  /** {@code NET_LOCK_GIANT}: takes Giant unless the network is MPSAFE. */
  public void netLockGiant() {
    if (!mpsafenet) {
      rt.giant().lock();
    }
  }

  /** {@code NET_UNLOCK_GIANT}. */
  public void netUnlockGiant() {
    if (!mpsafenet) {
      rt.giant().unlock();
    }
  }

  /**
   * {@code NET_ASSERT_GIANT}: without MPSAFE the caller must own Giant; with it nothing is asked.
   */
  public void netAssertGiant() {
    if (!mpsafenet) {
      rt.giant().assertOwned();
    }
  }

  /**
   * {@code taskqueue_swi_giant}: its tasks run under Giant. For who cannot take Giant where it is,
   * because it holds a mutex.
   */
  public TaskQueue swiGiant() {
    return swiGiant;
  }

  /** {@code callout_init(c, NET_CALLOUT_MPSAFE)}: the handler runs under Giant unless MPSAFE. */
  public Callout netCallout() {
    return mpsafenet ? Callout.mpsafe(rt.callouts()) : Callout.giant(rt.callouts());
  }

  // ---- Threads and time ----

  /**
   * An interrupt thread; it starts at its first {@link IThread#schedule} and stops with the
   * machine.
   *
   * @param cpu the CPU that it is bound to, from 0
   * @param mpsafe false: the handler runs under Giant
   */
  public IThread ithread(String name, int priority, int cpu, boolean mpsafe, Runnable handler) {
    IThread it = new IThread(rt, name, priority, cpu, mpsafe ? null : rt.giant(), handler);
    onShutdown(it::stop);
    return it;
  }

  /** An interrupt thread of the network: {@code INTR_MPSAFE} counts only with mpsafenet. */
  public IThread netIthread(String name, int priority, int cpu, Runnable handler) {
    return ithread(name, priority, cpu, mpsafenet, handler);
  }

  /** The process's thread that runs, or null for a kernel thread. */
  public ProcThread curthread() {
    Object a = rt.curthread().attachment();
    return a instanceof ProcThread ? (ProcThread) a : null;
  }

  /**
   * The error number of an interruptible sleep: EINTR, or ERESTART where the signal's handler wants
   * the call restarted; EWOULDBLOCK for a timeout.
   */
  public Errno sleepErrno(WaitResult result) {
    if (result == WaitResult.WOKEN) {
      return Errno.OK;
    }
    if (result == WaitResult.TIMED_OUT) {
      return Errno.EWOULDBLOCK;
    }
    ProcThread td = curthread();
    return td != null && td.wantsRestart() ? Errno.ERESTART : Errno.EINTR;
  }

  /** nanouptime(9). */
  public long uptimeNanos() {
    return rt.uptimeNanos();
  }

  /** nanotime(9). */
  public long timeOfDayNanos() {
    return rt.timeOfDayNanos();
  }

  /** arc4random(9): from 0 to {@code bound - 1}. */
  public int random(int bound) {
    return rt.random(bound);
  }

  /** A new statistic, at 0. */
  public Counter counter() {
    return new Counter(rt.counter64());
  }

  /** WITNESS_WARN(9): the calling thread is at a point where it may sleep. */
  public void mayFaultOrSleep(String what) {
    LockWatch watch = rt.watch();
    if (watch != null) {
      watch.beforeSleep(rt.curthread(), null, what);
    }
  }

  /** The calling thread must hold no lock here: a system call's or a thread's return. */
  public void mustHoldNothing(String where) {
    LockWatch watch = rt.watch();
    if (watch != null) {
      KThread td = rt.curthread();
      watch.mustHoldNothing(td, where);
    }
  }

  // ---- Shutdown ----

  /** Adds a hook for {@link #shutdown}; what was added last runs first. With any lock held. */
  public void onShutdown(Runnable hook) {
    Hook added = new Hook(hook);
    do {
      added.next = hooks.get();
    } while (!hooks.compareAndSet(added.next, added));
  }

  /** Ends every process, then every subsystem, the last one first. Sleeps. */
  public void shutdown() {
    procs.exitAll();
    for (Hook h = hooks.swap(null); h != null; ) {
      h.action.run();
      h = h.next != null ? h.next : hooks.swap(null);
    }
  }

  private static final class Hook {
    private final Runnable action;

    @Frozen("the hook is put on the list")
    private Hook next;

    Hook(Runnable action) {
      this.action = action;
    }
  }

  private void provide(OidTree t) {
    t.addString("kern.ostype", Oid.CTLFLAG_RD, "Operating system type", () -> "Giantless", null);
    t.addString("kern.hostname", Oid.CTLFLAG_RD, "Hostname", () -> hostname, null);
    t.addLong("hw.ncpu", "Number of active CPUs", () -> rt.cpus());
    t.addInt("kern.hz", Oid.CTLFLAG_RDTUN, "Clock interrupts a second", hz);
    t.addLong(
        "debug.mpsafenet",
        Oid.CTLFLAG_RDTUN,
        "Network runs without Giant",
        () -> mpsafenet ? 1 : 0,
        null);
    t.addLong("kern.msgbuf_dropped", "Messages lost from the buffer", log::dropped);
    files.provide(t);
    procs.provide(t);
    sel.provide(t);
    kqueues.provide(t);
    WitnessSysctl.provide(t, rt.watch());
  }
}
