package giantless.stress.lincheck;

import giantless.stack.kern.Errno;
import giantless.stack.net.IfAddr;
import giantless.stack.net.NetStack;
import giantless.stack.net.RouteTable;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The routing table: insertion, deletion and lookup of the longest prefix are one step each, and
 * what a lookup gives is a route that is locked, referenced and not freed.
 */
class RouteTableIT {
  private static final int[] LENGTHS = {16, 24, 32};
  private static final SockAddrIn HOST = SockAddrIn.parse("10.1.1.1");

  /** Three prefixes of one host, under the network of the interface. */
  @Param(name = "prefix", gen = IntGen.class, conf = "0:2")
  public static class Structure {
    final NetStack net = Machines.net();
    final RouteTable routes = net.routes;
    private final Wire wire = Wire.attached(net, "10.0.0.1", 8);
    private final IfAddr ifa = wire.addrs(SockAddr.AF_INET).get(0);

    final RtInfo info(int prefix) {
      RtInfo info = new RtInfo(HOST, ifa.addr(), SockAddrIn.mask(LENGTHS[prefix]), RtFlags.RTF_UP);
      info.ifa = ifa;
      info.ifp = wire;
      return info;
    }

    @Operation(params = "prefix")
    public boolean add(int prefix) {
      return routes.rtrequest(RtCmd.ADD, info(prefix)) == Errno.OK;
    }

    @Operation(params = "prefix")
    public boolean delete(int prefix) {
      return routes.rtrequest(RtCmd.DELETE, info(prefix)) == Errno.OK;
    }

    /** The length of the prefix that the host is routed by. */
    @Operation
    public int lookup() {
      Rtentry rt = routes.rtalloc1(HOST, false, 0);
      int length = rt.prefixLength();
      rt.lock.unlock();
      // In use without the lock, by the reference alone.
      rt.lock.lock();
      routes.rtfree(rt);
      return length;
    }

    /** Every route in memory is in the table, with no reference left. */
    @Validate
    public void nothing_is_left_behind() {
      int up = 0;
      for (Rtentry rt : routes.dump(SockAddr.AF_INET)) {
        rt.lock.lock();
        if (rt.refcnt() != 1) {
          throw new IllegalStateException("references of " + rt + ": " + rt.refcnt());
        }
        routes.rtfree(rt);
        up++;
      }
      if (routes.stat.rts_inuse.get() != up) {
        throw new IllegalStateException(
            routes.stat.rts_inuse.get() + " routes in memory, " + up + " in the table");
      }
    }
  }

  /** Which prefixes there are. */
  public static class Specification {
    private final boolean[] there = new boolean[LENGTHS.length];

    public boolean add(int prefix) {
      boolean was = there[prefix];
      there[prefix] = true;
      return !was;
    }

    public boolean delete(int prefix) {
      boolean was = there[prefix];
      there[prefix] = false;
      return was;
    }

    public int lookup() {
      for (int i = LENGTHS.length - 1; i >= 0; i--) {
        if (there[i]) {
          return LENGTHS[i];
        }
      }
      return 8;
    }
  }

  @Test
  void requests_and_lookups_are_one_step_each() {
    Linearizability.layerHolds(Structure.class, Specification.class);
  }

  /** The wrong twin: a route is replaced by deleting it and adding it, in two holds of the lock. */
  @Param(name = "prefix", gen = IntGen.class, conf = "0:2")
  public static class AddedInTwoSteps extends Structure {
    @Override
    @Operation(params = "prefix")
    public boolean add(int prefix) {
      boolean was = routes.rtrequest(RtCmd.DELETE, info(prefix)) == Errno.OK;
      routes.rtrequest(RtCmd.ADD, info(prefix));
      return !was;
    }
  }

  @Test
  void a_route_replaced_in_two_steps_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(AddedInTwoSteps.class, "add", 0)),
            List.of(Scenarios.actor(AddedInTwoSteps.class, "add", 0))),
        AddedInTwoSteps.class,
        Specification.class,
        "Invalid execution results");
  }
}
