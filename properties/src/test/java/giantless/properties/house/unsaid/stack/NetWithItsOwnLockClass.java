package giantless.properties.house.unsaid.stack;

import giantless.lock.LockClass;

/** Makes a lock class that is in no table. */
public final class NetWithItsOwnLockClass {
  private NetWithItsOwnLockClass() {}

  public static LockClass own() {
    return LockClass.mtx("if_own_mtx").build();
  }
}
