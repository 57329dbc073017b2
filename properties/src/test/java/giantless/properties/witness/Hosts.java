package giantless.properties.witness;

import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.net.EpairIf;
import giantless.stack.net.Ifnet;
import giantless.stack.net.Loopback;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IfIoctl;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.socket.SocketConst;
import java.util.function.Function;

/**
 * Three hosts: {@code a} 10.0.1.1 and {@code b} 10.0.2.1, and between them the router {@code r},
 * .254 on both wires.
 */
final class Hosts {
  static final SockAddrIn A = SockAddrIn.parse("10.0.1.1");
  static final SockAddrIn B = SockAddrIn.parse("10.0.2.1");
  static final SockAddrIn RA = SockAddrIn.parse("10.0.1.254");
  static final SockAddrIn RB = SockAddrIn.parse("10.0.2.254");
  static final SockAddrIn LOCAL = SockAddrIn.parse("127.0.0.1");

  /** How a run is set up. */
  record Setup(
      NetisrMode netisr,
      boolean mpsafe,
      boolean mbufsMayFail,
      int nmbclusters,
      UnpLocking.Kind unixLocking) {}

  /** A program, which may fail in any way. */
  interface Program {
    void run() throws Exception;
  }

  final Host a;
  final Host r;
  final Host b;
  final EpairIf wireA;
  final EpairIf wireB;

  /** The time that passes in one unit of {@link #pause}. */
  private final long tickNanos;

  Hosts(Function<String, LockRuntime> runtimes, Setup setup, long tickNanos) {
    this.tickNanos = tickNanos;
    a = host(runtimes.apply("a"), "a", setup);
    r = host(runtimes.apply("r"), "r", setup);
    b = host(runtimes.apply("b"), "b", setup);
    PairProto.register(b);
    wireA = EpairIf.pair(a.net(), r.net(), 0);
    wireB = EpairIf.pair(r.net(), b.net(), 1);
    configure(a, wireA, "10.0.1.1/24");
    configure(r, wireA.peer(), "10.0.1.254/24");
    configure(r, wireB, "10.0.2.254/24");
    configure(b, wireB.peer(), "10.0.2.1/24");
    set(r, "net.inet.ip.forwarding", 1);
    defaultRoute(a, RA);
    defaultRoute(b, RB);
  }

  private static Host host(LockRuntime rt, String name, Setup setup) {
    Host.Builder builder =
        Host.builder()
            .runtime(rt)
            .name(name)
            .netisr(setup.netisr())
            .mpsafe(setup.mpsafe())
            .unixLocking(setup.unixLocking())
            .mbufsMayFail(setup.mbufsMayFail());
    if (!setup.mpsafe()) {
      builder.tunable("debug.mpsafevfs", 0);
    }
    if (setup.nmbclusters() > 0) {
      builder.nmbclusters(setup.nmbclusters());
    }
    Host h = builder.build();
    configure(h, new Loopback(h.net(), "lo0"), "127.0.0.1/8");
    return h;
  }

  /** ifconfig IFP ADDRESS up. */
  static void configure(Host h, Ifnet ifp, String cidr) {
    must(h.net().attach(ifp));
    must(h.inet().control.aifaddr(ifp, InAliasReq.parse(cidr)));
    ifp.up();
  }

  private static void must(Errno error) {
    if (error != Errno.OK) {
      throw new AssertionError(error);
    }
  }

  static void set(Host h, String name, long value) {
    try {
      h.kernel().sysctl().set(name, value);
    } catch (SysException e) {
      throw new AssertionError(name, e);
    }
  }

  private static void defaultRoute(Host h, SockAddrIn gateway) {
    Proc p = h.newProc("route");
    Syscalls s = h.syscalls(p);
    RtInfo info =
        new RtInfo(
            SockAddrIn.ANY,
            gateway,
            SockAddrIn.mask(0),
            RtFlags.RTF_UP | RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC);
    try {
      int fd = s.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
      s.ioctl(fd, IfIoctl.SIOCADDRT, info);
      s.close(fd);
    } catch (SysException e) {
      throw new AssertionError(e);
    }
    p.exit(0);
  }

  /** Lets time pass on the host for the calling thread. */
  void pause(Host h, int ticks) {
    h.rt().sleepQueue().sleep(new Object(), null, "pause", false, ticks * tickNanos, false);
  }

  /** The time that passes in some units, in nanoseconds. */
  long nanos(int ticks) {
    return ticks * tickNanos;
  }

  /** A thread of a process. A call that fails is part of the game; anything else is not. */
  static KThread spawn(Proc p, String name, Program program) {
    return p.spawn(
        name,
        () -> {
          try {
            program.run();
          } catch (SysException expected) {
            p.curthread();
          } catch (RuntimeException | Error e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Ends the three and demands that nothing is left. */
  void shutdownClean() {
    a.udp().info().check();
    b.udp().info().check();
    // All threads of one host may still be sending to another.
    wireA.down();
    wireB.down();
    a.shutdownClean();
    r.shutdownClean();
    b.shutdownClean();
  }
}
