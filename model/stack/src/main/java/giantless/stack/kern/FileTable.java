package giantless.stack.kern;

import giantless.lock.AtomicInt;

/**
 * The open files of the machine: how many there are, and how many there may be. The count is
 * atomic; it is raised before the file exists, so that the limit is never passed.
 */
public final class FileTable {
  private final Kernel kernel;
  private final AtomicInt openfiles;
  private final Knob maxfiles;
  private final Knob maxfilesperproc;

  FileTable(Kernel kernel) {
    this.kernel = kernel;
    this.openfiles = kernel.rt().atomicInt(0);
    this.maxfiles = new Knob(kernel.tunableInt("kern.maxfiles", 12328), 0, Integer.MAX_VALUE);
    this.maxfilesperproc =
        new Knob(kernel.tunableInt("kern.maxfilesperproc", 11095), 0, Integer.MAX_VALUE);
  }

  Kernel kernel() {
    return kernel;
  }

  /** {@code kern.maxfilesperproc}. */
  int maxfilesperproc() {
    return maxfilesperproc.get();
  }

  /** {@code kern.openfiles}. */
  public int openfiles() {
    return openfiles.get();
  }

  /** A new file with one reference, the caller's; null when the system table is full: ENFILE. */
  public File alloc() {
    while (true) {
      int n = openfiles.get();
      if (n >= maxfiles.get()) {
        return null;
      }
      if (openfiles.compareAndSet(n, n + 1)) {
        return new File(this);
      }
    }
  }

  void ffree() {
    int old = openfiles.fetchAdd(-1);
    Kassert.kassert(old > 0, "ffree: openfiles below 0");
  }

  void provide(OidTree t) {
    t.addInt("kern.maxfiles", Oid.CTLFLAG_RWTUN, "Maximum number of files", maxfiles);
    t.addInt(
        "kern.maxfilesperproc",
        Oid.CTLFLAG_RWTUN,
        "Maximum files allowed open per process",
        maxfilesperproc);
    t.addLong("kern.openfiles", "System-wide number of open files", () -> openfiles.get());
  }
}
