package giantless.scenarios.bugs;

import giantless.lock.LockClass;

/** The lock classes of the small programs; no lock of the stack. */
final class SmallLocks {
  static final LockClass A = LockClass.mtx("a").build();
  static final LockClass B = LockClass.mtx("b").build();
  static final LockClass C = LockClass.mtx("c").build();
  static final LockClass GATE = LockClass.mtx("gate").build();

  /** A class of which one thread may hold several. */
  static final LockClass MANY = LockClass.mtx("many").dupOk().build();

  static final LockClass SPIN = LockClass.spin("spin").build();
  static final LockClass RW = LockClass.rw("rw").build();
  static final LockClass RM = LockClass.rm("rm").build();
  static final LockClass SLEEPABLE_RM = LockClass.sleepableRm("sleepable rm").build();
  static final LockClass SX = LockClass.sx("sx").build();

  private SmallLocks() {}
}
