package giantless.stack.kern;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import java.util.ArrayList;
import java.util.List;

/**
 * A process, {@code struct proc}: descriptors, threads and signals. {@link #lock} is PROC_LOCK. The
 * program is Java code that calls {@code Syscalls}, in threads of {@link #spawn} or in a thread
 * from outside, which becomes a thread of the process at its first call.
 *
 * <p>A process ends by {@link #exit}, not with its last thread: whoever built it may lend it
 * another one.
 */
public final class Proc {
  /** {@code SA_RESTART}: a call that the handler interrupted begins again. */
  public static final int SA_RESTART = 2;

  private final Kernel kernel;
  private final int pid;
  private final String name;
  private final FileDesc fd;
  public final Mtx lock;

  @Racy("immutable, changed under the lock; a call reads it once and acts with the old or new one")
  private volatile Ucred ucred = Ucred.root();

  private final CondVar exited;

  @GuardedBy("lock")
  private final List<ProcThread> threads = new ArrayList<>(2);

  /** All that were started: a thread that has left {@link #threads} may still be returning. */
  @GuardedBy("lock")
  private final List<KThread> spawned = new ArrayList<>(2);

  /** {@code P_WEXIT}: some thread runs {@link #exit}. */
  @GuardedBy("lock")
  private boolean exiting;

  @GuardedBy("lock")
  private boolean dead;

  @GuardedBy("lock")
  private int xstat;

  /** Signals posted to the process that no thread has taken, {@code p_siglist}. */
  @GuardedBy("lock")
  private int siglist;

  /** By signal number; null stands for SIG_DFL. */
  @GuardedBy("lock")
  private Signal.Handler[] actions;

  @GuardedBy("lock")
  private int restartMask;

  Proc(Kernel kernel, int pid, String name, FileDesc fd) {
    this.kernel = kernel;
    this.pid = pid;
    this.name = name;
    this.fd = fd;
    this.lock = kernel.rt().mtx(Locks.PROC);
    this.exited = kernel.rt().cv("wait");
  }

  public Kernel kernel() {
    return kernel;
  }

  public int pid() {
    return pid;
  }

  public String name() {
    return name;
  }

  /** p_ucred: on whose behalf it acts; the super-user's at first, a child has its parent's. */
  public Ucred ucred() {
    return ucred;
  }

  /** setuid(2): EPERM unless the super-user asks, or the user stays the same. */
  @Excludes("lock")
  public Errno setuid(int uid) {
    Ucred fresh = new Ucred(uid);
    lock.lock();
    Ucred old = ucred;
    boolean may = old.uid() == uid || old.suser() == Errno.OK;
    if (may) {
      ucred = fresh;
    }
    lock.unlock();
    return may ? Errno.OK : Errno.EPERM;
  }

  /** The descriptor table; empty once the process has ended. */
  public FileDesc fd() {
    return fd;
  }

  // ---- Threads ----

  /** Starts a thread of the process on the CPU after that of the thread before. */
  @Excludes("lock")
  public KThread spawn(String threadName, Runnable program) {
    lock.lock();
    int n = threads.size();
    lock.unlock();
    return spawn(threadName, n % kernel.rt().cpus(), program);
  }

  /**
   * Starts a thread of the process.
   *
   * @return null if the process ends already
   */
  @Excludes("lock")
  public KThread spawn(String threadName, int cpu, Runnable program) {
    KThread started = null;
    lock.lock();
    if (!exiting) {
      // Under the lock, so that exit() either forbids the start or waits for the thread's end.
      started = kernel.rt().spawn(threadName, Priority.USER, cpu, () -> run(program));
      spawned.add(started);
    }
    lock.unlock();
    return started;
  }

  private void run(Runnable program) {
    ProcThread td = new ProcThread(this, kernel.rt().curthread(), false);
    lock.lock();
    boolean late = exiting;
    if (!late) {
      threads.add(td);
      postPending(td);
    }
    lock.unlock();
    if (late) {
      return;
    }
    td.kthread().attach(td);
    try {
      program.run();
    } catch (ThreadExit e) {
      // The process ends; the thread was at a system call's return and held nothing.
    }
    td.kthread().attach(null);
    lock.lock();
    threads.remove(td);
    repost(siglist); // It may have been the one that was told.
    exited.broadcast();
    lock.unlock();
    kernel.mustHoldNothing("thread " + td);
  }

