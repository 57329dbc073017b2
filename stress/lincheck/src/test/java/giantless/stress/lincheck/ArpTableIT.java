package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.NetStack;
import giantless.stack.net.Netisr;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IfEther;
import giantless.stack.netinet.Inside;
import java.util.HashMap;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The ARP table: resolving, a reply that arrives, arp(8)'s set and delete, and the end of an
 * entry's life are one step each. An entry without address yet counts as none: whether a resolve
 * that holds its packet finds one or makes one is not to be seen from outside.
 */
class ArpTableIT {
  private static final int NET = 10 << 24;
  private static final int US = NET | 1;
  private static final long AGE_NANOS = 301L * 1_000_000_000L;
  private static final int MAX_AGE_SECONDS = 60;

  private static byte[] mac(int last) {
    return new byte[] {2, 0, 0, 0, (byte) last, (byte) last};
  }

  /**
   * The structure. Time passes in one step past every entry's age and past the timer, so that no
   * moment lies between two entries' ends.
   */
  @Param(name = "host", gen = IntGen.class, conf = "2:3")
  @Param(name = "mac", gen = IntGen.class, conf = "1:2")
  public static class Structure {
    private final Machines.Clocked machine = new Machines.Clocked();
    private final MbufPool pool;
    private final NetStack net;
    private final IfEther arp;
    private final Wire wire;

    public Structure() {
      Kernel kernel = new Kernel(machine.runtime(), "host", new HashMap<>());
      pool = Machines.mbufs(kernel);
      net = new NetStack(kernel, pool, NetisrMode.DIRECT);
      arp = new IfEther(net);
      Inside.setArpMaxAge(arp, MAX_AGE_SECONDS);
      wire = Wire.attached(net, "10.0.0.1", 24);
    }

    /** The last byte of the address; 0 if the packet is held until it is known. */
    @Operation
    public int resolve(@Param(name = "host") int host) {
      Mbuf m = pool.gethdr(How.DONTWAIT, Mbuf.MT_DATA);
      byte[] desten = new byte[6];
      if (arp.resolve(wire, null, m, SockAddrIn.of(NET | host), desten) != Errno.OK) {
        return 0;
      }
      pool.freem(m);
      return desten[5];
    }

    @Operation
    public void reply(@Param(name = "host") int host, @Param(name = "mac") int mac) {
      byte[] p = new byte[28];
      byte[] fixed = {0, 1, 8, 0, 6, 4, 0, 2};
      System.arraycopy(fixed, 0, p, 0, fixed.length);
      System.arraycopy(mac(mac), 0, p, 8, 6);
      put(p, 14, NET | host);
      System.arraycopy(wire.lladdr(), 0, p, 18, 6);
      put(p, 24, US);
      Mbuf m = pool.devget(p, 0, p.length, wire, How.DONTWAIT);
      net.netisr.dispatch(Netisr.NETISR_ARP, m);
    }

    private static void put(byte[] p, int at, int addr) {
      for (int i = 0; i < 4; i++) {
        p[at + i] = (byte) (addr >>> 24 - 8 * i);
      }
    }

    @Operation
    public void setStatic(@Param(name = "host") int host, @Param(name = "mac") int mac) {
      arp.set(NET | host, mac(mac), false, false);
    }

    @Operation
    public void delete(@Param(name = "host") int host) {
      arp.delete(NET | host);
    }

    @Operation(nonParallelGroup = "clock")
    public void age() {
      machine.advance(AGE_NANOS);
    }

    /** Once the entries are gone, no packet is held and no route is left but the network's. */
    @Validate
    public void nothing_is_left_behind() {
      for (int host = 2; host <= 3; host++) {
        arp.delete(NET | host);
      }
      if (pool.inUse() != 0) {
        throw new IllegalStateException(pool.inUse() + " mbufs in use without an entry");
      }
      if (net.routes.stat.rts_inuse.get() != 1) {
        throw new IllegalStateException(net.routes.stat.rts_inuse.get() + " routes in memory");
      }
    }
  }

  /** An address or none for each host, and whether it is for good. */
  public static class Specification {
    private final int[] macs = new int[4];
    private final boolean[] fixed = new boolean[4];

    public int resolve(int host) {
      return macs[host];
    }

    public void reply(int host, int mac) {
      if (!fixed[host]) {
        macs[host] = mac;
      }
    }

    public void setStatic(int host, int mac) {
      macs[host] = mac;
      fixed[host] = true;
    }

    public void delete(int host) {
      macs[host] = 0;
      fixed[host] = false;
    }

    public void age() {
      for (int host = 0; host < macs.length; host++) {
        if (!fixed[host]) {
          macs[host] = 0;
        }
      }
    }
  }

  @Test
  void what_arp_knows_of_a_host_changes_in_one_step() {
    Linearizability.layerHolds(Structure.class, Specification.class);
  }

  /** The wrong twin: the state of an entry and its address are read in two holds of the lock. */
  @Param(name = "host", gen = IntGen.class, conf = "2:3")
  @Param(name = "mac", gen = IntGen.class, conf = "1:2")
  public static class CompleteThenCopied {
    private final Mtx lock = Machines.runtime().mtx(Locks.RTENTRY);
    private final byte[][] entries = new byte[4][];

    @Operation
    public int resolve(@Param(name = "host") int host) {
      lock.lock();
      boolean complete = entries[host] != null;
      lock.unlock();
      if (!complete) {
        return 0;
      }
      Machines.window();
      lock.lock();
      byte first = entries[host] == null ? -1 : entries[host][5];
      lock.unlock();
      return first;
    }

    @Operation
    public void reply(@Param(name = "host") int host, @Param(name = "mac") int mac) {
      lock.lock();
      entries[host] = mac(mac);
      lock.unlock();
    }

    @Operation
    public void delete(@Param(name = "host") int host) {
      lock.lock();
      entries[host] = null;
      lock.unlock();
    }
  }

  @Test
  void an_entry_read_in_two_steps_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(CompleteThenCopied.class, "reply", 2, 1),
                Scenarios.actor(CompleteThenCopied.class, "resolve", 2)),
            List.of(Scenarios.actor(CompleteThenCopied.class, "delete", 2))),
        CompleteThenCopied.class,
        Specification.class,
        "Invalid execution results");
    Linearizability.isBroken(
        CompleteThenCopied.class, Specification.class, "Invalid execution results");
    Linearizability.isBrokenUnderStress(
        CompleteThenCopied.class, Specification.class, "Invalid execution results");
  }
}
