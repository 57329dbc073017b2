package giantless.stack.kern;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors of a process, {@code struct filedesc}. {@link #lock} is FILEDESC_LOCK; FILE_LOCK
 * is taken under it to raise a count. A file is closed, which may sleep, only after the lock was
 * dropped; so a descriptor may be closed while another thread is inside a call on it: the call has
 * a reference and ends as it would have.
 *
 * <p>Functions that return a descriptor return {@code -errno} in its place when they fail.
 */
public final class FileDesc {
  /** {@code FD_CLOEXEC}. */
  public static final int FD_CLOEXEC = 1;

  private static final int NDFILE = 20;
  private static final int CMASK = 022;

  private final FileTable files;
  public final Mtx lock;

  @GuardedBy("lock")
  private File[] ofiles;

  @GuardedBy("lock")
  private byte[] ofileflags;

  /** No descriptor below this one is free. */
  @GuardedBy("lock")
  private int freefile;

  /** No descriptor above this one is in use; -1 if none is. */
  @GuardedBy("lock")
  private int lastfile;

  /** Processes that share the table. */
  @GuardedBy("lock")
  private int refcnt = 1;

  /** The permissions that new files do not get, fd_cmask. */
  @GuardedBy("lock")
  private int cmask;

  /** Kqueues with notes on these descriptors, fd_kqlist. */
  @GuardedBy("lock")
  private final List<Kqueue> kqlist = new ArrayList<>(0);

  FileDesc(FileTable files) {
    this(files, new File[NDFILE], new byte[NDFILE], -1, CMASK);
  }

  private FileDesc(FileTable files, File[] ofiles, byte[] ofileflags, int lastfile, int cmask) {
    this.cmask = cmask;
    this.files = files;
    this.lock = files.kernel().rt().mtx(Locks.FILEDESC);
    this.ofiles = ofiles;
    this.ofileflags = ofileflags;
    this.lastfile = lastfile;
  }

  /**
   * fget(9): the file with one more reference, which goes back by {@link File#fdrop}.
   *
   * @return null for EBADF: no such descriptor, or its file is still being set up
   */
  @Excludes("lock")
  public File fget(int fd) {
    lock.lock();
    File fp = slot(fd);
    if (fp != null && !fp.fholdUsable()) {
      fp = null;
    }
    lock.unlock();
    return fp;
  }

  /** fdrop(9), for symmetry with {@link #fget}. */
  public Errno fdrop(File fp, ProcThread td) {
    return fp.fdrop(td);
  }

  /**
   * Installs a file at the lowest free descriptor; the table takes a reference of its own.
   *
   * @return the descriptor; {@code -EMFILE}
   */
  @Excludes("lock")
  public int falloc(File fp) {
    return install(fp, 0, 0);
  }

  /**
   * fdallocn: installs several files at once, or none; the table takes a reference to each. Nobody
   * sees some of them without the others.
   *
   * @param out gets the descriptors
   * @return EMFILE
   */
  @Excludes("lock")
  public Errno fallocn(File[] fps, int[] out) {
    lock.lock();
    int room = 0;
    while (room < fps.length) {
      // Growing drops the lock: count again then.
      room = 0;
      int top = -1;
      for (int fd = lowestFree(0); room < fps.length; fd++) {
        if (fd > lastfile || ofiles[fd] == null) {
          out[room++] = fd;
          top = fd;
        }
      }
      if (refcnt == 0 || top >= files.maxfilesperproc()) {
        lock.unlock();
        return Errno.EMFILE;
      }
      if (top >= ofiles.length) {
        grow(top + 1);
        room = 0;
      }
    }
    for (int i = 0; i < fps.length; i++) {
      fps[i].fhold();
      set(out[i], fps[i], 0);
    }
    lock.unlock();
    return Errno.OK;
  }

  /** umask(2): sets the mask and returns the one before. */
  @Excludes("lock")
  public int umask(int mask) {
    lock.lock();
    int old = cmask;
    cmask = mask & 0777;
    lock.unlock();
    return old;
  }

  /** fd_cmask. */
  @Excludes("lock")
  public int cmask() {
    lock.lock();
    int mask = cmask;
    lock.unlock();
    return mask;
  }

  /**
   * fdclose(9): takes back a descriptor whose set-up failed, unless another thread has closed it or
   * put another file there in the meantime.
   */
  @Excludes("lock")
  public void fdclose(File fp, int fd, ProcThread td) {
    lock.lock();
    boolean mine = slot(fd) == fp;
    List<Kqueue> kqs = null;
    if (mine) {
      clear(fd);
      kqs = kqueues();
    }
    lock.unlock();
    if (mine) {
      closef(kqs, fd, fp, td);
    }
  }

  /** close(2): EBADF, or what the close of the last reference said. */
  @Excludes("lock")
  public Errno close(int fd, ProcThread td) {
    lock.lock();
    File fp = slot(fd);
    if (fp == null) {
      lock.unlock();
      return Errno.EBADF;
    }
    clear(fd);
    List<Kqueue> kqs = kqueues();
    lock.unlock();
    return closef(kqs, fd, fp, td);
  }

  /** The kqueues, each with a reference, for {@link #closef}; null for none. */
  @Requires("lock")
  private List<Kqueue> kqueues() {
    if (kqlist.isEmpty()) {
      return null;
    }
    List<Kqueue> kqs = new ArrayList<>(kqlist.size());
    for (Kqueue kq : kqlist) {
      kqs.add(kq.acquire());
    }
    return kqs;
  }

  /** knote_fdclose, and the reference of a descriptor that was taken out of the table. */
  private static Errno closef(List<Kqueue> kqs, int fd, File fp, ProcThread td) {
    if (kqs != null) {
      for (Kqueue kq : kqs) {
        kq.fdclose(fd, fp, td);
        kq.release();
      }
    }
    return fp.fdrop(td);
  }

  /** A kqueue of this table begins. */
  @Excludes("lock")
  void remember(Kqueue kq) {
    lock.lock();
    kqlist.add(kq);
    lock.unlock();
  }

  /** A kqueue of this table has ended. */
  @Excludes("lock")
  void forget(Kqueue kq) {
    lock.lock();
    kqlist.remove(kq);
    lock.unlock();
  }

  /** Whether the descriptor names the file at this moment. */
  @Requires("lock")
  boolean names(int fd, File fp) {
    return slot(fd) == fp;
  }

  /** dup(2). */
  @Excludes("lock")
  public int dup(int fd) {
    return dupfd(fd, 0);
  }

  /**
   * fcntl(2) {@code F_DUPFD}: the lowest free descriptor from {@code min}.
   *
   * @return the descriptor; {@code -EBADF}, {@code -EINVAL} for a {@code min} out of range, {@code
   *     -EMFILE}
   */
  @Excludes("lock")
  public int dupfd(int fd, int min) {
    if (min < 0 || min >= files.maxfilesperproc()) {
      return inUse(fd) ? -Errno.EINVAL.code() : -Errno.EBADF.code();
    }
    lock.lock();
    while (true) {
      // One hold of the lock from the look at the file to its new descriptor: a close in between
      // would give the very descriptor that is copied. Growing drops the lock: look again then.
      File fp = slot(fd);
      int copy = lowestFree(min);
      if (fp == null || refcnt == 0 || copy >= files.maxfilesperproc()) {
        lock.unlock();
        return fp == null ? -Errno.EBADF.code() : -Errno.EMFILE.code();
      }
      if (copy < ofiles.length) {
        fp.fhold();
        set(copy, fp, 0);
        lock.unlock();
        return copy;
      }
      grow(copy + 1);
    }
  }

  /**
   * dup2(2): makes {@code to} another descriptor of the file, and closes what it was.
   *
   * @return {@code to}; {@code -EBADF} also for {@code to} out of range
   */
  @Excludes("lock")
  public int dup2(int from, int to, ProcThread td) {
    if (to < 0 || to >= files.maxfilesperproc()) {
      return -Errno.EBADF.code();
    }
    lock.lock();
    while (true) {
      // The table may have to grow, which drops the lock: look at everything again.
      if (slot(from) == null) {
        lock.unlock();
        return -Errno.EBADF.code();
      }
      if (to < ofiles.length) {
        break;
      }
      grow(to + 1);
    }
    File fp = slot(from);
    if (from == to) {
      lock.unlock();
      return to;
    }
    fp.fhold();
    File old = ofiles[to];
    set(to, fp, 0);
    List<Kqueue> kqs = old == null ? null : kqueues();
    lock.unlock();
    if (old != null) {
      closef(kqs, to, old, td);
    }
    return to;
  }

  /** fcntl(2) {@code F_GETFD}: the descriptor's flags, or {@code -EBADF}. */
  @Excludes("lock")
  public int getfd(int fd) {
    lock.lock();
    int result = slot(fd) == null ? -Errno.EBADF.code() : ofileflags[fd];
    lock.unlock();
    return result;
  }

  /** fcntl(2) {@code F_SETFD}. */
  @Excludes("lock")
  public Errno setfd(int fd, int flags) {
    lock.lock();
    boolean ok = slot(fd) != null;
    if (ok) {
      ofileflags[fd] = (byte) (flags & FD_CLOEXEC);
    }
    lock.unlock();
    return ok ? Errno.OK : Errno.EBADF;
  }

  /** fcntl(2) {@code F_GETFL}: FREAD, FWRITE, FNONBLOCK and so on; or {@code -EBADF}. */
  @Excludes("lock")
  public int getfl(int fd, ProcThread td) {
    File fp = fget(fd);
    if (fp == null) {
      return -Errno.EBADF.code();
    }
    int flags = fp.flag();
    fp.fdrop(td);
    return flags;
  }

  /**
   * fcntl(2) {@code F_SETFL}: sets {@link File#FCNTLFLAGS} and tells the file of FNONBLOCK and
   * FASYNC. If it refuses, FNONBLOCK goes back to what it was told before.
   */
  @Excludes("lock")
  public Errno setfl(int fd, int flags, ProcThread td) {
    File fp = fget(fd);
    if (fp == null) {
      return Errno.EBADF;
    }
    int old = fp.changeFlags(File.FCNTLFLAGS, flags & File.FCNTLFLAGS);
    int[] arg = {(flags & File.FNONBLOCK) != 0 ? 1 : 0};
    Errno error = fp.ops().ioctl(fp, FileOps.FIONBIO, arg, td);
    if (error == Errno.OK) {
      arg[0] = (flags & File.FASYNC) != 0 ? 1 : 0;
      error = fp.ops().ioctl(fp, FileOps.FIOASYNC, arg, td);
      if (error != Errno.OK) {
        arg[0] = (old & File.FNONBLOCK) != 0 ? 1 : 0;
        fp.ops().ioctl(fp, FileOps.FIONBIO, arg, td);
      }
    }
    if (error != Errno.OK) {
      fp.changeFlags(File.FCNTLFLAGS, old & File.FCNTLFLAGS);
    }
    fp.fdrop(td);
    return error;
  }

  /** How many descriptors the table has room for now, {@code fd_nfiles}. */
  @Excludes("lock")
  public int nfiles() {
    lock.lock();
    int n = ofiles.length;
    lock.unlock();
    return n;
  }

  /** How many descriptors are open. */
  @Excludes("lock")
  public int openCount() {
    int n = 0;
    lock.lock();
    for (int i = 0; i <= lastfile; i++) {
      if (ofiles[i] != null) {
        n++;
      }
    }
    lock.unlock();
    return n;
  }

  /** fdshare, rfork(2) with {@code RFFDG} clear: another process uses this same table. */
  @Excludes("lock")
  FileDesc fdshare() {
    lock.lock();
    refcnt++;
    lock.unlock();
    return this;
  }

  /** fdcopy, fork(2): a table of its own with the same files; each gets a reference more. */
  @Excludes("lock")
  FileDesc fdcopy() {
    File[] copies = new File[NDFILE];
    byte[] flags = new byte[NDFILE];
    int last = -1;
    lock.lock();
    while (copies.length <= lastfile) {
      int size = ofiles.length;
      lock.unlock(); // Allocation may sleep.
      copies = new File[size];
      flags = new byte[size];
      lock.lock();
    }
    for (int i = 0; i <= lastfile; i++) {
      File fp = ofiles[i];
      // A file whose set-up is not done stays with the thread that does it.
      // So does a kqueue, whose notes are on this table's descriptors.
      if (fp != null && fp.fholdUsable(File.DTYPE_KQUEUE)) {
        copies[i] = fp;
        flags[i] = ofileflags[i];
        last = i;
      }
    }
    int mask = cmask;
    lock.unlock();
    return new FileDesc(files, copies, flags, last, mask);
  }

  /** fdcloseexec: closes what has {@link #FD_CLOEXEC}. */
  @Excludes("lock")
  void fdcloseexec(ProcThread td) {
    lock.lock();
    for (int fd = 0; fd <= lastfile; fd++) {
      File fp = ofiles[fd];
      if (fp != null && (ofileflags[fd] & FD_CLOEXEC) != 0) {
        clear(fd);
        List<Kqueue> kqs = kqueues();
        lock.unlock();
        closef(kqs, fd, fp, td);
        lock.lock();
      }
    }
    lock.unlock();
  }

  /** fdfree: the process ends; the last one that shares the table closes everything. */
  @Excludes("lock")
  void fdfree(ProcThread td) {
    lock.lock();
    refcnt--;
    Kassert.kassert(refcnt >= 0, "fdfree: table freed twice");
    while (refcnt == 0 && lastfile >= 0) {
      int fd = lastfile;
      File fp = ofiles[fd];
      clear(fd);
      List<Kqueue> kqs = kqueues();
      lock.unlock();
      closef(kqs, fd, fp, td);
      lock.lock();
    }
    lock.unlock();
  }

  @Excludes("lock")
  private boolean inUse(int fd) {
    lock.lock();
    boolean used = slot(fd) != null;
    lock.unlock();
    return used;
  }

  @Excludes("lock")
  private int install(File fp, int min, int flags) {
    fp.fhold();
    lock.lock();
    while (true) {
      int limit = files.maxfilesperproc();
      int fd = lowestFree(min);
      if (refcnt == 0 || fd >= limit) {
        lock.unlock();
        fp.fdrop(files.kernel().curthread());
        return -Errno.EMFILE.code();
      }
      if (fd < ofiles.length) {
        set(fd, fp, flags);
        lock.unlock();
        return fd;
      }
      grow(fd + 1);
    }
  }

  @Requires("lock")
  private File slot(int fd) {
    return fd < 0 || fd >= ofiles.length ? null : ofiles[fd];
  }

  @Requires("lock")
  private int lowestFree(int min) {
    int fd = Math.max(min, freefile);
    while (fd <= lastfile && ofiles[fd] != null) {
      fd++;
    }
    if (min <= freefile) {
      freefile = fd;
    }
    return fd;
  }

  @Requires("lock")
  private void set(int fd, File fp, int flags) {
    ofiles[fd] = fp;
    ofileflags[fd] = (byte) flags;
    lastfile = Math.max(lastfile, fd);
  }

  @Requires("lock")
  private void clear(int fd) {
    ofiles[fd] = null;
    ofileflags[fd] = 0;
    freefile = Math.min(freefile, fd);
    while (lastfile >= 0 && ofiles[lastfile] == null) {
      lastfile--;
    }
  }

  /** Makes room, dropping the lock over the allocation; another thread may be faster. */
  @Requires("lock")
  private void grow(int need) {
    int size = ofiles.length;
    lock.unlock();
    while (size < need) {
      size *= 2;
    }
    File[] moreFiles = new File[size];
    byte[] moreFlags = new byte[size];
    lock.lock();
    if (ofiles.length < size) {
      System.arraycopy(ofiles, 0, moreFiles, 0, ofiles.length);
      System.arraycopy(ofileflags, 0, moreFlags, 0, ofileflags.length);
      ofiles = moreFiles;
      ofileflags = moreFlags;
    }
  }
}
