package giantless.weave.probe;

import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;

/** Has a guarded field and a method with a contract, and breaks or keeps them as it is told. */
public final class Probe {
  private final Mtx mtx;

  @GuardedBy("mtx")
  private int count;

  public Probe(Mtx mtx) {
    this.mtx = mtx;
    this.count = 1;
  }

  /** Writes the field; the caller should hold the lock. */
  public int touch() {
    return ++count;
  }

  @Requires("mtx")
  public void call() {}

  /** Does both as it should be done. */
  public void behave() {
    mtx.lock();
    touch();
    call();
    mtx.unlock();
  }
}