  /** The calling thread as one of this process; one from outside becomes one. */
  @Excludes("lock")
  public ProcThread curthread() {
    KThread self = kernel.rt().curthread();
    Object a = self.attachment();
    if (a instanceof ProcThread && ((ProcThread) a).proc() == this) {
      return (ProcThread) a;
    }
    ProcThread td = null;
    lock.lock();
    for (ProcThread t : threads) {
      if (t.kthread() == self) {
        td = t;
      }
    }
    if (td == null) {
      td = new ProcThread(this, self, true);
      td.astpending = exiting;
      threads.add(td);
      postPending(td);
    }
    lock.unlock();
    self.attach(td);
    return td;
  }

  // ---- Signals ----

  /** sigaction(2). EINVAL for a number that is no signal, and for a handler of SIGKILL. */
  @Excludes("lock")
  public Errno sigaction(int sig, Signal.Handler handler, int flags) {
    if (sig <= 0 || sig >= Signal.NSIG || sig == Signal.SIGKILL) {
      return Errno.EINVAL;
    }
    lock.lock();
    if (actions == null) {
      actions = new Signal.Handler[Signal.NSIG];
    }
    actions[sig] = handler;
    restartMask = restartMask & ~(1 << sig) | ((flags & SA_RESTART) != 0 ? 1 << sig : 0);
    if (isIgnored(sig)) {
      siglist &= ~(1 << sig);
      for (ProcThread t : threads) {
        t.siglist &= ~(1 << sig);
      }
    }
    lock.unlock();
    return Errno.OK;
  }

  /**
   * pthread_sigmask(3) of the calling thread: replaces the set of blocked signals, bit per number.
   * What it was told of and blocks now before it took it goes to another thread.
   */
  @Excludes("lock")
  public int sigmask(int mask) {
    ProcThread td = curthread();
    lock.lock();
    int old = td.sigmask;
    td.sigmask = mask & ~(1 << Signal.SIGKILL);
    postPending(td);
    repost(siglist & td.sigmask & ~old);
    lock.unlock();
    return old;
  }

  /**
   * psignal(9), kill(2): posts a signal to the process. A thread that does not block it is woken
   * from its interruptible sleep, or will not enter the next one; if that thread ends or blocks the
   * signal first, another one is.
   */
  @Excludes("lock")
  public Errno signal(int sig) {
    if (sig < 0 || sig >= Signal.NSIG) {
      return Errno.EINVAL;
    }
    lock.lock();
    if (dead) {
      lock.unlock();
      return Errno.ESRCH;
    }
    if (sig != 0 && !isIgnored(sig)) {
      siglist |= 1 << sig;
      repost(1 << sig);
    }
    lock.unlock();
    return Errno.OK;
  }

  @Excludes("lock")
  Errno tdsignal(ProcThread td, int sig) {
    if (sig < 0 || sig >= Signal.NSIG) {
      return Errno.EINVAL;
    }
    lock.lock();
    if (sig != 0 && !isIgnored(sig)) {
      td.siglist |= 1 << sig;
      if ((td.sigmask & 1 << sig) == 0) {
        post(td);
      }
    }
    lock.unlock();
    return Errno.OK;
  }

  @Requires("lock")
  private boolean isIgnored(int sig) {
    Signal.Handler h = actions == null ? null : actions[sig];
    return h == Signal.SIG_IGN
        || (h == null || h == Signal.SIG_DFL) && Signal.ignoredByDefault(sig);
  }

  @Requires("lock")
  private int deliverable(ProcThread td) {
    return (siglist | td.siglist) & ~td.sigmask;
  }

  /** Tells a thread of what waits for it, its first time and when it blocks less. */
  @Requires("lock")
  private void postPending(ProcThread td) {
    if (deliverable(td) != 0) {
      post(td);
    }
  }

  /**
   * reschedule_signals(): each of these signals, which wait for the process, is told to the first
   * thread that does not block it.
   */
  @Requires("lock")
  private void repost(int signals) {
    int left = signals;
    for (ProcThread t : threads) {
      int taken = left & ~t.sigmask;
      if (taken != 0) {
        post(t);
        left &= ~taken;
      }
    }
  }

  @Requires("lock")
  private void post(ProcThread td) {
    td.restart = !exiting && (deliverable(td) & ~restartMask) == 0;
    td.astpending = true;
    td.kthread().interrupt();
  }

