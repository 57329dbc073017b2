package giantless.stack.vfs;

import giantless.lock.LockMode;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.SxLock;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Ucred;
import java.util.TreeMap;

/**
 * One node of the name space, {@code struct vnode} and its inode. {@link #lock} is the vnode's
 * lock: shared to look, exclusive to change; of two, the parent's is taken first. {@link
 * #interlock} is for what others hang on the node without that lock: the socket that is bound to
 * it, and the references, which keep a node that was unlinked.
 */
public final class Vnode {
  /** vtype. */
  public enum Type {
    VDIR,
    VSOCK,
    VFIFO
  }

  /** VOP_ACCESS(9): to execute, of a directory to search. */
  public static final int VEXEC = 1;

  /** To write, and of a socket to connect. */
  public static final int VWRITE = 2;

  /** To read. */
  public static final int VREAD = 4;

  private static final int PERMISSIONS = 07777;

  /** The vnode's lock. */
  public final SxLock lock;

  /** v_interlock. */
  public final Mtx interlock;

  private final Vfs vfs;
  private final Type type;
  private final Object data;
  private final long ino;

  /** The directory that it was made in, itself for the root. Nothing is ever moved. */
  final Vnode parent;

  @GuardedBy("lock")
  private int mode;

  @GuardedBy("lock")
  private int uid;

  @GuardedBy("lock")
  private int gid;

  /** A directory's nodes by name. */
  @GuardedBy("lock")
  final TreeMap<String, Vnode> entries = new TreeMap<>();

  /** It is in no directory any more. */
  @GuardedBy("lock")
  boolean removed;

  /** v_socket: the socket that is bound to it; of type {@code Socket}, which is a layer above. */
  @GuardedBy("interlock")
  private Object socket;

  @GuardedBy("interlock")
  private int usecount;

  Vnode(Vfs vfs, LockRuntime rt, Type type, Vnode parent, int mode, Ucred cred, Object data) {
    this.vfs = vfs;
    this.lock = rt.sx(Locks.VNODE);
    this.interlock = rt.mtx(Locks.VINTERLOCK);
    this.type = type;
    this.parent = parent == null ? this : parent;
    this.mode = mode & PERMISSIONS;
    this.uid = cred.uid();
    this.gid = cred.gid();
    this.data = data;
    this.ino = vfs.newIno();
  }

  /** v_type. */
  public Type type() {
    return type;
  }

  /** What it was made with: of a fifo, the fifo. */
  public Object data() {
    return data;
  }

  /** The serial number, at least 2. */
  public long ino() {
    return ino;
  }

  /** Permissions. */
  @Requires(value = "lock", mode = LockMode.SHARED)
  public int mode() {
    return mode;
  }

  /** The owner. */
  @Requires(value = "lock", mode = LockMode.SHARED)
  public int uid() {
    return uid;
  }

  /** The group. */
  @Requires(value = "lock", mode = LockMode.SHARED)
  public int gid() {
    return gid;
  }

  /**
   * VOP_ACCESS(9): EACCES unless the permissions have all the bits of VREAD, VWRITE and VEXEC for
   * this user; the super-user may do everything.
   */
  @Requires(value = "lock", mode = LockMode.SHARED)
  public Errno access(int want, Ucred cred) {
    if (cred.uid() == 0) {
      return Errno.OK;
    }
    int bits = mode;
    if (cred.uid() == uid) {
      bits >>= 6;
    } else if (cred.isMember(gid)) {
      bits >>= 3;
    }
    return (bits & want) == want ? Errno.OK : Errno.EACCES;
  }

  /** chmod(2): EPERM unless the owner or the super-user asks. */
  @Requires("lock")
  Errno chmod(int newMode, Ucred cred) {
    if (cred.uid() != uid && cred.suser() != Errno.OK) {
      return Errno.EPERM;
    }
    mode = newMode & PERMISSIONS;
    return Errno.OK;
  }

  /** chown(2): EPERM unless the super-user asks. */
  @Requires("lock")
  Errno chown(int newUid, int newGid, Ucred cred) {
    if (cred.suser() != Errno.OK) {
      return Errno.EPERM;
    }
    uid = newUid;
    gid = newGid;
    return Errno.OK;
  }

  /** v_socket, or null. It stays as long as the caller keeps the socket from being closed. */
  @Excludes("interlock")
  public Object socket() {
    interlock.lock();
    Object so = socket;
    interlock.unlock();
    return so;
  }

  /** Binds a socket to the node, or with null takes it off. */
  @Excludes("interlock")
  public void setSocket(Object so) {
    interlock.lock();
    Kassert.kassert(so == null || socket == null, "vnode: two sockets on one node");
    socket = so;
    interlock.unlock();
  }

  /** vref(9): one more reference; the caller has one, or the lock of the directory it is in. */
  @Excludes("interlock")
  void vref() {
    interlock.lock();
    usecount++;
    interlock.unlock();
    vfs.countUses(1);
  }

  /** vrele(9). */
  @Excludes("interlock")
  public void vrele() {
    interlock.lock();
    usecount--;
    Kassert.kassert(usecount >= 0, "vrele: negative reference count");
    interlock.unlock();
    vfs.countUses(-1);
  }

  /** vput(9) of a node that is locked shared. */
  public void vput() {
    lock.sunlock();
    vrele();
  }

  @Override
  public String toString() {
    return type + " " + ino;
  }
}
