package giantless.stack.socket;

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
import giantless.stack.net.EpairIf;
import giantless.stack.net.Ifnet;
import giantless.stack.net.Loopback;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import java.util.function.Supplier;

/**
 * Two hosts on a wire, 10.0.0.1 and 10.0.0.2, each with a process, on the explored runtime: one
 * schedule after another, on virtual time, with Witness. At the end both hosts must be clean.
 */
public final class Lan {
  public static final SockAddrIn A = SockAddrIn.parse("10.0.0.1");
  public static final SockAddrIn B = SockAddrIn.parse("10.0.0.2");
  public static final SockAddrIn LOCAL = SockAddrIn.parse("127.0.0.1");

  /** In place of a seed: the plain schedule. */
  private static final long PLAIN = 0;

  public static final long SECOND = 1_000_000_000L;

  /** A test's body, which may throw. */
  public interface Body {
    void run(Lan lan) throws Exception;
  }

  /** A body that says when memory is no longer short. */
  interface ShortBody {
    void run(Lan lan, FailingAllocation memory) throws Exception;
  }

  /** A call that may fail. */
  public interface Call {
    void run() throws Exception;
  }

  public final LockRuntime rt;
  public final Host a;
  public final Host b;
  public final Proc pa;
  public final Proc pb;
  public final Syscalls sa;
  public final Syscalls sb;
  public final EpairIf wireA;

  private Lan(World world, Supplier<Witness> witness, boolean mpsafe, boolean mbufsMayFail) {
    a = host(world.runtime("a", witness.get(), 2), "a", mpsafe, mbufsMayFail);
    b = host(world.runtime("b", witness.get(), 2), "b", mpsafe, mbufsMayFail);
    rt = a.rt();
    wireA = EpairIf.pair(a.net(), b.net(), 0);
    configure(a, wireA, "10.0.0.1/24");
    configure(b, wireA.peer(), "10.0.0.2/24");
    pa = a.newProc("pa");
    pb = b.newProc("pb");
    sa = a.syscalls(pa);
    sb = b.syscalls(pb);
  }

  private static Host host(LockRuntime rt, String name, boolean mpsafe, boolean mbufsMayFail) {
    Host h =
        Host.builder().runtime(rt).name(name).mpsafe(mpsafe).mbufsMayFail(mbufsMayFail).build();
    configure(h, new Loopback(h.net(), "lo0"), "127.0.0.1/8");
    return h;
  }

  /** ifconfig IFP ADDRESS up. */
  public static void configure(Host h, Ifnet ifp, String cidr) {
    assertThat(h.net().attach(ifp)).isEqualTo(Errno.OK);
    assertThat(h.inet().control.aifaddr(ifp, InAliasReq.parse(cidr))).isEqualTo(Errno.OK);
    ifp.up();
  }

  /** Runs on the plain schedule; a failure of the run or of the body fails the test. */
  public static void run(Body body) {
    check(run(PLAIN, true, false, body));
  }

  /** As {@link #run(Body)}, with the network under Giant. */
  public static void runUnderGiant(Body body) {
    check(run(PLAIN, false, false, body));
  }

  /** Runs on many random schedules. */
  public static void everySchedule(int schedules, Body body) {
    for (long seed = 1; seed <= schedules; seed++) {
      Failure f = run(seed, true, false, body);
      if (f != null) {
        fail("seed " + seed + ": " + f);
      }
    }
  }

  /** Runs on random schedules with allocations that fail. */
  public static void shortOfMemory(int schedules, Body body) {
    for (long seed = 1; seed <= schedules; seed++) {
      Failure f = run(seed, true, true, body);
      if (f != null) {
        fail("seed " + seed + ": " + f);
      }
    }
  }

  /**
   * Runs on the plain schedule again and again, and denies other allocations of mbufs in each run,
   * until every one has been denied that comes before the body has there be memory again.
   *
   * @param inARow how many are denied in one run, in a row
   * @return how many runs there were
   */
  static int everyAllocationFails(int inARow, ShortBody body) {
    for (int n = 0; ; n++) {
      int first = n * inARow;
      boolean[] denied = new boolean[1];
      Failure f =
          Watched.run(
              w -> {
                FailingAllocation s = new FailingAllocation(first, inARow);
                Failure got = once(w, s, 1, true, true, lan -> body.run(lan, s));
                denied[0] = s.denied();
                return got;
              });
      if (f != null) {
        fail("allocation " + first + ": " + f);
      }
      if (!denied[0]) {
        return n;
      }
    }
  }

  /** Whether any of many random schedules fails with this text. */
  public static String firstFailure(int schedules, Body body) {
    for (long seed = 1; seed <= schedules; seed++) {
      Failure f = run(seed, true, false, body);
      if (f != null) {
        return f.toString();
      }
    }
    return null;
  }

  private static void check(Failure f) {
    if (f != null) {
      fail(f.toString());
    }
  }

  private static Failure run(long seed, boolean mpsafe, boolean mbufsMayFail, Body body) {
    return Watched.run(
        w -> {
          Scheduler s = seed == PLAIN ? new DeterministicScheduler() : new RandomScheduler(seed);
          return once(w, s, Math.max(seed, 1), mpsafe, mbufsMayFail, body);
        });
  }

  private static Failure once(
      Supplier<Witness> witness,
      Scheduler scheduler,
      long seed,
      boolean mpsafe,
      boolean mbufsMayFail,
      Body body) {
    WorldOptions options = new WorldOptions().seed(seed).traceLimit(0).carrier(Watched.CARRIER);
    try (World world = new World(scheduler, options)) {
      return world
          .run(
              () -> {
                Lan lan = new Lan(world, witness, mpsafe, mbufsMayFail);
                try {
                  body.run(lan);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
                lan.a.udp().info().check();
                lan.b.udp().info().check();
                lan.pa.exit(0);
                lan.pb.exit(0);
                lan.a.shutdownClean();
                lan.b.shutdownClean();
              })
          .failure();
    }
  }

  /** A thread of the process; what it throws fails the run. */
  public KThread spawn(Proc p, String name, Call call) {
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

  /** Lets time pass. */
  public void sleep(long nanos) {
    rt.sleepQueue().sleep(new Object(), null, "pause", false, nanos, false);
  }

  /** The errno that the call fails with; OK if it does not. */
  public static Errno errno(Call call) {
    try {
      call.run();
      return Errno.OK;
    } catch (SysException e) {
      return e.errno();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public static SockAddrIn at(SockAddrIn host, int port) {
    return new SockAddrIn(host.addr(), port);
  }

  /** A UDP socket. */
  public static int udp(Syscalls s) throws SysException {
    return s.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
  }

  /** A UDP socket bound to a port of any address. */
  public static int bound(Syscalls s, int port) throws SysException {
    int fd = udp(s);
    s.bind(fd, new SockAddrIn(0, port));
    return fd;
  }

  public static byte[] bytes(String text) {
    byte[] b = new byte[text.length()];
    for (int i = 0; i < b.length; i++) {
      b[i] = (byte) text.charAt(i);
    }
    return b;
  }

  public static String text(byte[] b, int len) {
    return new String(b, 0, len, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Receives one message as text. */
  public static String recv(Syscalls s, int fd) throws SysException {
    byte[] b = new byte[4096];
    return text(b, s.recv(fd, b, 0));
  }
}