  /** See {@link ProcThread#ast}. */
  @Excludes("lock")
  boolean takeSignals(ProcThread td) {
    boolean allRestart = true;
    while (true) {
      lock.lock();
      if (exiting) {
        lock.unlock();
        throw new ThreadExit("process " + name + " ends");
      }
      int pending = deliverable(td);
      if (pending == 0) {
        td.astpending = false;
        td.restart = false;
        td.kthread().clearInterrupt();
        lock.unlock();
        return allRestart;
      }
      int sig = Integer.numberOfTrailingZeros(pending);
      siglist &= ~(1 << sig);
      td.siglist &= ~(1 << sig);
      Signal.Handler h = actions == null ? null : actions[sig];
      allRestart &= (restartMask & 1 << sig) != 0;
      lock.unlock();
      if (h != null && h != Signal.SIG_DFL) {
        h.handle(sig);
      } else {
        exit(sig);
        throw new ThreadExit("process " + name + " killed by signal " + sig);
      }
    }
  }

  // ---- Birth and death ----

  /** fork(2): a process with a copy of the descriptors and of the signal actions; null: EAGAIN. */
  @Excludes("lock")
  public Proc fork(String childName) {
    return child(childName, true);
  }

  /** rfork(2) without {@code RFFDG}: a process that shares the descriptor table; null: EAGAIN. */
  @Excludes("lock")
  public Proc rfork(String childName) {
    return child(childName, false);
  }

  private Proc child(String childName, boolean copy) {
    FileDesc childFd = copy ? fd.fdcopy() : fd.fdshare();
    Proc p = kernel.procs().add(childName, childFd);
    if (p == null) {
      childFd.fdfree(kernel.curthread());
      return null;
    }
    lock.lock();
    Signal.Handler[] inherited = actions == null ? null : actions.clone();
    int restarts = restartMask;
    lock.unlock();
    p.ucred = ucred;
    p.lock.lock();
    p.actions = inherited;
    p.restartMask = restarts;
    p.lock.unlock();
    return p;
  }

  /** The part of execve(2) that is about descriptors and signals. */
  @Excludes("lock")
  public void exec() {
    fd.fdcloseexec(curthread());
    lock.lock();
    if (actions != null) {
      for (int i = 0; i < actions.length; i++) {
        if (actions[i] != Signal.SIG_IGN) {
          actions[i] = null;
        }
      }
    }
    lock.unlock();
  }

  /**
   * exit1(): interrupts the other threads and waits for those that the process started, then closes
   * the descriptors. Sleeps. A thread of the process returns from here and must end.
   *
   * @param status the number of the signal that killed it, or the exit code shifted left by 8
   * @throws ThreadExit if another thread ends the process already
   */
  @Excludes("lock")
  public void exit(int status) {
    KThread self = kernel.rt().curthread();
    lock.lock();
    if (exiting) {
      boolean mine = self.attachment() instanceof ProcThread && threads.contains(self.attachment());
      lock.unlock();
      if (mine && !((ProcThread) self.attachment()).isAdopted()) {
        throw new ThreadExit("process " + name + " ends");
      }
      waitExit();
      return;
    }
    exiting = true;
    xstat = status;
    for (ProcThread t : threads) {
      if (t.kthread() != self) {
        post(t);
      }
    }
    while (othersRun(self)) {
      exited.await(lock);
    }
    List<KThread> ending = new ArrayList<>(spawned);
    spawned.clear();
    lock.unlock();
    for (KThread t : ending) {
      if (t != self) {
        t.join();
      }
    }
    fd.fdfree(kernel.curthread());
    kernel.procs().remove(this);
    lock.lock();
    dead = true;
    exited.broadcast();
    lock.unlock();
  }

  @Requires("lock")
  private boolean othersRun(KThread self) {
    for (ProcThread t : threads) {
      if (!t.isAdopted() && t.kthread() != self) {
        return true;
      }
    }
    return false;
  }

  /** wait4(2) for this process: sleeps until it has ended, and returns its status. */
  @Excludes("lock")
  public int waitExit() {
    lock.lock();
    while (!dead) {
      exited.await(lock);
    }
    int status = xstat;
    lock.unlock();
    return status;
  }

  /** Whether the process has ended. */
  @Excludes("lock")
  public boolean isDead() {
    lock.lock();
    boolean d = dead;
    lock.unlock();
    return d;
  }

  @Override
  public String toString() {
    return name + "[" + pid + "]";
  }
}
