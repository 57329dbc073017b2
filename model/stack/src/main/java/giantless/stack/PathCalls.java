package giantless.stack;

import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Stat;
import giantless.stack.kern.SysException;
import giantless.stack.kern.Ucred;
import giantless.stack.socket.Fifo;
import giantless.stack.socket.Sockets;
import giantless.stack.vfs.Vfs;
import giantless.stack.vfs.Vnode;

/**
 * The system calls on names of files. Each says ENOENT, ENOTDIR, EACCES and ENAMETOOLONG of the way
 * to a name. Holds nothing that changes.
 *
 * @see Syscalls
 */
public abstract class PathCalls extends FileCalls {
  private static final int ACCESSPERMS = 0777;

  private final Sockets sockets;
  private final Vfs vfs;

  PathCalls(Proc proc, Sockets sockets, Vfs vfs) {
    super(proc);
    this.sockets = sockets;
    this.vfs = vfs;
  }

  /** What a call does with the file system, under Giant where that is asked for. */
  @FunctionalInterface
  private interface Action {
    Errno run(Ucred cred);
  }

  private void onVfs(String where, Action action) throws SysException {
    run(
        where,
        td -> {
          vfs.enter();
          Errno error = action.run(td.proc().ucred());
          vfs.leave();
          return error;
        });
  }

  private int permissions(int mode) {
    return mode & ACCESSPERMS & ~proc().fd().cmask();
  }

  /** umask(2): the permissions that new files do not get; returns the mask before. */
  public int umask(int mask) {
    return proc().fd().umask(mask);
  }

  /**
   * mkdir(2).
   *
   * @throws SysException EEXIST
   */
  public void mkdir(String path, int mode) throws SysException {
    onVfs(
        "syscall mkdir",
        cred -> vfs.create(path, Vnode.Type.VDIR, permissions(mode), cred, null, null));
  }

  /**
   * mkfifo(2).
   *
   * @throws SysException EEXIST
   */
  public void mkfifo(String path, int mode) throws SysException {
    Fifo fifo = new Fifo(sockets);
    onVfs(
        "syscall mkfifo",
        cred -> vfs.create(path, Vnode.Type.VFIFO, permissions(mode), cred, fifo, null));
  }

  /**
   * rmdir(2).
   *
   * @throws SysException ENOTEMPTY, EBUSY for the root
   */
  public void rmdir(String path) throws SysException {
    onVfs("syscall rmdir", cred -> vfs.rmdir(path, cred));
  }

  /**
   * unlink(2). A socket that is bound to the name stays, and cannot be reached by it any more.
   *
   * @throws SysException EPERM for a directory
   */
  public void unlink(String path) throws SysException {
    onVfs("syscall unlink", cred -> vfs.unlink(path, cred));
  }

  /**
   * chmod(2).
   *
   * @throws SysException EPERM
   */
  public void chmod(String path, int mode) throws SysException {
    onVfs("syscall chmod", cred -> vfs.chmod(path, mode, cred));
  }

  /**
   * chown(2).
   *
   * @throws SysException EPERM
   */
  public void chown(String path, int uid, int gid) throws SysException {
    onVfs("syscall chown", cred -> vfs.chown(path, uid, gid, cred));
  }

  /** stat(2). */
  public Stat stat(String path) throws SysException {
    Stat st = new Stat();
    onVfs("syscall stat", cred -> vfs.stat(path, cred, st));
    return st;
  }

  /**
   * open(2) of a fifo without a name.
   *
   * @param flags O_RDONLY, O_WRONLY or O_RDWR of {@link Fifo}, with O_NONBLOCK; an open that may
   *     wait does so for the other side
   * @throws SysException EINVAL, ENXIO, EINTR, EMFILE, ENFILE, ENOBUFS
   */
  public int open(Fifo fifo, int flags) throws SysException {
    int[] out = new int[1];
    run("syscall open", td -> fifo.open(td, flags, out));
    return out[0];
  }

  /**
   * open(2) of a fifo.
   *
   * @throws SysException EISDIR, EOPNOTSUPP for a socket, and as {@link #open(Fifo, int)}
   */
  public int open(String path, int flags) throws SysException {
    Fifo[] fifo = new Fifo[1];
    onVfs("syscall open", cred -> find(path, flags, cred, fifo));
    return open(fifo[0], flags);
  }

  private Errno find(String path, int flags, Ucred cred, Fifo[] out) {
    Vnode[] vpp = new Vnode[1];
    Errno error = vfs.namei(path, cred, vpp);
    if (error != Errno.OK) {
      return error;
    }
    Vnode vp = vpp[0];
    int mode = (flags & 3) + 1; // FREAD and FWRITE.
    int want =
        ((mode & File.FREAD) != 0 ? Vnode.VREAD : 0)
            | ((mode & File.FWRITE) != 0 ? Vnode.VWRITE : 0);
    if (vp.type() == Vnode.Type.VFIFO) {
      error = vp.access(want, cred);
      out[0] = (Fifo) vp.data();
    } else {
      error = vp.type() == Vnode.Type.VDIR ? Errno.EISDIR : Errno.EOPNOTSUPP;
    }
    vp.vput();
    return error;
  }
}
