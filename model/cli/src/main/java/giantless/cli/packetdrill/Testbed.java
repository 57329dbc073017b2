package giantless.cli.packetdrill;

import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.explored.ExploredRuntime;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Signal;
import giantless.stack.net.Loopback;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAddr;
import giantless.stack.netinet.InAliasReq;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A fresh host with one interface and one process, and the script's clock. Made and used by the
 * thread that runs the script, in a world of its own; packets come from any thread of that world,
 * one of which runs at a time.
 */
final class Testbed {
  /** How long the host has been up when a script begins: nothing starts at 0. */
  private static final long UPTIME = 60_000_000_000L;

  private static final long NANOS_PER_MICRO = 1000;

  /**
   * A packet that the host has sent.
   *
   * @param micros when, by the script's clock
   * @param flow null if it is of none
   * @param isn the host's initial number then
   */
  record Captured(long micros, byte[] bytes, Flow flow, int isn) {
    /** What makes the script's number the host's. */
    int localOffset() {
      return flow == null ? 0 : isn - flow.scriptIsn();
    }
  }

  final ExploredRuntime rt;
  final Host host;
  final WireIf wire;
  final Proc proc;
  final Syscalls sys;
  final Flows flows;
  private final Deque<Captured> sent = new ArrayDeque<>();
  private final KThread me;
  private final long start;

  Testbed(ExploredRuntime rt, Config config) {
    this.rt = rt;
    this.me = rt.curthread();
    this.flows = new Flows(config);
    this.host = Host.builder().runtime(rt).name("host").mbufsMayFail(false).build();
    attach(new Loopback(host.net(), "lo0"), "127.0.0.1/8");
    this.wire = new WireIf(host.net(), config.mtu, this::capture);
    attach(wire, InAddr.ntoa(config.localIp) + "/" + config.prefix);
    must(
        "route",
        host.net()
            .routes
            .rtrequest(
                RtCmd.ADD,
                new RtInfo(
                    SockAddrIn.of(0),
                    SockAddrIn.of(config.gatewayIp),
                    SockAddrIn.mask(0),
                    RtFlags.RTF_UP | RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC)));
    this.proc = host.newProc("packetdrill");
    this.sys = host.syscalls(proc);
    proc.sigaction(Signal.SIGPIPE, Signal.SIG_IGN, 0);
    rt.pause(UPTIME);
    this.start = rt.uptimeNanos();
    sent.clear();
  }

  private void attach(giantless.stack.net.Ifnet ifp, String cidr) {
    must(ifp.name(), host.net().attach(ifp));
    must(cidr, host.inet().control.aifaddr(ifp, InAliasReq.parse(cidr)));
    ifp.up();
  }

  private static void must(String what, Errno error) {
    if (error != Errno.OK) {
      throw new IllegalStateException(what + ": " + error);
    }
  }

  // ---- Time ----

  /** Microseconds since the script began. */
  long now() {
    return (rt.uptimeNanos() - start) / NANOS_PER_MICRO;
  }

  private long nanos(long micros) {
    return start + micros * NANOS_PER_MICRO;
  }

  /** Lets the host run up to a time. */
  void runUntil(long micros) {
    long until = nanos(micros);
    while (rt.uptimeNanos() < until) {
      rt.park(until);
    }
  }

  /** Ends the wait of the script's thread, to look again. */
  void wake() {
    rt.unpark(me);
  }

  /** What a script waits for. */
  interface Condition {
    boolean holds();
  }

  /** Lets the host run until the condition holds, or that time; whether it holds. */
  boolean runUntil(Condition condition, long micros) {
    long until = nanos(micros);
    while (!condition.holds()) {
      if (rt.uptimeNanos() >= until) {
        return false;
      }
      rt.park(until);
    }
    return true;
  }

  /** No time limit, for {@link #runUntil(Condition, long)}. */
  static long later(long micros) {
    return Math.min(micros, LockRuntime.NEVER / NANOS_PER_MICRO / 2);
  }

  // ---- Packets ----

  private void capture(byte[] packet) {
    Flow flow = flows.sent(packet);
    sent.add(new Captured(now(), packet, flow, flow == null ? 0 : flow.isn()));
    wake();
  }

  /** Takes the oldest packet that the host has sent, waiting for it up to a time; or null. */
  Captured take(long untilMicros) {
    return runUntil(() -> !sent.isEmpty(), untilMicros) ? sent.remove() : null;
  }
}
