package giantless.stack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.Watched;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.nio.charset.StandardCharsets;

/**
 * One host with a process, on the explored runtime: one schedule after another, on virtual time,
 * with Witness, and with each locking of the UNIX domain. At the end nothing may be left.
 */
final class Locals {
  /** In place of a seed: the plain schedule. */
  private static final long PLAIN = 0;

  static final long SECOND = 1_000_000_000L;
  static final int AF_LOCAL = SocketConst.AF_LOCAL;
  static final int STREAM = SocketConst.SOCK_STREAM;
  static final int DGRAM = SocketConst.SOCK_DGRAM;
  static final int SEQPACKET = SocketConst.SOCK_SEQPACKET;

  /** A test's body, which may throw. */
  interface Body {
    void run(Locals t) throws Exception;
  }

  /** A call that may fail. */
  interface Call {
    void run() throws Exception;
  }

  /** What a run is like. */
  private static final class Setup {
    final UnpLocking.Kind locking;
    boolean mpsafe = true;
    boolean mbufsMayFail;

    Setup(UnpLocking.Kind locking) {
      this.locking = locking;
    }
  }

  final LockRuntime rt;
  final Host h;
  final Proc p;
  final Syscalls s;

  private Locals(World world, Witness witness, Setup setup) {
    rt = world.runtime("h", witness, 2);
    Host.Builder b =
        Host.builder()
            .runtime(rt)
            .mpsafe(setup.mpsafe)
            .mbufsMayFail(setup.mbufsMayFail)
            .unixLocking(setup.locking);
    if (!setup.mpsafe) {
      b.tunable("debug.mpsafevfs", 0);
    }
    h = b.build();
    p = h.newProc("p");
    s = h.syscalls(p);
  }

  /** Runs on the plain schedule, with each locking. */
  static void run(Body body) {
    for (UnpLocking.Kind k : UnpLocking.Kind.values()) {
      check(run(PLAIN, new Setup(k), body), k, 0);
    }
  }

  /** With network and file system under Giant. */
  static void runUnderGiant(Body body) {
    for (UnpLocking.Kind k : UnpLocking.Kind.values()) {
      Setup setup = new Setup(k);
      setup.mpsafe = false;
      check(run(PLAIN, setup, body), k, 0);
    }
  }

  /** Runs on many random schedules, with each locking. */
  static void everySchedule(int schedules, Body body) {
    for (UnpLocking.Kind k : UnpLocking.Kind.values()) {
      for (long seed = 1; seed <= schedules; seed++) {
        check(run(seed, new Setup(k), body), k, seed);
      }
    }
  }

  /** Runs on random schedules with allocations that fail. */
  static void shortOfMemory(int schedules, Body body) {
    for (UnpLocking.Kind k : UnpLocking.Kind.values()) {
      Setup setup = new Setup(k);
      setup.mbufsMayFail = true;
      for (long seed = 1; seed <= schedules; seed++) {
        check(run(seed, setup, body), k, seed);
      }
    }
  }

  /** The first failure on many random schedules, or null. */
  static String firstFailure(UnpLocking.Kind k, int schedules, Body body) {
    for (long seed = 1; seed <= schedules; seed++) {
      Failure f = run(seed, new Setup(k), body);
      if (f != null) {
        return f.toString();
      }
    }
    return null;
  }

  private static void check(Failure f, UnpLocking.Kind k, long seed) {
    if (f != null) {
      fail(k + " seed " + seed + ": " + f, f.cause());
    }
  }

  private static Failure run(long seed, Setup setup, Body body) {
    return Watched.run(w -> once(w.get(), seed, setup, body));
  }

  private static Failure once(Witness witness, long seed, Setup setup, Body body) {
    Scheduler scheduler = seed == PLAIN ? new DeterministicScheduler() : new RandomScheduler(seed);
    WorldOptions options =
        new WorldOptions().seed(Math.max(seed, 1)).traceLimit(0).carrier(Watched.CARRIER);
    try (World world = new World(scheduler, options)) {
      return world
          .run(
              () -> {
                Locals t = new Locals(world, witness, setup);
                try {
                  body.run(t);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
                t.p.exit(0);
                t.h.shutdownClean();
              })
          .failure();
    }
  }

  /** A thread of the process; what it throws fails the run. */
  KThread spawn(String name, Call call) {
    return spawn(p, name, call);
  }

  static KThread spawn(Proc p, String name, Call call) {
    return p.spawn(
        name,
        () -> {
          try {
            call.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  static void join(KThread... threads) {
    for (KThread t : threads) {
      t.join();
    }
  }

  void sleep(long nanos) {
    rt.sleepQueue().sleep(new Object(), null, "pause", false, nanos, false);
  }

  static SockAddrUn at(String path) {
    return new SockAddrUn(path);
  }

  /** What a call says: OK, or its errno. */
  static Errno errno(Call call) {
    try {
      call.run();
      return Errno.OK;
    } catch (SysException e) {
      return e.errno();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  String recv(int fd) throws SysException {
    byte[] b = new byte[5000];
    int n = s.recv(fd, b, 0);
    return new String(b, 0, n, StandardCharsets.US_ASCII);
  }

  int socket(int type) throws SysException {
    return s.socket(AF_LOCAL, type, 0);
  }

  int bound(int type, String path) throws SysException {
    int fd = socket(type);
    s.bind(fd, at(path));
    return fd;
  }

  int listener(int type, String path, int backlog) throws SysException {
    int fd = bound(type, path);
    s.listen(fd, backlog);
    return fd;
  }

  int connected(int type, String path) throws SysException {
    int fd = socket(type);
    s.connect(fd, at(path));
    return fd;
  }

  int[] pair(int type) throws SysException {
    return s.socketpair(AF_LOCAL, type, 0);
  }

  void nonblocking(int fd) throws SysException {
    s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
  }

  /** The kernel's socket of a descriptor. */
  Socket so(int fd) {
    giantless.stack.kern.File fp = p.fd().fget(fd);
    try {
      return (Socket) fp.data();
    } finally {
      fp.fdrop(p.curthread());
    }
  }

  // ---- Control messages ----

  static byte[] rights(int... fds) {
    byte[] b = new byte[4 * fds.length];
    for (int i = 0; i < fds.length; i++) {
      Sockopt.putInt(b, 4 * i, fds[i]);
    }
    return CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, b));
  }

  void sendControl(int fd, String text, byte[] control) throws SysException {
    MsgHdr m = new MsgHdr(null, bytes(text));
    m.control = control;
    s.sendmsg(fd, m, SocketConst.MSG_NOSIGNAL);
  }

  /** Sends descriptors, with one byte. */
  void sendFds(int fd, int... fds) throws SysException {
    sendControl(fd, "x", rights(fds));
  }

  MsgHdr recvmsg(int fd, int room) throws SysException {
    MsgHdr m = new MsgHdr(null, new byte[100]);
    m.controllen = room;
    s.recvmsg(fd, m, 0);
    return m;
  }

  /** Receives one message's descriptors. */
  int[] recvFds(int fd) throws SysException {
    MsgHdr m = recvmsg(fd, 200);
    assertThat(m.control).as("control").isNotNull();
    CMsg c = CMsg.parse(m.control).get(0);
    assertThat(c.type).isEqualTo(SocketConst.SCM_RIGHTS);
    int[] fds = new int[c.data.length / 4];
    for (int i = 0; i < fds.length; i++) {
      fds[i] = Sockopt.getInt(c.data, 4 * i);
    }
    return fds;
  }
}
