package giantless.stack.kern;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;

/**
 * An open file, {@code struct file}: what descriptors of any number of processes refer to. {@link
 * #lock} is FILE_LOCK. Type, data and operations are set once, by {@link #finit}, before {@link
 * FileDesc#fget} gives the file to anybody else.
 */
public final class File {
  /** Open for reading. */
  public static final int FREAD = 0x0001;

  /** Open for writing. */
  public static final int FWRITE = 0x0002;

  /** {@code O_NONBLOCK}. */
  public static final int FNONBLOCK = 0x0004;

  /** {@code O_APPEND}. */
  public static final int FAPPEND = 0x0008;

  /** {@code O_ASYNC}: SIGIO on readiness. */
  public static final int FASYNC = 0x0040;

  /** What {@code F_SETFL} may change. */
  public static final int FCNTLFLAGS = FAPPEND | FASYNC | FNONBLOCK;

  /** The type before {@link #finit}. */
  public static final int DTYPE_NONE = 0;

  /** {@link #data} is a socket. */
  public static final int DTYPE_SOCKET = 2;

  /** {@link #data} is a fifo's end. */
  public static final int DTYPE_FIFO = 4;

  /** {@link #data} is a kqueue. */
  public static final int DTYPE_KQUEUE = 5;

  /** {@link #data} is memory without a name. */
  public static final int DTYPE_SHM = 8;

  /** {@link #data} is a capture descriptor, a device file in FreeBSD. */
  public static final int DTYPE_DEV = 11;

  private final FileTable table;
  public final Mtx lock;

  @GuardedBy("lock")
  private int count = 1;

  @Racy("read without the lock to learn of FNONBLOCK at the start of a call, as in FreeBSD")
  private volatile int flag;

  @GuardedBy("lock")
  private boolean usable;

  @Frozen("finit: no descriptor leads to a file before it is usable")
  private int type = DTYPE_NONE;

  @Frozen("finit: no descriptor leads to a file before it is usable")
  private Object data;

  @Frozen("finit: no descriptor leads to a file before it is usable")
  private FileOps ops = BadFileOps.INSTANCE;

  File(FileTable table) {
    this.table = table;
    this.lock = table.kernel().rt().mtx(Locks.FILE);
  }

  /** finit(9): makes the file usable. Once, by whoever allocated it. */
  @Excludes("lock")
  public void finit(int flags, int dtype, Object object, FileOps fileOps) {
    lock.lock();
    Kassert.kassert(!usable, "finit: file set up twice");
    type = dtype;
    data = object;
    ops = fileOps;
    flag = flags;
    usable = true;
    lock.unlock();
  }

  public int type() {
    return type;
  }

  /** What is open, for example the socket. */
  public Object data() {
    return data;
  }

  public FileOps ops() {
    return ops;
  }

  /** {@code f_flag}: FREAD and the like; may change on the next instant by fcntl(2). */
  public int flag() {
    return flag;
  }

  /** Whether {@code O_NONBLOCK} is set now. */
  public boolean isNonblocking() {
    return (flag & FNONBLOCK) != 0;
  }

  /** Clears and sets flags of {@link #FCNTLFLAGS}; returns the flags before. */
  @Excludes("lock")
  int changeFlags(int clear, int set) {
    lock.lock();
    int old = flag;
    flag = old & ~clear | set;
    lock.unlock();
    return old;
  }

  /** fhold(9): one more reference; the caller has one, or holds the lock of a table that has. */
  @Excludes("lock")
  public void fhold() {
    lock.lock();
    Kassert.kassert(count > 0, "fhold: file without reference");
    count++;
    lock.unlock();
  }

  /** fhold(9) unless {@link #finit} has not been called: then false, and no reference. */
  @Excludes("lock")
  boolean fholdUsable() {
    return fholdUsable(DTYPE_NONE);
  }

  /** As {@link #fholdUsable()}, and not if it is of this type. */
  @Excludes("lock")
  boolean fholdUsable(int notType) {
    lock.lock();
    boolean ok = usable && type != notType;
    if (ok) {
      Kassert.kassert(count > 0, "fget: file without reference");
      count++;
    }
    lock.unlock();
    return ok;
  }

  /**
   * fdrop(9): gives up a reference; the last one closes the file, which may sleep.
   *
   * @return what the close said, else OK
   * @throws giantless.lock.Panic if there was no reference
   */
  @Excludes("lock")
  public Errno fdrop(ProcThread td) {
    lock.lock();
    count--;
    int left = count;
    boolean open = usable;
    lock.unlock();
    if (left > 0) {
      return Errno.OK;
    }
    Kassert.kassert(left == 0, "fdrop: count < 0");
    Errno error = Errno.OK;
    if (open) {
      error = ops.close(this, td);
    }
    table.ffree();
    return error;
  }

  /** {@code f_count}, for tests and statistics. */
  @Excludes("lock")
  public int refs() {
    lock.lock();
    int n = count;
    lock.unlock();
    return n;
  }
}
