package giantless.properties.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Loopback;
import giantless.stack.net.RouteTable;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddrIn;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The routing table against a list that is searched from end to end. */
class RoutingProperties {

  /** A request: add, change or delete a prefix. */
  static final class Request {
    final RtCmd cmd;
    final int addr;
    final int length;
    final int gateway;

    Request(RtCmd cmd, int addr, int length, int gateway) {
      this.cmd = cmd;
      this.addr = addr & mask(length);
      this.length = length;
      this.gateway = gateway;
    }

    @Override
    public String toString() {
      return cmd + " " + SockAddrIn.ntoa(addr) + "/" + length + " via " + gateway;
    }
  }

  /** A naive table. */
  private static final class Naive {
    private final List<int[]> rows = new ArrayList<>();
    private final boolean longest;

    Naive(boolean longest) {
      this.longest = longest;
    }

    Errno apply(Request r) {
      int[] row = find(r.addr, r.length);
      switch (r.cmd) {
        case ADD:
          if (row != null) {
            return Errno.EEXIST;
          }
          rows.add(new int[] {r.addr, r.length, r.gateway});
          return Errno.OK;
        case CHANGE:
          if (row == null) {
            return Errno.ESRCH;
          }
          row[2] = r.gateway;
          return Errno.OK;
        default:
          return rows.remove(row) ? Errno.OK : Errno.ESRCH;
      }
    }

    private int[] find(int addr, int length) {
      for (int[] row : rows) {
        if (row[0] == addr && row[1] == length) {
          return row;
        }
      }
      return null;
    }

    /** The row of the longest prefix. */
    int[] lookup(int addr) {
      int[] best = null;
      for (int[] row : rows) {
        if ((addr & mask(row[1])) == row[0] && (best == null || row[1] > best[1] == longest)) {
          best = row;
        }
      }
      return best;
    }
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << 32 - length;
  }

  /** Few bits vary, so that prefixes nest, touch and collide. */
  private static Arbitrary<Integer> addresses() {
    Arbitrary<Integer> near =
        Arbitraries.of(0x0a000000, 0x0a000080, 0x0affffff, 0x80000000, 0x7fffffff, 0, -1);
    Arbitrary<Integer> bits = Arbitraries.integers().between(0, 31).map(i -> 1 << i);
    return Arbitraries.oneOf(
        near, Combinators.combine(near, bits).as((a, b) -> a ^ b), Arbitraries.integers());
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    Arbitrary<RtCmd> cmds =
        Arbitraries.of(RtCmd.ADD, RtCmd.ADD, RtCmd.ADD, RtCmd.DELETE, RtCmd.CHANGE);
    return Combinators.combine(cmds, addresses(), Arbitraries.integers().between(0, 32), gateways())
        .as(Request::new)
        .list()
        .ofMaxSize(60);
  }

  private static Arbitrary<Integer> gateways() {
    return Arbitraries.integers().between(2, 200);
  }

  @Provide
  Arbitrary<List<Integer>> probes() {
    return addresses().list().ofSize(30);
  }

  @Property(tries = 300)
  void lookup_finds_what_a_search_of_all_rows_finds(
      @ForAll("requests") List<Request> requests, @ForAll("probes") List<Integer> probes) {
    check(requests, probes, new Naive(true));
  }

  @Example
  void search_that_prefers_the_shortest_prefix_is_caught() {
    List<Request> requests =
        List.of(
            new Request(RtCmd.ADD, 0x0a000000, 8, 2), new Request(RtCmd.ADD, 0x0a010000, 16, 3));
    assertThatThrownBy(() -> check(requests, List.of(0x0a010203), new Naive(false)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected: 8");
  }

  private static void check(List<Request> requests, List<Integer> probes, Naive naive) {
    Host h = Host.builder().runtime(NativeRuntime.virtual(new VirtualClock(), null, 1, 1)).build();
    RouteTable routes = h.net().routes;
    Loopback lo = new Loopback(h.net(), "lo0");
    h.net().attach(lo);
    IfAddr ifa = new IfAddr(lo, SockAddrIn.parse("127.0.0.1"), null, SockAddrIn.mask(8));
    lo.addAddr(ifa);
    for (Request r : requests) {
      RtInfo info =
          new RtInfo(
              SockAddrIn.of(r.addr),
              SockAddrIn.of(0x7f000000 | r.gateway),
              SockAddrIn.mask(r.length),
              RtFlags.RTF_GATEWAY);
      info.ifa = ifa;
      assertThat(routes.rtrequest(r.cmd, info)).as(r.toString()).isEqualTo(naive.apply(r));
    }
    List<Integer> all = new ArrayList<>(probes);
    for (Request r : requests) {
      all.add(r.addr);
      all.add(r.addr | ~mask(r.length));
      all.add(r.addr - 1);
    }
    for (int addr : all) {
      int[] expected = naive.lookup(addr);
      Rtentry rt = routes.rtalloc1(SockAddrIn.of(addr), false, 0);
      if (expected == null) {
        assertThat(rt).as(SockAddrIn.ntoa(addr)).isNull();
      } else {
        assertThat(rt).as(SockAddrIn.ntoa(addr)).isNotNull();
        int length = rt.prefixLength();
        int gateway = ((SockAddrIn) rt.gateway()).addr() & 0xff;
        routes.rtfree(rt);
        assertThat(length).isEqualTo(expected[1]);
        assertThat(gateway).isEqualTo(expected[2]);
      }
    }
    assertThat(routes.stat.rts_inuse.get()).isEqualTo(naive.rows.size());
    ifa.free();
    h.shutdownClean();
  }
}
