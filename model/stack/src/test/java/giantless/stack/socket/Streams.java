package giantless.stack.socket;

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
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import java.util.function.Supplier;

/**
 * One host with {@link TestStream} and a process, on the explored runtime: one schedule after
 * another, on virtual time, with Witness. At the end nothing may be left.
 */
final class Streams {
  /** In place of a seed: the plain schedule. */
  private static final long PLAIN = 0;

  static final long SECOND = 1_000_000_000L;

  /** A test's body, which may throw. */
  interface Body {
    void run(Streams t) throws Exception;
  }

  final LockRuntime rt;
  final Host h;
  final TestStream net;
  final Proc p;
  final Syscalls s;

  private Streams(World world, Witness witness, boolean mpsafe, boolean mbufsMayFail) {
    rt = world.runtime("h", witness, 2);
    h = Host.builder().runtime(rt).mpsafe(mpsafe).mbufsMayFail(mbufsMayFail).build();
    net = TestStream.register(h);
    p = h.newProc("p");
    s = h.syscalls(p);
  }

  /** Runs on the plain schedule. */
  static void run(Body body) {
    check(run(PLAIN, true, false, body), PLAIN);
  }

  static void runUnderGiant(Body body) {
    check(run(PLAIN, false, false, body), 0);
  }

  /** Runs on many random schedules. */
  static void everySchedule(int schedules, Body body) {
    for (long seed = 1; seed <= schedules; seed++) {
      check(run(seed, true, false, body), seed);
    }
  }

  /** Runs on random schedules with allocations that fail. */
  static void shortOfMemory(int schedules, Body body) {
    for (long seed = 1; seed <= schedules; seed++) {
      check(run(seed, true, true, body), seed);
    }
  }

  /** The first failure on many random schedules, or null. */
  static String firstFailure(int schedules, Body body) {
    for (long seed = 1; seed <= schedules; seed++) {
      Failure f = run(seed, true, false, body);
      if (f != null) {
        return f.toString();
      }
    }
    return null;
  }

  private static void check(Failure f, long seed) {
    if (f != null) {
      fail("seed " + seed + ": " + f);
    }
  }

  private static Failure run(long seed, boolean mpsafe, boolean mbufsMayFail, Body body) {
    return Watched.run(w -> once(w, seed, mpsafe, mbufsMayFail, body));
  }

  private static Failure once(
      Supplier<Witness> witness, long seed, boolean mpsafe, boolean mbufsMayFail, Body body) {
    Scheduler scheduler = seed == PLAIN ? new DeterministicScheduler() : new RandomScheduler(seed);
    WorldOptions options =
        new WorldOptions().seed(Math.max(seed, 1)).traceLimit(0).carrier(Watched.CARRIER);
    try (World world = new World(scheduler, options)) {
      return world
          .run(
              () -> {
                Streams t = new Streams(world, witness.get(), mpsafe, mbufsMayFail);
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
  KThread spawn(String name, Lan.Call call) {
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

  static SockAddrIn port(int port) {
    return new SockAddrIn(0x7f000001, port);
  }

  int socket() throws SysException {
    return s.socket(TestStream.FAMILY, SocketConst.SOCK_STREAM, 0);
  }

  /** A listener. */
  int listener(int port, int backlog) throws SysException {
    int fd = socket();
    s.bind(fd, port(port));
    s.listen(fd, backlog);
    return fd;
  }

  /** A socket that is connected, or connecting, to the listener. */
  int connected(int port) throws SysException {
    int fd = socket();
    s.connect(fd, port(port));
    return fd;
  }

  /** Two streams connected to each other. */
  int[] pair() throws SysException {
    return s.socketpair(TestStream.FAMILY, SocketConst.SOCK_STREAM, 0);
  }

  /** The socket behind a descriptor. */
  Socket so(int fd) {
    giantless.stack.kern.File fp = p.fd().fget(fd);
    Socket so = (Socket) fp.data();
    fp.fdrop(p.curthread());
    return so;
  }

  void nonblocking(int fd) throws SysException {
    s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
  }
}
