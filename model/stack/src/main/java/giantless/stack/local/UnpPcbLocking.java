package giantless.stack.local;

import giantless.lock.LockMode;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.RwLock;
import giantless.lock.contract.Acquires;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;

/**
 * The locking of later years: {@code unp_link_rwlock}, {@code unp_list_lock}, and {@code unp_mtx}
 * in each control block (locking reference, A.2, B). The link lock is the master of the mutexes:
 * who has it exclusively may lock any number of them in any order (D-27).
 */
final class UnpPcbLocking extends UnpLocking {
  private final LockRuntime rt;
  private final RwLock linkLock;

  UnpPcbLocking(LockRuntime rt) {
    this(rt, rt.rw(Locks.UNP_LINK));
  }

  private UnpPcbLocking(LockRuntime rt, RwLock linkLock) {
    super(linkLock, rt.mtx(Locks.UNP_LIST));
    this.rt = rt;
    this.linkLock = linkLock;
  }

  @Override
  Mtx newPcbMtx() {
    return rt.mtx(Locks.UNP_PCB);
  }

  @Override
  @Acquires(value = "linkLock", mode = LockMode.SHARED)
  void enterShared() {
    linkLock.rlock();
  }

  @Override
  @Releases(value = "linkLock", mode = LockMode.SHARED)
  void leaveShared() {
    linkLock.runlock();
  }

  @Override
  @Acquires("linkLock")
  void enterExclusive() {
    linkLock.wlock();
  }

  @Override
  @Releases("linkLock")
  void leaveExclusive() {
    linkLock.wunlock();
  }

  @Override
  @Acquires("unp.mtx")
  void enterPcb(Unpcb unp) {
    unp.mtx.lock();
  }

  @Override
  @Releases("unp.mtx")
  void leavePcb(Unpcb unp) {
    unp.mtx.unlock();
  }

  @Override
  @Acquires("list")
  void enterList() {
    list.lock();
  }

  @Override
  @Releases("list")
  void leaveList() {
    list.unlock();
  }

  @Override
  @Acquires("list")
  void lockList() {
    list.lock();
  }

  @Override
  @Releases("list")
  void unlockList() {
    list.unlock();
  }

  @Override
  @Requires(value = "linkLock", mode = LockMode.SHARED)
  @Acquires("unp.mtx")
  void lock(Unpcb unp) {
    unp.mtx.lock();
  }

  @Override
  @Releases("unp.mtx")
  void unlock(Unpcb unp) {
    unp.mtx.unlock();
  }

  @Override
  @Requires("linkLock")
  void lockOther(Unpcb locked, Unpcb other) {
    if (other != locked) {
      other.mtx.lock();
    }
  }

  @Override
  @Requires("linkLock")
  void unlockOther(Unpcb locked, Unpcb other) {
    if (other != locked) {
      other.mtx.unlock();
    }
  }

  @Override
  void destroy(Unpcb unp) {
    unp.mtx.destroy();
  }
}
