package giantless.stress.lincheck.monitor;

/** Readers or one writer, under this object's monitor: what rw, sx and rm locks are made of. */
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
    writer = null;
    notifyAll();
  }

  synchronized boolean tryUpgrade() {
    if (readers != 1) {
      return false;
    }
    readers = 0;
    writer = Thread.currentThread();
    return true;
  }

  synchronized void downgrade() {
    writer = null;
    readers = 1;
    notifyAll();
  }

  synchronized boolean isOwned() {
    return writer == Thread.currentThread();
  }

  synchronized boolean isHeld() {
    return readers > 0 || isOwned();
  }
}
