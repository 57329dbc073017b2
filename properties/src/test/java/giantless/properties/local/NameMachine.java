package giantless.properties.local;

import static giantless.properties.local.LocalMachine.said;

import giantless.lock.witness.Witness;
import giantless.properties.local.model.Ask;
import giantless.properties.local.model.Creds;
import giantless.properties.local.model.Kind;
import giantless.properties.local.model.NameModel;
import giantless.properties.local.model.Outcome;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.kern.Ucred;
import giantless.stack.local.UnpCtloutput;
import giantless.stack.local.UnpLocking;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stack's UNIX domain sockets in the slots of {@link NameModel}, all of them non-blocking, of
 * two processes of one host with a user each.
 */
final class NameMachine {
  /** A directory beside the root. */
  static final String DIRECTORY = "/d";

  private static final int USER = 33;
  private static final int CMASK = 022;
  private static final int ALL = 0777;

  /** sizeof(struct cmsgcred) and of struct xucred, and where the user is in this. */
  private static final int CMSGCRED = 84;

  private static final int XUCRED = 88;
  private static final int XUCRED_UID = 4;

  private final Host h;
  private final Proc[] procs = new Proc[2];
  private final Syscalls[] calls = new Syscalls[2];
  private final int[] fds = new int[NameModel.SLOTS];

  NameMachine(UnpLocking.Kind locking) {
    h = Host.builder().cpus(1).watch(new Witness()).unixLocking(locking).build();
    for (int i = 0; i < 2; i++) {
      procs[i] = h.newProc("p" + i);
      procs[i].setuid(USER + i);
      calls[i] = h.syscalls(procs[i]);
      calls[i].umask(i == 0 ? 0 : CMASK);
    }
    said(
        () -> {
          calls[0].mkdir(DIRECTORY, ALL);
          return Outcome.OK;
        });
  }

  /** Who the processes are. */
  List<Creds> creds() {
    List<Creds> out = new ArrayList<>();
    for (Proc p : procs) {
      Ucred c = p.ucred();
      int[] groups = new int[c.ngroups()];
      Arrays.setAll(groups, c::group);
      out.add(new Creds(p.pid(), c.uid(), c.gid(), groups));
    }
    return out;
  }

  private Syscalls of(int slot) {
    return calls[slot % 2];
  }

  // ---- Calls ----

  /** A call that has nothing to say. */
  private interface Silent {
    void run(Syscalls s, int fd) throws SysException;
  }

  private String ok(int slot, Silent call) {
    return said(
        () -> {
          call.run(of(slot), fds[slot]);
          return Outcome.OK;
        });
  }

  private static SockAddr at(String path) {
    return new SockAddrUn(path);
  }

  String socket(int slot, Kind kind) {
    return ok(
        slot,
        (s, old) -> {
          int fd = s.socket(SocketConst.AF_LOCAL, LocalMachine.type(kind), 0);
          s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
          fds[slot] = fd;
        });
  }

  String bind(int slot, String path) {
    return ok(slot, (s, fd) -> s.bind(fd, at(path)));
  }

  String unlink(int slot, String path) {
    return ok(slot, (s, fd) -> s.unlink(path));
  }

  String connect(int slot, String path) {
    return ok(slot, (s, fd) -> s.connect(fd, at(path)));
  }

  String listen(int slot, int backlog) {
    return ok(slot, (s, fd) -> s.listen(fd, backlog));
  }

  /** The new socket goes to that slot. */
  String accept(int slot, int to) {
    return said(
        () -> {
          SockAddr[] from = new SockAddr[1];
          fds[to] = of(slot).accept(fds[slot], from);
          return "from " + from[0];
        });
  }

  String shutdown(int slot, boolean read, boolean write) {
    int both = write ? SocketConst.SHUT_RDWR : SocketConst.SHUT_RD;
    return ok(slot, (s, fd) -> s.shutdown(fd, read ? both : SocketConst.SHUT_WR));
  }

  String close(int slot) {
    return ok(slot, Syscalls::close);
  }

  String wantCreds(int slot, boolean on) {
    return ok(
        slot,
        (s, fd) -> s.setsockopt(fd, UnpCtloutput.SOL_LOCAL, UnpCtloutput.LOCAL_CREDS, on ? 1 : 0));
  }

  String send(int slot, String path, byte[] data, Ask ask) {
    MsgHdr m = new MsgHdr(path == null ? null : at(path), data);
    if (ask.creds) {
      m.control =
          CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_CREDS, new byte[CMSGCRED]));
    }
    return said(() -> Outcome.sent(of(slot).sendmsg(fds[slot], m, SocketConst.MSG_NOSIGNAL)));
  }

  String receive(int slot, int size, int room, boolean peek) {
    MsgHdr m = new MsgHdr(null, new byte[size]);
    m.controllen = room;
    return said(
        () -> {
          int n = of(slot).recvmsg(fds[slot], m, peek ? SocketConst.MSG_PEEK : 0);
          byte[] data = Arrays.copyOf(m.iov[0], n);
          String said = Outcome.received(data, LocalMachine.flags(m.flags), received(m.control));
          return m.name == null ? said : said + " from " + m.name;
        });
  }

  private static List<String> received(byte[] control) {
    List<String> out = new ArrayList<>();
    if (control == null) {
      return out;
    }
    int at = 0;
    for (CMsg c : CMsg.parse(control)) {
      at += CMsg.space(c.data.length);
      out.add(Outcome.creds(c.data));
    }
    if (at < control.length) {
      out.add(Outcome.part(Arrays.copyOfRange(control, at, control.length)));
    }
    return out;
  }

  // ---- What can be asked ----

  /** As {@link NameModel#state}. */
  String state(int slot) {
    Syscalls s = of(slot);
    int fd = fds[slot];
    int[] unread = new int[1];
    String first =
        said(
            () -> {
              s.ioctl(fd, SocketConst.FIONREAD, unread);
              return unread[0] + " unread, " + s.getsockname(fd);
            });
    String user =
        said(
            () -> {
              byte[] cred =
                  s.getsockopt(fd, UnpCtloutput.SOL_LOCAL, UnpCtloutput.LOCAL_PEERCRED, XUCRED);
              return String.valueOf(Sockopt.getInt(cred, XUCRED_UID));
            });
    return first + " -> " + said(() -> s.getpeername(fd).toString()) + ", user " + user;
  }

  /** What the peer of a connection has not read, from the size of the blocks. */
  int unreadByPeer(int slot) {
    try {
      int sndbuf = of(slot).getsockoptInt(fds[slot], SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF);
      return (int) (of(slot).fstat(fds[slot]).blksize - sndbuf);
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** The processes end; the host looks for what is left over. */
  void end() {
    for (Proc p : procs) {
      p.exit(0);
    }
    h.shutdownClean();
  }
}
