package giantless.stress.netperf.wire;

import giantless.lock.LockWatch;
import giantless.lock.nat.NativeRuntime;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Oid;
import giantless.stack.kern.SysException;
import giantless.stack.net.EpairIf;
import giantless.stack.net.EtherHeader;
import giantless.stack.net.Iff;
import giantless.stack.net.NetisrMode;
import giantless.stack.netinet.InAliasReq;

/**
 * Two hosts, 10.0.0.1 and 10.0.0.2, with a wire between them, on the native runtime. The same shape
 * for tests and benchmarks; used by one thread, but for the processes' own.
 */
public final class TwoHosts implements AutoCloseable {
  public final Host a;
  public final Host b;
  private final EpairIf endA;

  /**
   * Boots both, with a wire of MTU 1500.
   *
   * @param watch told of every lock operation of both hosts, or null
   */
  public TwoHosts(NetisrMode netisr, boolean mpsafe, LockWatch watch) {
    this(netisr, mpsafe, watch, EtherHeader.ETHERMTU);
  }

  /**
   * Boots both.
   *
   * @param watch told of every lock operation of both hosts, or null
   * @param mtu of the wire, 72 to 9000 bytes
   */
  public TwoHosts(NetisrMode netisr, boolean mpsafe, LockWatch watch, int mtu) {
    a = boot("a", netisr, mpsafe, watch);
    b = boot("b", netisr, mpsafe, watch);
    endA = EpairIf.pair(a.net(), b.net(), 0);
    plug(a, endA, mtu, "10.0.0.1/24");
    plug(b, endA.peer(), mtu, "10.0.0.2/24");
  }

  private static Host boot(String name, NetisrMode netisr, boolean mpsafe, LockWatch watch) {
    return Host.builder()
        .name(name)
        .runtime(NativeRuntime.real(watch, 2, 1))
        .mpsafe(mpsafe)
        .netisr(netisr)
        .build();
  }

  private static void plug(Host host, EpairIf end, int mtu, String address) {
    must(host.net().attach(end));
    must(end.ioctl(Iff.SIOCSIFMTU, mtu));
    end.up();
    must(host.inet().control.aifaddr(end, InAliasReq.parse(address)));
  }

  private static void must(Errno errno) {
    if (errno != Errno.OK) {
      throw new IllegalStateException(errno.toString());
    }
  }

  /** The counters of both hosts that are not 0, to explain a failure. */
  public String counters() {
    StringBuilder out = new StringBuilder();
    for (Host h : new Host[] {a, b}) {
      out.append('\n').append(h.name()).append(": mbufs denied ").append(h.mbufs().denied());
      for (Oid oid : h.kernel().sysctl().walk("net")) {
        out.append(counter(h, oid.name()));
      }
    }
    out.append("\nwire: a sent ").append(endA.data.ifi_opackets.get());
    out.append(", b received ").append(endA.peer().data.ifi_ipackets.get());
    return out.toString();
  }

  private static String counter(Host h, String name) {
    try {
      String value = name.contains("stats") ? h.kernel().sysctl().get(name) : "0";
      return value.equals("0") ? "" : ", " + name + " " + value;
    } catch (SysException e) {
      return "";
    }
  }

  /** Unplugs the wire and ends both hosts; throws if an mbuf, a socket or a reference is left. */
  @Override
  public void close() {
    a.net().detach(endA);
    b.net().detach(endA.peer());
    a.shutdownClean();
    b.shutdownClean();
  }
}
