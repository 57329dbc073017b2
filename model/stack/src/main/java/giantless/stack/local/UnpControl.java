package giantless.stack.local;

import giantless.lock.contract.Confined;
import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.ArrayList;
import java.util.List;

/**
 * Control messages on their way in, {@code unp_internalize}: what a process wrote becomes what the
 * buffer of the peer may hold. Called with no lock. No state.
 */
final class UnpControl {
  private static final long NANOS = 1_000_000_000L;

  private final Kernel kernel;
  private final MbufPool pool;
  private final UnpRights rights;

  UnpControl(UnixDomain domain) {
    this.kernel = domain.kernel;
    this.pool = domain.sockets.mbufs();
    this.rights = domain.rights;
  }

  /** The messages of one send. */
  @Confined("the thread that sends")
  static final class Message {
    /** For the peer's buffer; or null. */
    Mbuf chain;

    /** The last of the chain. */
    private Mbuf tail;

    /**
     * A reference to each file beside that of the message, kept until the message is where the
     * collector sees it: without, a file whose descriptor is closed meanwhile looks like garbage.
     */
    private final List<File> held = new ArrayList<>(0);

    private void add(Mbuf m) {
      if (tail == null) {
        chain = m;
      } else {
        tail.next = m;
      }
      tail = m;
    }

    /** The message has been appended, or given up. */
    void letGo(ProcThread td) {
      for (int i = 0; i < held.size(); i++) {
        held.get(i).fdrop(td);
      }
    }
  }

  /**
   * unp_internalize. Consumes the chain, which is one mbuf.
   *
   * @param error element 0 gets EINVAL for what is no message of SOL_SOCKET that is known here,
   *     EBADF, EOPNOTSUPP for a descriptor that does not pass, ENOBUFS
   * @return null if it fails
   */
  Message internalize(Mbuf control, Ucred cred, Errno[] error) {
    byte[] b = new byte[control.len];
    System.arraycopy(control.data, control.off, b, 0, b.length);
    pool.freem(control);
    List<CMsg> msgs = new ArrayList<>(1);
    error[0] = CMsg.parse(b, b.length, msgs) ? Errno.OK : Errno.EINVAL;
    Message out = new Message();
    for (int i = 0; i < msgs.size() && error[0] == Errno.OK; i++) {
      CMsg c = msgs.get(i);
      error[0] = c.level == SocketConst.SOL_SOCKET ? one(c, cred, out) : Errno.EINVAL;
    }
    if (error[0] == Errno.OK) {
      return out;
    }
    if (out.chain != null) {
      rights.dispose(out.chain);
      pool.freem(out.chain);
    }
    out.letGo(kernel.curthread());
    return null;
  }

  private Errno one(CMsg c, Ucred cred, Message out) {
    ProcThread td = kernel.curthread();
    long now = kernel.timeOfDayNanos();
    switch (c.type) {
      case SocketConst.SCM_CREDS:
        int pid = td == null ? 0 : td.proc().pid();
        return add(out, c.type, UnpCreds.cmsgcred(pid, cred));
      case SocketConst.SCM_TIMESTAMP:
        return add(out, c.type, Sockopt.ofTimeval(now / NANOS, now % NANOS / 1000));
      case SocketConst.SCM_BINTIME:
        byte[] bintime = new byte[16];
        Sockopt.putLong(bintime, 0, now / NANOS);
        Sockopt.putLong(bintime, 8, (long) (now % NANOS * (0x1p64 / NANOS)));
        return add(out, c.type, bintime);
      case SocketConst.SCM_RIGHTS:
        return td == null ? Errno.EINVAL : rights(c.data, td, out);
      default:
        return Errno.EINVAL;
    }
  }

  private Errno add(Message out, int type, byte[] data) {
    Mbuf m = CMsg.sbcreatecontrol(pool, SocketConst.SOL_SOCKET, type, data);
    if (m == null) {
      return Errno.ENOBUFS;
    }
    out.add(m);
    return Errno.OK;
  }

  /** The descriptors become files in flight; all of them, or none. */
  private Errno rights(byte[] fds, ProcThread td, Message out) {
    File[] files = new File[fds.length / 4];
    Errno error = Errno.OK;
    int n = 0;
    while (n < files.length && error == Errno.OK) {
      File fp = td.proc().fd().fget(Sockopt.getInt(fds, 4 * n));
      if (fp == null) {
        error = Errno.EBADF;
      } else {
        files[n++] = fp;
        if (fp.type() == File.DTYPE_KQUEUE) {
          error = Errno.EOPNOTSUPP; // Its notes are on this table's descriptors.
        }
      }
    }
    if (files.length == 0) {
      return Errno.OK;
    }
    Mbuf m = error == Errno.OK ? rights.pack(files) : null;
    if (m == null) {
      for (int i = 0; i < n; i++) {
        files[i].fdrop(td);
      }
      return error == Errno.OK ? Errno.ENOBUFS : error;
    }
    for (File fp : files) {
      fp.fhold();
      out.held.add(fp);
    }
    rights.internalize(files);
    out.add(m);
    return Errno.OK;
  }

  /**
   * unp_addsockcred, for a receiver with LOCAL_CREDS: credentials that the sender gave itself are
   * taken out, and those of the sender put in front. Without memory nothing changes.
   */
  Mbuf addSockcred(Mbuf control, Ucred cred) {
    Mbuf m =
        CMsg.sbcreatecontrol(
            pool, SocketConst.SOL_SOCKET, SocketConst.SCM_CREDS, UnpCreds.sockcred(cred));
    if (m == null) {
      return control;
    }
    Mbuf tail = m;
    Mbuf next;
    for (Mbuf c = control; c != null; c = next) {
      next = c.next;
      c.next = null;
      if (Sockopt.getInt(c.data, c.off + 8) == SocketConst.SCM_CREDS) {
        pool.free(c);
      } else {
        tail.next = c;
        tail = c;
      }
    }
    return m;
  }
}
