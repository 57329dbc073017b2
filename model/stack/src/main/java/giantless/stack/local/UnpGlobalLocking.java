package giantless.stack.local;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Acquires;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;

/**
 * UNP_LOCK of 2004: one mutex is every lock of the domain, and each section is a hold of it
 * (locking reference, A.2). Inside of a section there is nothing left to lock.
 */
final class UnpGlobalLocking extends UnpLocking {
  private final Mtx unp;

  UnpGlobalLocking(LockRuntime rt) {
    this(rt.mtx(Locks.UNP));
  }

  private UnpGlobalLocking(Mtx unp) {
    super(unp, unp);
    this.unp = unp;
  }

  @Override
  Mtx newPcbMtx() {
    return unp;
  }

  @Override
  @Acquires("unp")
  void enterShared() {
    unp.lock();
  }

  @Override
  @Releases("unp")
  void leaveShared() {
    unp.unlock();
  }

  @Override
  @Acquires("unp")
  void enterExclusive() {
    unp.lock();
  }

  @Override
  @Releases("unp")
  void leaveExclusive() {
    unp.unlock();
  }

  @Override
  @Acquires("pcb.mtx")
  void enterPcb(Unpcb pcb) {
    pcb.mtx.lock();
  }

  @Override
  @Releases("pcb.mtx")
  void leavePcb(Unpcb pcb) {
    pcb.mtx.unlock();
  }

  @Override
  @Acquires("unp")
  void enterList() {
    unp.lock();
  }

  @Override
  @Releases("unp")
  void leaveList() {
    unp.unlock();
  }

  @Override
  @Requires("unp")
  void lockList() {}

  @Override
  @Requires("unp")
  void unlockList() {}

  @Override
  @Requires("pcb.mtx")
  void lock(Unpcb pcb) {}

  @Override
  @Requires("pcb.mtx")
  void unlock(Unpcb pcb) {}

  @Override
  @Requires("other.mtx")
  void lockOther(Unpcb locked, Unpcb other) {}

  @Override
  @Requires("other.mtx")
  void unlockOther(Unpcb locked, Unpcb other) {}

  @Override
  void destroy(Unpcb pcb) {}
}
