package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.lock.LockWatch;
import giantless.lock.explored.World;
import giantless.properties.twins.Scene;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.net.Loopback;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.socket.SocketConst;

/** A scene on one host with a loopback interface and a process {@code p}. */
abstract class OneHost implements Scene {
  static final int PORT = 7;
  static final SockAddrIn SERVER = new SockAddrIn(SockAddrIn.parse("127.0.0.1").addr(), PORT);

  /** What a thread does; a call that fails fails the scene. */
  interface Program {
    void run() throws SysException;
  }

  private Host host;
  private Proc proc;

  @Override
  public final void run(World world, LockWatch watch) {
    Host h =
        Host.builder()
            .runtime(world.runtime("", watch, 2))
            .name("host")
            .mbufsMayFail(false)
            .unixLocking(unixLocking())
            .build();
    host = h;
    Loopback lo = new Loopback(h.net(), "lo0");
    must(h.net().attach(lo));
    must(h.inet().control.aifaddr(lo, InAliasReq.parse("127.0.0.1/8")));
    lo.up();
    proc = h.newProc("p");
    try {
      play(h.syscalls(proc));
    } catch (SysException e) {
      throw new AssertionError(e);
    }
    proc.exit(0);
    h.udp().info().check();
    h.shutdownClean();
  }

  private static void must(Errno error) {
    if (error != Errno.OK) {
      throw new AssertionError(error);
    }
  }

  /** How the UNIX domain is locked. */
  UnpLocking.Kind unixLocking() {
    return UnpLocking.Kind.GLOBAL;
  }

  /** What the process does. */
  abstract void play(Syscalls s) throws SysException;

  /** Another thread of the process. */
  final KThread spawn(String name, Program program) {
    return proc.spawn(
        name,
        () -> {
          try {
            program.run();
          } catch (SysException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** What a thread of another process does. */
  interface OtherProgram {
    void run(Syscalls s) throws SysException;
  }

  /** A thread of another process, with descriptors of its own. */
  final KThread spawnProcess(String name, OtherProgram program) {
    Proc other = host.newProc(name);
    Syscalls s = host.syscalls(other);
    return other.spawn(
        name,
        () -> {
          try {
            program.run(s);
          } catch (SysException e) {
            throw new AssertionError(e);
          }
        });
  }

  static int udp(Syscalls s) throws SysException {
    return s.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
  }

  /** A socket bound to {@link #SERVER}'s port. */
  static int server(Syscalls s) throws SysException {
    int fd = udp(s);
    s.bind(fd, new SockAddrIn(0, PORT));
    return fd;
  }
}
