package giantless.scenarios.local;

import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/**
 * A process with a connection over which descriptors pass, and another connection with a byte in
 * it, one end of which is what passes.
 */
final class Passing {
  final Machine machine;
  final Syscalls sys;

  /** Over these it passes, from 0 to 1. */
  final int[] way;

  /** The end that passes; its buffer has one byte. */
  final int passed;

  Passing(Setup setup, UnpLocking.Kind kind) {
    machine = Unix.machine(setup, kind);
    sys = machine.syscalls(machine.proc("p"));
    try {
      way = sys.socketpair(SocketConst.AF_LOCAL, Unix.STREAM, 0);
      int[] pair = sys.socketpair(SocketConst.AF_LOCAL, Unix.STREAM, 0);
      passed = pair[0];
      sys.write(pair[1], new byte[] {'x'});
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends the descriptor with a byte of data. */
  Errno send(int fd) {
    byte[] b = new byte[4];
    Sockopt.putInt(b, 0, fd);
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.control = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, b));
    return Machine.errno(() -> sys.sendmsg(way[0], m, 0));
  }

  /** Receives a descriptor; -1 if there is no message. */
  int receive() {
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.controllen = 32;
    if (Machine.errno(() -> sys.recvmsg(way[1], m, SocketConst.MSG_DONTWAIT)) != Errno.OK) {
      return -1;
    }
    if (m.control == null) {
      throw new AssertionError("a message without its descriptor");
    }
    return Sockopt.getInt(m.control, CMsg.HDR);
  }

  /** Whether the descriptor is of the end that passes, with its byte. */
  boolean isAlive(int fd) {
    byte[] b = new byte[2];
    int[] n = new int[1];
    Errno error = Machine.errno(() -> n[0] = sys.recv(fd, b, SocketConst.MSG_DONTWAIT));
    return error == Errno.OK && n[0] == 1 && b[0] == 'x';
  }

  /** Closes it: the end that passes is in flight alone, if it is at all. */
  void close(int fd) {
    Machine.must(Machine.errno(() -> sys.close(fd)));
  }

  /** Has the collector look, by the end of some other socket. */
  void collect() {
    try {
      sys.close(sys.socket(SocketConst.AF_LOCAL, Unix.DGRAM, 0));
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }
}
