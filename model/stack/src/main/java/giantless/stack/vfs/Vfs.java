package giantless.stack.vfs;

import giantless.lock.AtomicInt;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Stat;
import giantless.stack.kern.Ucred;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The file system of a machine: one tree in memory. No lock of its own: a walk holds the lock of
 * one directory, and takes that of the next before it lets go (but for {@code ..}, where it lets go
 * first). Every call may sleep, so no mutex may be held. With {@code debug.mpsafevfs=0}, as it was
 * in 2004, calls between {@link #enter} and {@link #leave} run under Giant.
 *
 * <p>Processes have no working directory: a path that does not start with a slash begins at the
 * root all the same.
 */
public final class Vfs {
  /** The most bytes of a path, PATH_MAX. */
  public static final int PATH_MAX = 1024;

  /** The most bytes of a name in it, NAME_MAX. */
  public static final int NAME_MAX = 255;

  private static final int ROOT_INO = 2;
  private static final int ROOT_MODE = 0777;

  private final Kernel kernel;
  private final boolean mpsafevfs;
  private final AtomicInt lastIno;
  private final AtomicInt uses;
  private final Vnode root;

  public Vfs(Kernel kernel) {
    this.kernel = kernel;
    this.mpsafevfs = kernel.tunableInt("debug.mpsafevfs", 1) != 0;
    this.lastIno = kernel.rt().atomicInt(ROOT_INO - 1);
    this.uses = kernel.rt().atomicInt(0);
    this.root = new Vnode(this, kernel.rt(), Vnode.Type.VDIR, null, ROOT_MODE, Ucred.root(), null);
  }

  long newIno() {
    return lastIno.fetchAdd(1) + 1L;
  }

  void countUses(int n) {
    uses.fetchAdd(n);
  }

  /** References to nodes, from walks and from sockets that are bound; for checkers. */
  public int uses() {
    return uses.get();
  }

  /** VFS_LOCK_GIANT. */
  public void enter() {
    if (!mpsafevfs) {
      kernel.giant().lock();
    }
  }

  /** VFS_UNLOCK_GIANT. */
  public void leave() {
    if (!mpsafevfs) {
      kernel.giant().unlock();
    }
  }

  // ---- namei ----

  /** The names of a path; null if one or the whole is too long. */
  private static List<String> split(String path) {
    List<String> names = new ArrayList<>(4);
    for (String name : path.split("/", -1)) {
      if (name.getBytes(StandardCharsets.UTF_8).length > NAME_MAX) {
        return null;
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return path.getBytes(StandardCharsets.UTF_8).length >= PATH_MAX ? null : names;
  }

  /**
   * namei(9) with LOCKLEAF: the node, with a reference and its lock shared; {@link Vnode#vput}
   * gives both back.
   *
   * @return ENOENT, ENOTDIR, EACCES for a directory that may not be searched, ENAMETOOLONG
   */
  public Errno namei(String path, Ucred cred, Vnode[] vpp) {
    if (path.isEmpty()) {
      return Errno.ENOENT;
    }
    List<String> names = split(path);
    if (names == null) {
      return Errno.ENAMETOOLONG;
    }
    Errno error = walk(names, names.size(), cred, false, vpp);
    if (error == Errno.OK && slashBehindFile(path, vpp[0])) {
      vpp[0].vput();
      return Errno.ENOTDIR;
    }
    return error;
  }

  /** Whether the path says by a slash at its end that it is a directory's, and the node is none. */
  private static boolean slashBehindFile(String path, Vnode vp) {
    return path.endsWith("/") && vp.type() != Vnode.Type.VDIR;
  }

  /** Goes the first {@code n} names down; the last node's lock is shared, or exclusive. */
  private Errno walk(List<String> names, int n, Ucred cred, boolean exclusive, Vnode[] vpp) {
    Vnode vp = root;
    vp.vref();
    lock(vp, exclusive && n == 0);
    for (int i = 0; i < n; i++) {
      boolean x = exclusive && i == n - 1;
      Errno error = vp.type() == Vnode.Type.VDIR ? vp.access(Vnode.VEXEC, cred) : Errno.ENOTDIR;
      boolean up = names.get(i).equals("..");
      Vnode next = error != Errno.OK ? null : up ? vp.parent : vp.entries.get(names.get(i));
      if (next == null) {
        vp.vput();
        return error == Errno.OK ? Errno.ENOENT : error;
      }
      next.vref();
      if (!up) {
        lock(next, x);
      }
      vp.vput();
      if (up) {
        lock(next, x); // Parent before child: not with the child's lock held.
      }
      vp = next;
    }
    vpp[0] = vp;
    return Errno.OK;
  }

  private static void lock(Vnode vp, boolean exclusive) {
    if (exclusive) {
      vp.lock.xlock();
    } else {
      vp.lock.slock();
    }
  }

  /** A change in the directory that the last name of a path is in. */
  private interface Change {
    /** Called with the directory's lock held exclusively. */
    Errno run(Vnode dvp, String name);
  }

  /** namei(9) with LOCKPARENT for a change. */
  private Errno change(String path, Ucred cred, Errno ofRoot, Change change) {
    if (path.isEmpty()) {
      return Errno.ENOENT;
    }
    List<String> names = split(path);
    if (names == null) {
      return Errno.ENAMETOOLONG;
    }
    if (names.isEmpty()) {
      return ofRoot;
    }
    Vnode[] vpp = new Vnode[1];
    int n = names.size() - 1;
    Errno error = walk(names, n, cred, true, vpp);
    if (error != Errno.OK) {
      return error;
    }
    Vnode dvp = vpp[0];
    error = dvp.type() == Vnode.Type.VDIR ? dvp.access(Vnode.VEXEC, cred) : Errno.ENOTDIR;
    if (error == Errno.OK) {
      Vnode vp = dvp.entries.get(names.get(n));
      if (vp != null && slashBehindFile(path, vp)) {
        error = Errno.ENOTDIR;
      } else {
        error = names.get(n).equals("..") ? Errno.EINVAL : change.run(dvp, names.get(n));
      }
    }
    dvp.lock.xunlock();
    dvp.vrele();
    return error;
  }

  // ---- Changes ----

  /**
   * VOP_CREATE(9), VOP_MKNOD(9), VOP_MKDIR(9): a new node.
   *
   * @param data what hangs on it, or null
   * @param vpp gets the node with a reference, its lock held exclusively; or null: it is let go
   * @return EEXIST, EACCES, and what {@link #namei} says of the directory
   */
  public Errno create(
      String path, Vnode.Type type, int mode, Ucred cred, Object data, Vnode[] vpp) {
    return change(
        path,
        cred,
        Errno.EEXIST,
        (dvp, name) -> {
          if (dvp.entries.containsKey(name)) {
            return Errno.EEXIST;
          }
          if (dvp.removed || type != Vnode.Type.VDIR && path.endsWith("/")) {
            return Errno.ENOENT;
          }
          Errno error = dvp.access(Vnode.VWRITE, cred);
          if (error != Errno.OK) {
            return error;
          }
          Vnode vp = new Vnode(this, kernel.rt(), type, dvp, mode, cred, data);
          if (vpp != null) {
            vp.vref();
            vp.lock.xlock();
            vpp[0] = vp;
          }
          dvp.entries.put(name, vp);
          return Errno.OK;
        });
  }

  /** unlink(2): ENOENT, EACCES, EPERM for a directory. A socket that is bound stays bound. */
  public Errno unlink(String path, Ucred cred) {
    return change(path, cred, Errno.EPERM, (dvp, name) -> remove(dvp, name, cred, false));
  }

  /** rmdir(2): ENOENT, ENOTDIR, EACCES, and ENOTEMPTY; the root is EBUSY. */
  public Errno rmdir(String path, Ucred cred) {
    return change(path, cred, Errno.EBUSY, (dvp, name) -> remove(dvp, name, cred, true));
  }

  private static Errno remove(Vnode dvp, String name, Ucred cred, boolean dir) {
    Vnode vp = dvp.entries.get(name);
    if (vp == null) {
      return Errno.ENOENT;
    }
    if ((vp.type() == Vnode.Type.VDIR) != dir) {
      return dir ? Errno.ENOTDIR : Errno.EPERM;
    }
    Errno error = dvp.access(Vnode.VWRITE, cred);
    if (error != Errno.OK) {
      return error;
    }
    vp.lock.xlock();
    if (!vp.entries.isEmpty()) {
      error = Errno.ENOTEMPTY;
    } else {
      vp.removed = true;
      dvp.entries.remove(name);
    }
    vp.lock.xunlock();
    return error;
  }

  private Errno modify(String path, Ucred cred, Change change) {
    List<String> names = split(path);
    if (names == null || path.isEmpty()) {
      return names == null ? Errno.ENAMETOOLONG : Errno.ENOENT;
    }
    Vnode[] vpp = new Vnode[1];
    Errno error = walk(names, names.size(), cred, true, vpp);
    if (error == Errno.OK) {
      error = slashBehindFile(path, vpp[0]) ? Errno.ENOTDIR : change.run(vpp[0], null);
      vpp[0].lock.xunlock();
      vpp[0].vrele();
    }
    return error;
  }

  /** chmod(2): EPERM, and what {@link #namei} says. */
  public Errno chmod(String path, int mode, Ucred cred) {
    return modify(path, cred, (vp, name) -> vp.chmod(mode, cred));
  }

  /** chown(2): EPERM, and what {@link #namei} says. */
  public Errno chown(String path, int uid, int gid, Ucred cred) {
    return modify(path, cred, (vp, name) -> vp.chown(uid, gid, cred));
  }

  /** stat(2). */
  public Errno stat(String path, Ucred cred, Stat st) {
    Vnode[] vpp = new Vnode[1];
    Errno error = namei(path, cred, vpp);
    if (error == Errno.OK) {
      Vnode vp = vpp[0];
      st.mode = vp.mode() | format(vp.type());
      st.ino = vp.ino();
      st.uid = vp.uid();
      st.gid = vp.gid();
      vp.vput();
    }
    return error;
  }

  private static int format(Vnode.Type type) {
    if (type == Vnode.Type.VDIR) {
      return Stat.S_IFDIR;
    }
    return type == Vnode.Type.VSOCK ? Stat.S_IFSOCK : Stat.S_IFIFO;
  }
}
