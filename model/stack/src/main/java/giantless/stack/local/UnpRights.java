package giantless.stack.local;

import giantless.lock.contract.Excludes;
import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.ProcThread;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.mbuf.MbufTag;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.ArrayList;
import java.util.List;

/**
 * Descriptors that pass in messages, SCM_RIGHTS: {@code unp_externalize}, {@code unp_dispose}. A
 * message in a buffer has a reference to each of its files; of a UNIX domain socket the control
 * block counts how many of the file's references these are, which is what {@link UnpGc} goes by. No
 * state.
 *
 * <p>The files hang on the mbuf of the message as a tag. Between its buffer and a descriptor table
 * a message is in the hands of one thread, where the collector does not see it; so that thread has
 * a second reference to each file, from before the message leaves until it has arrived.
 */
final class UnpRights implements Protosw.Rights {
  /** m_tag_cookie and id of the files of a message. */
  private static final int COOKIE = 1_078_315_207;

  private static final int FILES = 1;

  private final UnixDomain domain;
  private final UnpLocking locking;
  private final MbufPool pool;

  UnpRights(UnixDomain domain) {
    this.domain = domain;
    this.locking = domain.locking;
    this.pool = domain.sockets.mbufs();
  }

  // ---- The message ----

  /** A control message with these files; null if there is no mbuf. */
  Mbuf pack(File[] files) {
    byte[] b =
        CMsg.bytes(
            new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, new byte[4 * files.length]));
    Mbuf m =
        b.length > Mbuf.MHLEN
            ? pool.getcl(How.DONTWAIT, Mbuf.MT_CONTROL, Mbuf.M_PKTHDR)
            : pool.gethdr(How.DONTWAIT, Mbuf.MT_CONTROL);
    if (m != null) {
      System.arraycopy(b, 0, m.data, m.off, b.length);
      m.len = b.length;
      m.pkthdr.len = b.length;
      pool.tagPrepend(m, new MbufTag(COOKIE, FILES, files, true));
    }
    return m;
  }

  /** The files of a control message, or null. */
  File[] filesOf(Mbuf m) {
    if (m.type != Mbuf.MT_CONTROL || !m.isPkthdr()) {
      return null;
    }
    MbufTag tag = pool.tagFind(m, COOKIE, FILES);
    return tag == null ? null : (File[]) tag.data();
  }

  /** The socket of this domain that a file is, or null. */
  static Socket socketOf(File fp) {
    if (fp.type() != File.DTYPE_SOCKET) {
      return null;
    }
    Socket so = (Socket) fp.data();
    return so.soProto.prFamily == SocketConst.AF_LOCAL ? so : null;
  }

  // ---- In flight or not ----

  /** unp_internalize_fp: the references that the caller has to the files are those of a message. */
  @Excludes("locking.link")
  void internalize(File[] files) {
    locking.enterExclusive();
    for (File fp : files) {
      Socket so = socketOf(fp);
      if (so != null) {
        Unpcb unp = Unpcb.of(so);
        unp.unpFile = fp;
        unp.unpMsgcount++;
      }
      domain.countRights(1);
    }
    locking.leaveExclusive();
  }

  /** unp_externalize_fp: they are the caller's own again. */
  @Excludes("locking.link")
  private void externalize(List<File> files) {
    locking.enterExclusive();
    for (int i = 0; i < files.size(); i++) {
      Socket so = socketOf(files.get(i));
      if (so != null) {
        Unpcb unp = Unpcb.of(so);
        if (--unp.unpMsgcount == 0) {
          unp.unpFile = null;
        }
      }
      domain.countRights(-1);
    }
    locking.leaveExclusive();
  }

  /**
   * Gives up references that were those of a message. Sockets of this domain are closed by a task:
   * they may have descriptors in their own buffers, and so on, as deep as somebody has sent them.
   */
  private void release(List<File> files) {
    ProcThread td = domain.kernel.curthread();
    for (int i = 0; i < files.size(); i++) {
      File fp = files.get(i);
      if (socketOf(fp) != null) {
        domain.gc.closeLater(fp);
      } else {
        fp.fdrop(td);
      }
    }
  }

  private void addFiles(Mbuf chain, List<File> to) {
    for (Mbuf m = chain; m != null; m = m.next) {
      File[] files = filesOf(m);
      if (files != null) {
        for (File fp : files) {
          to.add(fp);
        }
      }
    }
  }

  // ---- Protosw.Rights ----

  @Override
  public void hold(Mbuf control) {
    for (Mbuf m = control; m != null; m = m.next) {
      File[] files = filesOf(m);
      if (files != null) {
        for (File fp : files) {
          fp.fhold();
        }
      }
    }
  }

  /** unp_externalize: all files of the record become descriptors, or none: EMSGSIZE. */
  @Override
  public Errno externalize(Mbuf control, Mbuf[] out) {
    List<File> files = new ArrayList<>(2);
    addFiles(control, files);
    if (files.isEmpty()) {
      out[0] = control;
      return Errno.OK;
    }
    ProcThread td = domain.kernel.curthread();
    int[] fds = new int[files.size()];
    Errno error = Errno.EMSGSIZE;
    if (td != null && td.proc().fd().fallocn(files.toArray(new File[0]), fds) == Errno.OK) {
      error = Errno.OK;
    }
    externalize(files);
    int n = 0;
    for (Mbuf m = control; m != null; m = m.next) {
      File[] mine = filesOf(m);
      if (mine != null) {
        for (int i = 0; i < mine.length; i++) {
          Sockopt.putInt(m.data, m.off + CMsg.HDR + 4 * i, fds[n++]);
        }
        pool.tagDeleteChain(m);
      }
    }
    if (error == Errno.OK) {
      out[0] = control;
    } else {
      pool.freem(control);
    }
    for (int i = 0; i < files.size(); i++) {
      files.get(i).fdrop(td); // What hold() took.
    }
    release(files);
    return error;
  }

  /** unp_dispose: the messages are taken apart first, and then the files are closed (D-26). */
  @Override
  public void dispose(Mbuf records) {
    List<File> files = new ArrayList<>(0);
    for (Mbuf r = records; r != null; r = r.nextpkt) {
      addFiles(r, files);
      for (Mbuf m = r; m != null; m = m.next) {
        if (filesOf(m) != null) {
          pool.tagDeleteChain(m);
        }
      }
    }
    if (!files.isEmpty()) {
      externalize(files);
      release(files);
    }
  }
}
