package giantless.stack.kern;

import giantless.lock.Locks;
import giantless.lock.SxLock;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/** The processes of the machine, {@code allproc}; the sx lock of that name protects it. */
public final class ProcTable {
  private static final int PID_MAX = 99999;

  private final Kernel kernel;
  private final Knob maxproc;
  public final SxLock lock;

  @GuardedBy("lock")
  private final List<Proc> allproc = new ArrayList<>(4);

  @GuardedBy("lock")
  private int lastpid;

  ProcTable(Kernel kernel) {
    this.kernel = kernel;
    this.maxproc = new Knob(kernel.tunableInt("kern.maxproc", 6164), 1, PID_MAX);
    this.lock = kernel.rt().sx(Locks.ALLPROC);
  }

  /** A new process without descriptors; null when there are {@code kern.maxproc}: EAGAIN. */
  @Excludes("lock")
  public Proc create(String name) {
    return add(name, new FileDesc(kernel.files()));
  }

  @Excludes("lock")
  Proc add(String name, FileDesc fd) {
    lock.xlock();
    Proc p = null;
    if (allproc.size() < maxproc.get()) {
      do {
        lastpid = lastpid == PID_MAX ? 1 : lastpid + 1;
      } while (find(lastpid) != null);
      p = new Proc(kernel, lastpid, name, fd);
      allproc.add(p);
    }
    lock.xunlock();
    return p;
  }

  @Excludes("lock")
  void remove(Proc p) {
    lock.xlock();
    allproc.remove(p);
    lock.xunlock();
  }

  /** pfind(9), but the process is not locked: it may end at any time. Null if there is none. */
  @Excludes("lock")
  public Proc pfind(int pid) {
    lock.slock();
    Proc p = find(pid);
    lock.sunlock();
    return p;
  }

  /** kill(2): ESRCH if there is no such process, EINVAL if no such signal. */
  @Excludes("lock")
  public Errno kill(int pid, int sig) {
    Proc p = pfind(pid);
    return p == null ? Errno.ESRCH : p.signal(sig);
  }

  /** The processes now. */
  @Excludes("lock")
  public List<Proc> all() {
    lock.slock();
    List<Proc> copy = new ArrayList<>(allproc);
    lock.sunlock();
    return copy;
  }

  /** Ends every process, the youngest first. Sleeps. */
  @Excludes("lock")
  void exitAll() {
    List<Proc> list = all();
    for (int i = list.size() - 1; i >= 0; i--) {
      list.get(i).exit(Signal.SIGKILL);
    }
  }

  private Proc find(int pid) {
    for (Proc p : allproc) {
      if (p.pid() == pid) {
        return p;
      }
    }
    return null;
  }

  void provide(OidTree t) {
    t.addInt("kern.maxproc", Oid.CTLFLAG_RDTUN, "Maximum number of processes", maxproc);
    t.addLong("kern.lastpid", "Last used PID", this::lastpid);
  }

  private long lastpid() {
    lock.slock();
    long pid = lastpid;
    lock.sunlock();
    return pid;
  }
}
