package giantless.stress.lincheck;

import giantless.stack.net.IfAddr;
import giantless.stack.net.NetStack;
import giantless.stack.net.SockAddrIn;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * An interface's addresses: a multiset under the address lock, each address alive while somebody
 * refers to it, and none left in memory that is not in the list.
 */
class IfAddrListIT {
  private static final int ADDRS = 2;

  private static SockAddrIn addr(int host) {
    return SockAddrIn.of(10 << 24 | host + 1);
  }

  /** The structure. */
  @Param(name = "host", gen = IntGen.class, conf = "0:1")
  public static class Structure {
    private final NetStack net = Machines.net();
    private final Wire wire = new Wire(net, "wire0");

    public Structure() {
      net.attach(wire);
      add(0);
    }

    @Operation(params = "host")
    public void add(int host) {
      IfAddr ifa = new IfAddr(wire, addr(host), null, SockAddrIn.mask(8));
      wire.addAddr(ifa);
      ifa.free();
    }

    @Operation(params = "host")
    public boolean remove(int host) {
      while (true) {
        IfAddr ifa = net.ifnets.ifaOwn(addr(host));
        if (ifa == null) {
          return false;
        }
        boolean removed = wire.removeAddr(ifa);
        ifa.free();
        if (removed) {
          return true;
        }
      }
    }

    /** Whether it is there, and still alive when it is used. */
    @Operation(params = "host")
    public boolean find(int host) {
      IfAddr ifa = net.ifnets.ifaOwn(addr(host));
      if (ifa == null) {
        return false;
      }
      ifa.ref();
      ifa.free();
      ifa.free();
      return true;
    }

    /** What is in memory is what is in the list, with the list's reference alone. */
    @Validate
    public void nothing_is_left_behind() {
      int listed = 0;
      for (int host = 0; host < ADDRS; host++) {
        IfAddr ifa = net.ifnets.ifaOwn(addr(host));
        while (ifa != null) {
          if (ifa.refcnt() != 2) {
            throw new IllegalStateException("references of " + ifa + ": " + ifa.refcnt());
          }
          wire.removeAddr(ifa);
          ifa.free();
          listed++;
          ifa = net.ifnets.ifaOwn(addr(host));
        }
      }
      if (net.ifaddrsInUse() != 0) {
        throw new IllegalStateException(
            net.ifaddrsInUse() + " addresses in memory after " + listed + " were removed");
      }
    }
  }

  /** How many there are of each. */
  public static class Specification {
    private final int[] count = {1, 0};

    public void add(int host) {
      count[host]++;
    }

    public boolean remove(int host) {
      if (count[host] == 0) {
        return false;
      }
      count[host]--;
      return true;
    }

    public boolean find(int host) {
      return count[host] > 0;
    }
  }

  @Test
  void the_addresses_are_a_multiset_of_live_ones() {
    Linearizability.layerHolds(Structure.class, Specification.class);
  }

  /** The wrong twin: the list's pointer is used without a reference of one's own. */
  @Param(name = "host", gen = IntGen.class, conf = "0:1")
  public static class FoundWithoutReference {
    private final Wire wire = new Wire(Machines.net(), "wire0");
    private final AtomicReferenceArray<IfAddr> list = new AtomicReferenceArray<>(ADDRS);

    public FoundWithoutReference() {
      add(0);
    }

    @Operation(params = "host")
    public void add(int host) {
      IfAddr ifa = new IfAddr(wire, addr(host), null, SockAddrIn.mask(8));
      IfAddr old = list.getAndSet(host, ifa);
      if (old != null) {
        old.free();
      }
    }

    @Operation(params = "host")
    public boolean remove(int host) {
      IfAddr ifa = list.getAndSet(host, null);
      if (ifa != null) {
        ifa.free();
      }
      return ifa != null;
    }

    @Operation(params = "host")
    public boolean find(int host) {
      IfAddr ifa = list.get(host);
      if (ifa == null) {
        return false;
      }
      ifa.ref(); // Too late: another thread may have freed it.
      ifa.free();
      return true;
    }
  }

  /** One of each at most. */
  public static class SpecificationOfOne {
    private final boolean[] there = {true, false};

    public void add(int host) {
      there[host] = true;
    }

    public boolean remove(int host) {
      boolean was = there[host];
      there[host] = false;
      return was;
    }

    public boolean find(int host) {
      return there[host];
    }
  }

  @Test
  void an_address_found_without_a_reference_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(FoundWithoutReference.class, "find", 0)),
            List.of(Scenarios.actor(FoundWithoutReference.class, "remove", 0))),
        FoundWithoutReference.class,
        SpecificationOfOne.class,
        "Panic");
  }
}
