package giantless.stack.kern;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of a process, {@code struct thread}. What is about signals belongs to the process lock,
 * what is about poll(2) and select(2) to sellck, the rest to the thread itself.
 */
public final class ProcThread {
  private final Proc proc;
  private final KThread kthread;
  private final boolean adopted;

  /** Named by the contracts of the fields below. */
  @SuppressWarnings("UnusedVariable")
  private final SelState sel;

  /** Signals posted to this thread alone, {@code td_siglist}. */
  @GuardedBy("proc.lock")
  int siglist;

  /** Signals that this thread does not take, {@code td_sigmask}. */
  @GuardedBy("proc.lock")
  int sigmask;

  @Racy("tested at every return to the program; what it announces is read again under the lock")
  volatile boolean astpending;

  @Racy("read after an interrupted sleep; a later signal may change EINTR for ERESTART, never OK")
  volatile boolean restart;

  /** {@code TDF_SELECT}: since it was set, nothing that the thread waits for has happened. */
  @GuardedBy("sel.lock")
  boolean tdfSelect;

  /** {@code td_selq}: where the thread is recorded as the one to wake. */
  @GuardedBy("sel.lock")
  final List<SelInfo> selq = new ArrayList<>(4);

  /** What the thread sleeps on in poll(2) and select(2); made by the thread at its first sleep. */
  @GuardedBy("sel.lock")
  CondVar selwait;

  ProcThread(Proc proc, KThread kthread, boolean adopted) {
    this.proc = proc;
    this.kthread = kthread;
    this.adopted = adopted;
    this.sel = proc.kernel().sel();
  }

  public Proc proc() {
    return proc;
  }

  /** The kernel's thread that it is. */
  public KThread kthread() {
    return kthread;
  }

  /** Whether it came from outside, and the process did not start it. */
  boolean isAdopted() {
    return adopted;
  }

  /** Whether the signal that interrupted its sleep wants the system call restarted. */
  boolean wantsRestart() {
    return restart;
  }

  /** Posts a signal to this thread, pthread_kill(3). EINVAL for a number that is no signal. */
  public Errno signal(int sig) {
    return proc.tdsignal(this, sig);
  }

  /**
   * ast(): takes the signals posted, at the return of a system call.
   *
   * @return whether every handler that ran wants an interrupted call restarted
   * @throws ThreadExit if the process ends
   */
  public boolean ast() {
    return !astpending || proc.takeSignals(this);
  }

  @Override
  public String toString() {
    return kthread.name();
  }
}
