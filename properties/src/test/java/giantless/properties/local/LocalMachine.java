package giantless.properties.local;

import giantless.lock.witness.Witness;
import giantless.properties.local.model.Ask;
import giantless.properties.local.model.Creds;
import giantless.properties.local.model.Kind;
import giantless.properties.local.model.Outcome;
import giantless.properties.local.model.Receiving.Flags;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.File;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.kern.Ucred;
import giantless.stack.local.UnpCtloutput;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pair of the stack's UNIX domain sockets in one process, which answers in the words of {@link
 * Outcome}. Both ends are non-blocking. MSG_WAITALL may sleep all the same, as in FreeBSD, so there
 * is a time-out too; nobody else is there who could end the sleep.
 */
final class LocalMachine {
  private static final int USER = 33;
  private static final int FILES = 2;

  /** What no process here has. */
  private static final int NO_DESCRIPTOR = 999;

  private static final int NO_TYPE = 99;

  /** sizeof(struct cmsgcred). */
  private static final int CMSGCRED = 84;

  private final Host h;
  private final Proc p;
  private final Syscalls s;
  private final int[] fds;
  private final int[] fileFds = new int[FILES];
  private final int stopAt;

  LocalMachine(UnpLocking.Kind locking, Kind kind) {
    h = Host.builder().cpus(1).watch(new Witness()).unixLocking(locking).build();
    p = h.newProc("p");
    p.setuid(USER);
    s = h.syscalls(p);
    try {
      fds = s.socketpair(SocketConst.AF_LOCAL, type(kind), 0);
      for (int fd : fds) {
        s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
        s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVTIMEO, Sockopt.ofTimeval(0, 1));
      }
      for (int i = 0; i < FILES; i++) {
        fileFds[i] = s.shmOpen();
      }
      stopAt = s.getsockoptInt(fds[0], SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF);
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** SOCK_*. */
  static int type(Kind kind) {
    switch (kind) {
      case STREAM:
        return SocketConst.SOCK_STREAM;
      case DGRAM:
        return SocketConst.SOCK_DGRAM;
      default:
        return SocketConst.SOCK_SEQPACKET;
    }
  }

  /** Who holds the ends. */
  Creds creds() {
    Ucred c = p.ucred();
    int[] groups = new int[c.ngroups()];
    Arrays.setAll(groups, c::group);
    return new Creds(p.pid(), c.uid(), c.gid(), groups);
  }

  // ---- Calls ----

  /** A call that answers. */
  interface Call {
    String run() throws SysException;
  }

  /** The answer, or the errno. */
  static String said(Call call) {
    try {
      return call.run();
    } catch (SysException e) {
      return e.errno().name();
    }
  }

  String send(int end, byte[] data, Ask ask, boolean eor) {
    MsgHdr m = new MsgHdr(null, data);
    m.control = ask == Ask.NONE ? null : control(ask);
    int flags = SocketConst.MSG_NOSIGNAL | (eor ? SocketConst.MSG_EOR : 0);
    return said(() -> Outcome.sent(s.sendmsg(fds[end], m, flags)));
  }

  private byte[] control(Ask ask) {
    List<CMsg> out = new ArrayList<>();
    if (ask.creds) {
      out.add(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_CREDS, new byte[CMSGCRED]));
    }
    if (ask.files >= 0) {
      byte[] b = new byte[Integer.BYTES * ask.files];
      for (int i = 0; i < ask.files; i++) {
        Sockopt.putInt(b, Integer.BYTES * i, ask == Ask.BAD_FILE ? NO_DESCRIPTOR : fileFds[i]);
      }
      int type = ask == Ask.UNKNOWN ? NO_TYPE : SocketConst.SCM_RIGHTS;
      out.add(new CMsg(SocketConst.SOL_SOCKET, type, b));
    }
    return CMsg.bytes(out.toArray(new CMsg[0]));
  }

