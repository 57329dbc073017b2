package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Signal;

/** A signal is posted to a thread that goes to sleep in recv(2). */
@Scenario("Who waits for a datagram is woken by a signal, whenever it comes")
final class SignalAgainstReceive {
  private final Bound b;
  private final Mtx lock;
  private final CondVar known;

  @GuardedBy("lock")
  private ProcThread reader;

  private Errno received;

  SignalAgainstReceive(Setup setup) {
    b = new Bound(setup, true);
    lock = b.machine.rt.mtx(Locks.SOFTC);
    known = b.machine.rt.cv("known");
    b.proc.sigaction(Signal.SIGUSR1, s -> {}, 0);
  }

  @Actor
  void receive() {
    // Before the lock: the process lock is none of those that come after a driver's.
    ProcThread self = b.proc.curthread();
    lock.lock();
    reader = self;
    known.signal();
    lock.unlock();
    received = Machine.errno(() -> b.sys.recv(b.fd, new byte[8], 0));
  }

  @Actor(cpu = 1)
  void signal() {
    lock.lock();
    while (reader == null) {
      known.await(lock);
    }
    ProcThread td = reader;
    lock.unlock();
    td.signal(Signal.SIGUSR1);
  }

  @Invariant
  boolean was_interrupted() {
    return received == Errno.EINTR;
  }
}
