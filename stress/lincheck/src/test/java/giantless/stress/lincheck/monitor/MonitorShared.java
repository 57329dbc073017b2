package giantless.stress.lincheck.monitor;

/**
 * Readers or one writer, under this object's monitor: what rw, sx and rm locks are made of. Readers
 * are counted and not named: that a stranger does not unlock is Witness's and stress's to see.
 */
final class MonitorShared {
  private Thread writer;
  private int readers;

  synchronized void slock() {
    while (writer != null) {
      Waits.on(this);
    }
    readers++;
  }

  synchronized boolean trySlock() {
    if (writer != null) {
      return false;
    }
    readers++;
    return true;
  }

  synchronized void sunlock() {
    check(readers > 0);
    readers--;
    notifyAll();
  }

  synchronized void xlock() {
    while (writer != null || readers > 0) {
      Waits.on(this);
    }
    writer = Thread.currentThread();
  }

  synchronized boolean tryXlock() {
    if (writer != null || readers > 0) {
      return false;
    }
    writer = Thread.currentThread();
    return true;
  }

  synchronized void xunlock() {
    check(isOwned());
    writer = null;
    notifyAll();
  }

  synchronized boolean tryUpgrade() {
    check(readers > 0);
    if (readers != 1) {
      return false;
    }
    readers = 0;
    writer = Thread.currentThread();
    return true;
  }

  synchronized void downgrade() {
    check(isOwned());
    writer = null;
    readers = 1;
    notifyAll();
  }

  private static void check(boolean held) {
    if (!held) {
      throw new IllegalStateException("unlocked by a stranger");
    }
  }

  synchronized boolean isOwned() {
    return writer == Thread.currentThread();
  }

  synchronized boolean isHeld() {
    return readers > 0 || isOwned();
  }
}
