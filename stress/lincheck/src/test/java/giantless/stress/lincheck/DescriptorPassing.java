package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.File;
import giantless.stack.kern.FileDesc;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * Descriptors in messages: what sendmsg(2) took is received in order and is open, whether or not
 * the sender has put another file in its place meanwhile.
 */
final class DescriptorPassing {
  private DescriptorPassing() {}

  private static final int SLOTS = 2;
  private static final int ROOM = 64;

  /** A process that passes what it has in two slots to itself. */
  @Param(name = "slot", gen = IntGen.class, conf = "0:1")
  @Param(name = "file", gen = IntGen.class, conf = "3:4")
  public static class Passing {
    private final Host host = Machines.host();
    private final Proc proc = host.newProc("p");
    private final FileDesc table = proc.fd();
    private final Syscalls sys = host.syscalls(proc);
    private final int[] way;
    private final int[] slots = new int[SLOTS];

    /** File 1 is in slot 0, 2 in slot 1. */
    public Passing() throws SysException {
      way = sys.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0);
      sys.fcntl(way[1], Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
      for (int i = 0; i < SLOTS; i++) {
        slots[i] = open(i + 1);
      }
    }

    private int open(int number) {
      File fp = Numbered.file(host.kernel(), number);
      int fd = table.falloc(fp);
      fp.fdrop(null);
      return fd;
    }

    /** Puts a new file in a slot, and closes the old one. */
    @Operation
    public void replace(@Param(name = "slot") int slot, @Param(name = "file") int file)
        throws SysException {
      int fd = open(file);
      sys.dup2(fd, slots[slot]);
      sys.close(fd);
    }

    @Operation(params = "slot")
    public void pass(int slot) throws SysException {
      byte[] b = new byte[4];
      Sockopt.putInt(b, 0, slots[slot]);
      MsgHdr m = new MsgHdr(null, new byte[1]);
      m.control = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, b));
      sys.sendmsg(way[0], m, 0);
    }

    /** Which file is received; 0: no message. A negative one is closed. */
    @Operation
    public int receive() throws SysException {
      MsgHdr m = new MsgHdr(null, new byte[1]);
      m.controllen = ROOM;
      try {
        sys.recvmsg(way[1], m, 0);
      } catch (SysException none) {
        return 0;
      }
      int fd = Sockopt.getInt(m.control, CMsg.HDR);
      File fp = table.fget(fd);
      int number = Numbered.of(fp);
      fp.fdrop(null);
      sys.close(fd);
      return number;
    }

    @Validate
    public void nothing_stays_in_flight() throws SysException {
      while (receive() != 0) {
        // What is left.
      }
      if (host.unix().inflight() != 0 || host.kernel().files().openfiles() != 2 + SLOTS) {
        throw new IllegalStateException(
            host.unix().inflight() + " in flight, " + host.kernel().files().openfiles() + " open");
      }
    }
  }

  /** A queue of files. */
  public static class Specification {
    private final int[] slots = {1, 2};
    private final ArrayDeque<Integer> messages = new ArrayDeque<>();

    public void replace(int slot, int file) {
      slots[slot] = file;
    }

    public void pass(int slot) {
      messages.add(slots[slot]);
    }

    public int receive() {
      return messages.isEmpty() ? 0 : messages.remove();
    }
  }

  /** The wrong twin: the message has the file, and no reference to it. */
  @Param(name = "slot", gen = IntGen.class, conf = "0:1")
  @Param(name = "file", gen = IntGen.class, conf = "3:4")
  public static class WithoutReference {
    private final Mtx lock = Machines.runtime().mtx(Locks.UNP);
    private final int[] slots = {1, 2};
    private final boolean[] closed = new boolean[5];
    private final ArrayDeque<Integer> messages = new ArrayDeque<>();

    @Operation
    public void replace(@Param(name = "slot") int slot, @Param(name = "file") int file) {
      lock.lock();
      closed[slots[slot]] = true;
      slots[slot] = file;
      lock.unlock();
    }

    @Operation(params = "slot")
    public void pass(int slot) {
      lock.lock();
      messages.add(slots[slot]);
      lock.unlock();
    }

    @Operation
    public int receive() {
      lock.lock();
      int file = messages.isEmpty() ? 0 : messages.remove();
      int number = closed[file] ? -file : file;
      lock.unlock();
      return number;
    }
  }
}
