package giantless.stress.lincheck.monitor;

import giantless.lock.CondVar;
import giantless.lock.Mtx;
import giantless.lock.WaitResult;

/** A condition variable on which nobody waits: processes have one, and no scenario ends them. */
final class MonitorCondVar extends CondVar {
  MonitorCondVar(String waitMessage) {
    super(waitMessage);
  }

  @Override
  public void await(Mtx mtx) {
    throw new UnsupportedOperationException("cv_wait " + waitMessage());
  }

  @Override
  public WaitResult awaitSig(Mtx mtx) {
    throw new UnsupportedOperationException("cv_wait_sig " + waitMessage());
  }

  @Override
  public WaitResult timedAwait(Mtx mtx, long nanos) {
    throw new UnsupportedOperationException("cv_timedwait " + waitMessage());
  }

  @Override
  public WaitResult timedAwaitSig(Mtx mtx, long nanos) {
    throw new UnsupportedOperationException("cv_timedwait_sig " + waitMessage());
  }

  @Override
  public void signal() {}

  @Override
  public void broadcast() {}

  @Override
  public boolean hasWaiters() {
    return false;
  }
}
