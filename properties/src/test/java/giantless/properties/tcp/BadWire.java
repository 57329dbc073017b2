package giantless.properties.tcp;

import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Bpf;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.NetStack;
import giantless.stack.net.Netisr;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.netinet.InAliasReq;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Two hosts, 10.0.0.1 and 10.0.0.2, on one virtual clock and under Witness, and a wire between them
 * that loses, doubles, delays, reorders and corrupts by chance.
 */
final class BadWire {
  private static final int MTU = 1500;

  /** What the wire does, each in percent of the packets. */
  record Faults(int loss, int doubles, int late, int corrupt, boolean forged) {}

  /** One host. */
  static final class End {
    final Host h;
    final Proc proc;
    final Syscalls s;
    final Link link;

    /** Packets that reached it, and how many of these were corrupt. */
    long delivered;

    long corrupt;

    private End(Host h, Link link) {
      this.h = h;
      this.link = link;
      this.proc = h.newProc("p");
      this.s = h.syscalls(proc);
    }
  }

  /** A packet on its way. */
  private record Flight(long at, long order, byte[] bytes, boolean corrupt, End to) {}

  final VirtualClock clock = new VirtualClock();
  final End a;
  final End b;
  private final Faults faults;
  private final Random random;
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(
          (x, y) ->
              x.at() != y.at() ? Long.compare(x.at(), y.at()) : Long.compare(x.order(), y.order()));
  private long order;

  /** From now on nothing gets through. */
  boolean cut;

  BadWire(Faults faults, long seed) {
    this.faults = faults;
    this.random = new Random(seed);
    a = end("a", "10.0.0.1/24");
    b = end("b", "10.0.0.2/24");
    clock.advance(1_000_000_000L);
  }

  private End end(String name, String address) {
    Host h =
        Host.builder()
            .runtime(NativeRuntime.virtual(clock, new Witness(), 1, 1))
            .name(name)
            .mbufsMayFail(false)
            .build();
    Link link = new Link(h.net(), this);
    if (h.net().attach(link) != Errno.OK
        || h.inet().control.aifaddr(link, InAliasReq.parse(address)) != Errno.OK) {
      throw new AssertionError("attach");
    }
    return new End(h, link);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void sent(Link from, byte[] packet) {
    if (a == null || b == null) {
      return; // The hosts are being set up.
    }
    End to = from == a.link ? b : a;
    if (cut || chance(faults.loss())) {
      return;
    }
    post(packet, to);
    if (chance(faults.doubles())) {
      post(packet, to);
    }
  }

  private void post(byte[] packet, End to) {
    byte[] bytes = packet;
    boolean corrupt = chance(faults.corrupt());
    if (corrupt) {
      bytes = packet.clone();
      if (faults.forged()) {
        forge(bytes);
      } else {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
    long delay = 1_000_000L * (1 + random.nextInt(chance(faults.late()) ? 200 : 3));
    flights.add(new Flight(clock.nanos() + delay, order++, bytes, corrupt, to));
  }

  /** Exchanges two words of the data, which the checksum cannot see. */
  private static void forge(byte[] b) {
    int data = 20 + ((b[32] & 0xf0) >> 2);
    if (b.length < data + 4) {
      return;
    }
    for (int i = 0; i < 2; i++) {
      byte x = b[data + i];
      b[data + i] = b[data + 2 + i];
      b[data + 2 + i] = x;
    }
  }

  /** Lets time pass up to the next packet or timer; false if there is neither. */
  boolean next() {
    Flight f = flights.peek();
    long timer = clock.nextEventNanos();
    if (f == null || f.at() > timer) {
      return clock.advanceToNext();
    }
    flights.poll();
    clock.advance(Math.max(f.at() - clock.nanos(), 0));
    f.to().delivered++;
    f.to().corrupt += f.corrupt() && !faults.forged() ? 1 : 0;
    f.to().link.arrive(f.bytes());
    return true;
  }

  boolean idle() {
    return flights.isEmpty();
  }

  /** An interface without a link layer. */
  static final class Link extends Ifnet {
    private final BadWire wire;

    Link(NetStack net, BadWire wire) {
      super(
          net,
          "wire0",
          Iff.IFT_ETHER,
          MTU,
          Iff.IFF_BROADCAST | Iff.IFF_MULTICAST | Iff.IFF_DRV_RUNNING,
          Bpf.DLT_NULL,
          0);
      this.wire = wire;
    }

    @Override
    public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
      byte[] b = new byte[m.pkthdr.len];
      mbufs.copydata(m, 0, b.length, b, 0);
      mbufs.freem(m);
      wire.sent(this, b);
      return Errno.OK;
    }

    private void arrive(byte[] packet) {
      input(mbufs.devget(packet, 0, packet.length, this, How.WAITOK));
    }

    @Override
    public void input(Mbuf m) {
      net.netisr.dispatch(Netisr.NETISR_IP, m);
    }

    @Override
    public void start() {}

    @Override
    public Errno ioctl(int cmd, Object arg) {
      if (cmd == Iff.SIOCSIFADDR) {
        up();
        return Errno.OK;
      }
      return super.ioctl(cmd, arg);
    }
  }
}