  String receive(int end, int size, int room, Flags flags) {
    MsgHdr m = new MsgHdr(null, new byte[size]);
    m.controllen = room;
    int msg =
        (flags.peek() ? SocketConst.MSG_PEEK : 0)
            | (flags.waitall() ? SocketConst.MSG_WAITALL : 0)
            | (flags.dontwait() ? SocketConst.MSG_DONTWAIT : 0);
    return said(
        () -> {
          int n = s.recvmsg(fds[end], m, msg);
          return Outcome.received(Arrays.copyOf(m.iov[0], n), flags(m.flags), received(m.control));
        });
  }

  /** The names of MSG_* flags. */
  static List<String> flags(int msg) {
    List<String> out = new ArrayList<>();
    int[] bits = {SocketConst.MSG_EOR, SocketConst.MSG_TRUNC, SocketConst.MSG_CTRUNC};
    String[] names = {"EOR", "TRUNC", "CTRUNC"};
    int rest = msg;
    for (int i = 0; i < bits.length; i++) {
      if ((msg & bits[i]) != 0) {
        out.add(names[i]);
        rest &= ~bits[i];
      }
    }
    if (rest != 0) {
      out.add(Integer.toHexString(rest));
    }
    return out;
  }

  /** The messages as text; descriptors are looked up and closed. */
  private List<String> received(byte[] control) throws SysException {
    List<String> out = new ArrayList<>();
    if (control == null) {
      return out;
    }
    int at = 0;
    for (CMsg c : CMsg.parse(control)) {
      at += CMsg.space(c.data.length);
      if (c.level != SocketConst.SOL_SOCKET) {
        out.add(c.toString());
      } else if (c.type == SocketConst.SCM_RIGHTS) {
        out.add(files(c.data));
      } else {
        out.add(c.type == SocketConst.SCM_CREDS ? Outcome.creds(c.data) : c.toString());
      }
    }
    if (at < control.length) {
      out.add(Outcome.part(Arrays.copyOfRange(control, at, control.length)));
    }
    return out;
  }

  private String files(byte[] data) throws SysException {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i + Integer.BYTES <= data.length; i += Integer.BYTES) {
      int fd = Sockopt.getInt(data, i);
      int which = -1;
      for (int k = 0; k < FILES; k++) {
        if (file(fd) == file(fileFds[k])) {
          which = k;
        }
      }
      out.add(which);
      s.close(fd);
    }
    return Outcome.rights(out);
  }

  private File file(int fd) {
    File fp = p.fd().fget(fd);
    if (fp != null) {
      fp.fdrop(p.curthread());
    }
    return fp;
  }

  String wantCreds(int end, boolean on) {
    return said(
        () -> {
          s.setsockopt(fds[end], UnpCtloutput.SOL_LOCAL, UnpCtloutput.LOCAL_CREDS, on ? 1 : 0);
          return Outcome.OK;
        });
  }

  String shutdown(int end, boolean read, boolean write) {
    int both = write ? SocketConst.SHUT_RDWR : SocketConst.SHUT_RD;
    return said(
        () -> {
          s.shutdown(fds[end], read ? both : SocketConst.SHUT_WR);
          return Outcome.OK;
        });
  }

  String close(int end) {
    return said(
        () -> {
          s.close(fds[end]);
          return Outcome.OK;
        });
  }

  // ---- What can be asked ----

  /** FIONREAD. */
  int dataBytes(int end) {
    try {
      int[] n = new int[1];
      s.ioctl(fds[end], SocketConst.FIONREAD, n);
      return n[0];
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** All bytes that were not read, from the size of the other end's blocks; for a connection. */
  int bytes(int end) {
    try {
      return (int) (s.fstat(fds[1 - end]).blksize - stopAt);
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** net.local.inflight. */
  int inflight() {
    return h.unix().inflight();
  }

  /** The process ends; the host looks for what is left over. */
  void end() {
    p.exit(0);
    h.shutdownClean();
  }
}
