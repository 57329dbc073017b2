package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.bytes;
import static giantless.stack.netinet.Pkt.icmp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Panic;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.Simulation;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddrIn;
import org.junit.jupiter.api.Test;

/**
 * Mbufs run out at every allocation in turn: whatever IPv4 was doing, it goes on, and nothing is
 * left behind.
 */
class InetMemoryTest {

  /** One run of everything under a schedule that also decides which allocations fail. */
  private static void everything(ExploredRuntime rt, int[] counts) {
    Host h = Host.builder().runtime(rt).build();
    Inet inet = h.inet();
    CaptureIf a = CaptureIf.attach(h, "cap0", "10.0.0.1/24", 300);
    CaptureIf b = CaptureIf.attach(h, "cap1", "10.1.0.1/24", 300);
    set(inet.sysctl.forwarding.set(1));
    set(inet.sysctl.sourceroute.set(1));
    set(inet.sysctl.acceptSourceroute.set(1));
    byte[] rr = bytes(7, 7, 4, 0, 0, 0, 0, 0);
    byte[] route = Pkt.cat(bytes(131, 7, 8), Pkt.ip4("10.0.0.5"), bytes(0));
    byte[][] packets = {
      Pkt.of("10.0.0.2", "10.0.0.1", icmp(8, 0, 1, new byte[700])).proto(1).bytes(),
      Pkt.of("10.0.0.2", "10.0.0.1", rr, icmp(8, 0, 1)).proto(1).bytes(),
      Pkt.of("10.0.0.2", "10.0.0.1", route, icmp(8, 0, 1)).proto(1).bytes(),
      Pkt.of("10.0.0.2", "10.1.0.2", new byte[500]).bytes(),
      Pkt.of("10.0.0.2", "10.1.0.2", new byte[500]).off(Ip.DF).bytes(),
      Pkt.of("10.0.0.2", "99.0.0.2", new byte[50]).bytes(),
      Pkt.of("10.0.0.2", "10.0.0.9", new byte[50]).bytes(),
      Pkt.of("10.0.0.2", "10.0.0.1", new byte[16]).off(Ip.MF).bytes(),
      Pkt.of("10.0.0.2", "10.0.0.1", new byte[16]).off(2).bytes(),
      Pkt.of("10.0.0.2", "10.0.0.1", new byte[16]).id(2).off(Ip.MF).bytes(),
    };
    for (byte[] p : packets) {
      a.arrive(p);
    }
    InMulti inm = inet.multi.join(Pkt.addr("224.1.2.3"), a);
    IpMoptions imo = new IpMoptions(inet, null);
    imo.setIf(Pkt.addr("10.0.0.1"));
    byte[] z = new byte[Ip.HDR];
    Mbuf m = h.mbufs().devget(z, 0, z.length, null, How.DONTWAIT);
    if (m != null) {
      Ip.setLen(m, Ip.HDR);
      Ip.setDst(m, Pkt.addr("224.1.2.3"));
      inet.output.output(m, null, null, 0, imo, null);
    }
    if (inm != null) {
      inet.multi.leave(inm);
    }
    rt.sleepQueue().sleep(new Object(), null, "31 s", false, 31_000_000_000L, false);
    counts[0] += a.sent.size() + b.sent.size();
    counts[1] += (int) h.mbufs().denied();
    h.shutdownClean();
  }

  private static void set(giantless.stack.kern.Errno error) {
    assertThat(error).isEqualTo(giantless.stack.kern.Errno.OK);
  }

  @Test
  void every_failed_allocation_is_survived() {
    int[] counts = new int[2];
    for (int seed = 0; seed < 150; seed++) {
      Simulation.run(seed, rt -> everything(rt, counts)).orThrow();
    }
    // The check is worth something only if some packets went through and some did not.
    assertThat(counts[0]).isGreaterThan(150);
    assertThat(counts[1]).isGreaterThan(1000);
  }

  @Test
  void a_protocol_that_keeps_a_packet_is_found_out() {
    Bench t = new Bench();
    t.inet.protos().register(254, new Forgetful());
    t.arrive(Pkt.of("10.0.0.2", "10.0.0.1", new byte[4]).proto(254));
    assertThatThrownBy(t::end)
        .isInstanceOf(Panic.class)
        .hasMessageContaining("left at shutdown: 1 mbufs");
  }

  private static final class Forgetful implements IpProtoHandler {
    @Override
    public void input(Mbuf m, int hlen) {}

    @Override
    public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] quote) {}

    @Override
    public void drain() {}
  }
}
