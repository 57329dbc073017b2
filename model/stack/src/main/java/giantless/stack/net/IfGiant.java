package giantless.stack.net;

import giantless.lock.Giant;
import giantless.lock.TaskQueue;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;

/**
 * The way to a driver that is not MPSAFE, {@link Iff#IFF_NEEDSGIANT} (locking reference, C.6, D-59
 * and D-60): it is called with Giant held. The stack sends with its own mutexes held, after which
 * Giant must not be taken; so output is started at once by who owns Giant already, and else by a
 * task of taskqueue_swi_giant. A change of the list of link-level groups is told in the same way,
 * as memberships are joined with the pcb locked.
 *
 * <p>No state of its own. The output queue's lock orders an enqueued start against the queue's
 * close, and the address lock a word on groups against the end of their list; so once both are
 * closed {@link #drain} has seen the last task.
 */
final class IfGiant {
  private final Ifnet ifp;
  private final Giant giant;
  private final TaskQueue swiGiant;

  /** if_starttask. */
  private final TaskQueue.Task startTask;

  private final TaskQueue.Task multiTask;

  IfGiant(Ifnet ifp, Kernel kernel) {
    this.ifp = ifp;
    this.giant = kernel.giant();
    this.swiGiant = kernel.swiGiant();
    this.startTask = new TaskQueue.Task(pending -> startDeferred());
    this.multiTask = new TaskQueue.Task(pending -> multiDeferred());
  }

  /** The driver's if_start, now or by the task. Any mutex may be held. */
  @Excludes("ifp.snd.lock")
  void start() {
    if (giant.isOwned()) {
      ifp.start();
    } else {
      ifp.snd.enqueueTask(swiGiant, startTask);
    }
  }

  /** if_start_deferred. */
  private void startDeferred() {
    giant.assertOwned();
    ifp.start();
  }

  /** IFF_LOCKGIANT around the driver's if_ioctl. No mutex but Giant is held. */
  Errno ioctl(int cmd, Object arg) {
    giant.lock();
    Errno error = ifp.ioctl(cmd, arg);
    giant.unlock();
    return error;
  }

  /** The list of groups has changed, and is not closed. */
  @Requires("ifp.addrLock")
  void multiChanged() {
    ifp.addrLock.assertOwned();
    swiGiant.enqueue(multiTask);
  }

  private void multiDeferred() {
    giant.assertOwned();
    ifp.ioctl(Iff.SIOCADDMULTI, null);
  }

  /**
   * Waits until nobody is in the driver on behalf of the stack: no task, and nobody who owned Giant
   * when the output queue was closed. Sleeps; both lists are closed.
   */
  void drain() {
    swiGiant.drain(startTask);
    swiGiant.drain(multiTask);
    giant.lock();
    giant.unlock();
  }
}
